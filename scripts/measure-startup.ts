/**
 * `npm run measure:startup`: time and memory of a first and a second `npm start` of the built product, and of a bare Node
 * process in the same run to hold them against. With `--build` the first one builds the console too. Prints Markdown for
 * docs/measurements.md.
 */

import { spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "#lib/free-port.ts";
import { readRun } from "./supervisor/run-file.ts";

const root = path.resolve(import.meta.dirname, "..");

/** Proportional set size in bytes: memory that processes share is divided among them. Linux only. */
function memoryOf(pids: number[]): number {
  return pids.reduce((sum, pid) => {
    try {
      const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8")) ?? [];
      return sum + Number(kilobytes ?? 0) * 1024;
    } catch {
      return sum;
    }
  }, 0);
}

/** The process and all below it. */
function familyOf(pid: number): number[] {
  const children = globSync(`/proc/${pid}/task/*/children`).flatMap((file) => {
    try {
      return readFileSync(file, "utf8").trim().split(" ").filter(Boolean).map(Number);
    } catch {
      return [];
    }
  });
  return [pid, ...children.flatMap(familyOf)];
}

async function measureStart(dataDir: string): Promise<{ ms: number; peakBytes: number; readyBytes: number }> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, ["scripts/bootstrap.mjs", "start"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", PORT: String(port), TELLTALE_DATA_DIR: dataDir },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("close", resolve));
  let peakBytes = 0;
  let ms = 0;
  let nextLook = 0;
  while (ms === 0 && child.exitCode === null) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => undefined);
    if (answer?.ok) ms = performance.now() - startedAt;
    if (performance.now() >= nextLook) {
      peakBytes = Math.max(peakBytes, memoryOf(familyOf(child.pid ?? 0)));
      nextLook = performance.now() + 200;
    }
    await sleep(20);
  }
  if (ms === 0) throw new Error("the product did not start");
  const readyBytes = memoryOf(familyOf(child.pid ?? 0));
  process.kill(readRun(dataDir)?.owner.pid ?? child.pid ?? 0, "SIGINT");
  await ended;
  return { ms, peakBytes: Math.max(peakBytes, readyBytes), readyBytes };
}

async function measureBareNode(): Promise<number> {
  const startedAt = performance.now();
  await new Promise((resolve) => spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }).once("close", resolve));
  return performance.now() - startedAt;
}

if (process.argv.includes("--build")) await rm(path.join(root, ".next"), { recursive: true, force: true });
const dataDir = await mkdtemp(path.join(tmpdir(), "telltale-measure-"));
const bare = await measureBareNode();
const rows: [string, Awaited<ReturnType<typeof measureStart>>][] = [
  [process.argv.includes("--build") ? "first, with the build" : "first, built before", await measureStart(dataDir)],
  ["second", await measureStart(dataDir)],
];
await rm(dataDir, { recursive: true, force: true });

const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
console.log("| `npm start` | ready after | over a bare `node -e 0` | peak memory | memory when ready |");
console.log("|---|---|---|---|---|");
for (const [name, { ms, peakBytes, readyBytes }] of rows) {
  const cells = [
    name,
    `${(ms / 1000).toFixed(1)} s`,
    `${Math.round(ms / bare)} ×`,
    megabytes(peakBytes),
    megabytes(readyBytes),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
