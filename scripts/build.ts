/** `npm run build`: builds the console unless what it is made of is unchanged since the last build. */
import { generateClient, isClientGenerated } from "./generate.ts";
import { buildConsole, isConsoleBuilt } from "./supervisor/console-build.ts";
import { StartupError, step } from "./supervisor/progress.ts";

try {
  if (!isClientGenerated()) await step("generating the database client", async () => generateClient());
  if (!(await isConsoleBuilt())) await step("building the console", () => buildConsole(AbortSignal.timeout(600_000)));
} catch (error) {
  console.error(error instanceof StartupError ? `telltale: ${error.message}. ${error.fix}` : error);
  process.exitCode = 1;
}
