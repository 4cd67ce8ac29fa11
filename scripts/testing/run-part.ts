/** One part of `npm run check` or `npm test`: a command, and how its passed and failed tests are counted. */
import { spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { type Count, countPlaywright, countVitest } from "./count-reports.ts";

const root = path.resolve(import.meta.dirname, "../..");

export interface Part {
  name: string;
  /** Arguments of Node. */
  args: string[];
  env?: Record<string, string>;
  /** A part that takes longer is ended and has failed. */
  timeoutMs: number;
  /** Where the part writes its JSON report; without one the part is a single test, passed when the command ends with 0. */
  report?: { file: string; format: "vitest" | "playwright" };
}

export interface Outcome extends Count {
  name: string;
  ms: number;
}

const counters = { vitest: countVitest, playwright: countPlaywright };

/** Settings of the shell that runs the tests must not reach the products and databases they start. */
function cleanEnv(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(PORT|DATABASE_URL|DIRECT_DATABASE_URL|NODE_ENV|(TELLTALE|INNGEST|NEXTAUTH)_.*)$/.test(name),
  );
  return { ...(Object.fromEntries(kept) as NodeJS.ProcessEnv), NEXT_TELEMETRY_DISABLED: "1" };
}

const running = new Set<number>();

function endGroups(): void {
  for (const pid of running) {
    try {
      process.kill(-pid, "SIGTERM");
    } catch {
      // It ended by itself.
    }
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    endGroups();
    process.exit(1);
  });
}

/** Runs the part and shows its output: as it comes, or all of it at the end when parts run beside each other. */
export async function runPart(part: Part, show: "live" | "whenFailed"): Promise<Outcome> {
  const startedAt = performance.now();
  const report = part.report && path.join(root, part.report.file);
  if (report) {
    await mkdir(path.dirname(report), { recursive: true });
    await rm(report, { force: true });
  }
  const stdio = show === "live" ? "inherit" : "pipe";
  const child = spawn(process.execPath, part.args, {
    cwd: root,
    env: { ...cleanEnv(), ...part.env },
    stdio: ["ignore", stdio, stdio],
    detached: true,
  });
  if (child.pid) running.add(child.pid);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk));
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    if (child.pid) process.kill(-child.pid, "SIGKILL");
  }, part.timeoutMs);
  const code = await new Promise<number | string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (status, signal) => resolve(status ?? signal ?? "unknown"));
  });
  clearTimeout(timer);
  if (child.pid) running.delete(child.pid);
  const count = await countOf(part, report, code);
  if (isLate) count.problems.push(`did not end within ${part.timeoutMs / 1000} s`);
  if (show === "whenFailed" && count.failed > 0) process.stdout.write(output);
  return { name: part.name, ms: performance.now() - startedAt, ...count };
}

/** A command that failed without a failed test in its report (a crash, an error outside the tests) counts as one failed. */
async function countOf(part: Part, report: string | undefined, code: number | string): Promise<Count> {
  if (!report || !part.report) {
    return code === 0
      ? { passed: 1, failed: 0, problems: [] }
      : { passed: 0, failed: 1, problems: [`ended with ${code}`] };
  }
  try {
    const count = counters[part.report.format](JSON.parse(await readFile(report, "utf8")));
    if (count.passed + count.failed === 0) return { passed: 0, failed: 1, problems: ["no test ran"] };
    if (code !== 0 && count.failed === 0) return { ...count, failed: 1, problems: [`ended with ${code}`] };
    return count;
  } catch {
    return { passed: 0, failed: 1, problems: [`ended with ${code} and wrote no report`] };
  }
}

/** Prints a line a part and the sum in the last line; returns whether everything passed. */
export function summarise(outcomes: Outcome[]): boolean {
  console.log();
  for (const { name, passed, failed, ms, problems } of outcomes) {
    const verdict = failed > 0 ? "FAILED" : "passed";
    console.log(
      `${verdict}  ${name.padEnd(28)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${(ms / 1000).toFixed(0).padStart(5)} s`,
    );
    for (const problem of problems) console.log(`        ${problem}`);
  }
  const sum = (key: "passed" | "failed") => outcomes.reduce((total, outcome) => total + outcome[key], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed") === 0;
}
