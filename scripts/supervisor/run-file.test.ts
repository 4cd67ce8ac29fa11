import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { identify, isRunning } from "./process-identity.ts";
import { RunFile, readRun } from "./run-file.ts";

let dataDir: string;
const url = "http://127.0.0.1:3000";

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "telltale-run-"));
});

afterEach(() => rm(dataDir, { recursive: true }));

async function sleeper(): Promise<number> {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore", detached: true });
  await new Promise((resolve) => child.once("spawn", resolve));
  return child.pid ?? 0;
}

test("a second start is told where the first one runs", async () => {
  await RunFile.claim(dataDir, url);
  await expect(RunFile.claim(dataDir, url)).rejects.toThrow(`Telltale already runs at ${url} (process ${process.pid})`);
});

test("a child that could not be noted keeps the next one from nothing", async () => {
  const runFile = await RunFile.claim(dataDir, url);
  const inTheWay = path.join(dataDir, "run.json.new");
  await mkdir(inTheWay);
  await expect(runFile.setChild("console", process.pid)).rejects.toThrow("EISDIR");
  await rm(inTheWay, { recursive: true });
  await runFile.setChild("inngest", process.pid);
  expect(Object.keys(readRun(dataDir)?.children ?? {})).toEqual(["console", "inngest"]);
  await mkdir(inTheWay);
  await expect(runFile.setChild("console", process.pid)).rejects.toThrow();
  await runFile.remove();
  expect(readRun(dataDir)).toBeUndefined();
});

test("of many that start at once, one wins", async () => {
  const claims = await Promise.allSettled(Array.from({ length: 5 }, () => RunFile.claim(dataDir, url)));
  expect(claims.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("what a killed start left running is ended, and nothing that merely has the same pid now", async () => {
  const orphan = identify(await sleeper());
  const bystander = identify(await sleeper());
  if (!orphan || !bystander) throw new Error("the processes did not start");
  const owner = { pid: 2 ** 22 + 1, startedAt: "long ago" };
  const children = { console: orphan, inngest: { ...bystander, startedAt: "before it was another's pid" } };
  await writeFile(path.join(dataDir, "run.json"), JSON.stringify({ owner, url, children }));
  expect(readRun(dataDir)).toBeUndefined();
  const run = await RunFile.claim(dataDir, url);
  expect(isRunning(orphan)).toBe(false);
  expect(isRunning(bystander)).toBe(true);
  process.kill(bystander.pid);
  expect(readRun(dataDir)?.owner.pid).toBe(process.pid);
  await run.remove();
  expect(readRun(dataDir)).toBeUndefined();
});

test("a file torn by a kill is taken over", async () => {
  await writeFile(path.join(dataDir, "run.json"), '{"owner":{"pid":12');
  await RunFile.claim(dataDir, url);
  expect(JSON.parse(await readFile(path.join(dataDir, "run.json"), "utf8")).owner.pid).toBe(process.pid);
});
