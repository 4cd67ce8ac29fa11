/** `npm run check`: what can be told in seconds, without a database, a build or a browser. */
import { generateClient, isClientGenerated } from "./generate.ts";
import { type Outcome, type Part, runPart, summarise } from "./testing/run-part.ts";

const timeoutMs = 180_000;
const bin = (name: string) => `node_modules/${name}`;

/** Format and lint, types, import arrows, what nothing uses. */
export const staticChecks: Part[] = [
  {
    name: "biome",
    args: [bin("@biomejs/biome/bin/biome"), "check", "--config-path=.config/biome.jsonc", "."],
    timeoutMs,
  },
  { name: "types", args: [bin("typescript/bin/tsc"), "--noEmit"], timeoutMs },
  { name: "import arrows", args: ["--conditions=react-server", "scripts/check-imports.ts"], timeoutMs },
  { name: "data access", args: ["scripts/check-data-access.ts"], timeoutMs },
  { name: "unused code", args: [bin("knip/bin/knip.js"), "--config", ".config/knip.jsonc"], timeoutMs },
  {
    name: "used by tests alone",
    args: [bin("knip/bin/knip.js"), "--production", "--config", ".config/knip.jsonc"],
    timeoutMs,
  },
];

const unitTests: Part = {
  name: "unit tests",
  args: vitestArgs("unit", "test-results/unit.json"),
  timeoutMs,
  report: { file: "test-results/unit.json", format: "vitest" },
};

export function vitestArgs(project: string, report: string): string[] {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  return [bin("vitest/vitest.mjs"), "run", "--project", project, ...reporters];
}

/** Two at a time, for two cores. */
export async function runChecks(parts: Part[]): Promise<Outcome[]> {
  const waiting = [...parts];
  const outcomes = new Map<Part, Outcome>();
  const worker = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift())
      outcomes.set(part, await runPart(part, "whenFailed"));
  };
  await Promise.all([worker(), worker()]);
  return parts.flatMap((part) => outcomes.get(part) ?? []);
}

if (import.meta.main) {
  if (!isClientGenerated()) generateClient();
  process.exitCode = summarise(await runChecks([unitTests, ...staticChecks])) ? 0 : 1;
}
