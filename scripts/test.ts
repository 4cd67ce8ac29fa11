/**
 * `npm test`: everything, from a fresh clone: static checks, tests against a real PostgreSQL, the build, start-up and its
 * failures, journeys in a real browser, the demo. The last line is `N passed, N failed`; a part that crashes has failed.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { freePort } from "#lib/free-port.ts";
import { runChecks, staticChecks, vitestArgs } from "./check.ts";
import { generateClient, isClientGenerated } from "./generate.ts";
import { type Part, runPart, summarise } from "./testing/run-part.ts";

const minutes = (count: number) => count * 60_000;
const productFlags = ["--conditions=react-server", "--disable-warning=ExperimentalWarning"];

function vitestPart(name: string, project: string, timeoutMs: number): Part {
  const file = `test-results/${project}.json`;
  return { name, args: vitestArgs(project, file), timeoutMs, report: { file, format: "vitest" } };
}

/** Not the checkout's own data directory, in which a product may be running. */
const scratch = await mkdtemp(path.join(tmpdir(), "telltale-test-"));

/** The limits end what hangs; they say nothing about how long a part should take. */
const parts: Part[] = [
  vitestPart("unit tests", "unit", minutes(10)),
  vitestPart("database tests", "db", minutes(20)),
  { name: "floor of classification", args: [...productFlags, "bench/classify.ts", "--floor"], timeoutMs: minutes(3) },
  { name: "build", args: [...productFlags, "scripts/build.ts"], timeoutMs: minutes(12) },
  vitestPart("start-up", "start", minutes(12)),
  {
    name: "journeys in a browser",
    args: ["node_modules/@playwright/test/cli.js", "test", "--config", ".config/playwright.config.ts"],
    timeoutMs: minutes(25),
    report: { file: "test-results/e2e.json", format: "playwright" },
  },
  {
    name: "demo",
    args: [...productFlags, "scripts/demo.ts", "--exit"],
    env: { PORT: String(await freePort()), TELLTALE_DATA_DIR: scratch },
    timeoutMs: minutes(8),
  },
];

if (!isClientGenerated()) generateClient();
const outcomes = await runChecks(staticChecks);
for (const part of parts) {
  console.log(`\n${part.name}`);
  outcomes.push(await runPart(part, "live"));
}
await rm(scratch, { recursive: true, force: true });
process.exitCode = summarise(outcomes) ? 0 : 1;
