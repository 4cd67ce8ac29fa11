/** `npm start` as an operator meets it: the built product, real processes, real signals. */

import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort } from "#lib/free-port.ts";
import { isRunning, type ProcessIdentity } from "./supervisor/process-identity.ts";
import { type Run, readRun } from "./supervisor/run-file.ts";

interface Started {
  url: string;
  pid: number;
  /** Standard output and error so far. */
  output(): string;
  ended: Promise<number | null>;
}

const root = path.resolve(import.meta.dirname, "..");
const started: Started[] = [];
let dataDir: string;
let port: number;

beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "telltale-start-"));
  port = await freePort();
});

afterEach(async () => {
  for (const { pid, ended } of started.splice(0)) {
    if (await Promise.race([ended.then(() => false), sleep(0).then(() => true)])) process.kill(pid, "SIGINT");
    await ended;
  }
  await rm(dataDir, { recursive: true, force: true });
});

function npmStart(env: Record<string, string> = {}): Started {
  const child = spawn(process.execPath, ["scripts/bootstrap.mjs", "start"], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: "production",
      DATABASE_URL: "",
      PORT: String(port),
      TELLTALE_DATA_DIR: dataDir,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      text += chunk;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const run = { url: `http://127.0.0.1:${env.PORT ?? port}`, pid: child.pid ?? 0, output: () => text, ended };
  started.push(run);
  return run;
}

async function untilTrue(what: string, check: () => Promise<boolean> | boolean, timeoutMs = 60_000): Promise<void> {
  for (const until = Date.now() + timeoutMs; Date.now() < until; await sleep(50)) if (await check()) return;
  throw new Error(`waited ${timeoutMs} ms for ${what}\n${started.map(({ output }) => output()).join("\n")}`);
}

async function health(): Promise<{ status: number; causes: string[] }> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/health`);
    const { causes = [] } = (await response.json()) as { causes?: { part: string }[] };
    return { status: response.status, causes: causes.map(({ part }) => part) };
  } catch {
    return { status: 0, causes: [] };
  }
}

const untilReady = (run: Started) => untilTrue("the product to be ready", () => run.output().includes("is ready"));
const untilHealthy = () => untilTrue("health 200", async () => (await health()).status === 200);

function currentRun(): Run {
  const run = readRun(dataDir);
  if (!run) throw new Error("nothing runs");
  return run;
}

const processesOf = (run: Run): ProcessIdentity[] => [run.owner, ...Object.values(run.children)];

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: currentRun().databaseUrl });
  await client.connect();
  return client
    .query(sql)
    .then(({ rows }) => rows, Promise.reject)
    .finally(() => client.end());
}

/** The status of a request with this first line, which no HTTP client would send. */
async function statusOf(line: string): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`${line} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += chunk;
  return Number(text.split(" ")[1]);
}

test("starts once, with one address and its secrets for the owner only; Ctrl-C stops every process; the second start does nothing twice", async () => {
  const first = npmStart();
  await untilReady(first);
  expect(first.output().match(/http:\/\/\S+/g)).toEqual([first.url]);
  expect((await health()).status).toBe(200);
  for (const file of ["secret-key", "session-secret", "postgres-password", "run.json", "logs/console.log"]) {
    expect([file, (await stat(path.join(dataDir, file))).mode & 0o077]).toEqual([file, 0]);
  }
  const processes = processesOf(currentRun());
  expect(processes).toHaveLength(4);
  expect(await statusOf(`GET ${first.url}/api/health`)).toBe(200);
  expect(await statusOf("GET //api/health?x=%")).toBe(200);
  expect(await statusOf("POST *")).toBe(400);
  expect(await statusOf("HEAD /api/health")).toBe(200);

  const beside = npmStart({ PORT: String(await freePort()) });
  expect(await beside.ended).toBe(1);
  expect(beside.output().trim().split("\n")).toHaveLength(1);
  expect(beside.output()).toContain(`Telltale already runs at ${first.url}`);
  expect((await health()).status).toBe(200);

  process.kill(first.pid, "SIGINT");
  expect(await first.ended).toBe(0);
  expect(processes.filter(isRunning)).toEqual([]);
  expect((await health()).status).toBe(0);

  const second = npmStart();
  await untilReady(second);
  expect(second.output()).not.toMatch(/installing|generating|building|creating/);
});

test.each(["creating the database", "starting PostgreSQL", "starting the console"])(
  "Ctrl-C while it is %s leaves nothing running",
  async (moment) => {
    const run = npmStart();
    await untilTrue(moment, () => run.output().includes(moment));
    process.kill(run.pid, "SIGINT");
    expect(await run.ended).toBe(0);
    const running = execFileSync("ps", ["-eo", "args"], { encoding: "utf8" }).split("\n");
    expect(running.filter((line) => line.includes(dataDir))).toEqual([]);
    expect(await readdir(dataDir)).not.toContain("run.json");
  },
);

test("whichever process is killed, health says so and everything comes back with what was committed", async () => {
  await untilReady(npmStart());
  await query("CREATE TABLE kept (n int)");
  for (const [name, part] of [
    ["postgresql", "database"],
    ["inngest", "inngest"],
    ["console", ""],
  ] as const) {
    await query("INSERT INTO kept SELECT count(*) FROM kept");
    const before = currentRun().children[name];
    process.kill(before?.pid ?? 0, "SIGKILL");
    await untilTrue(`${name} to be missed`, async () => {
      const { status, causes } = await health();
      return part === "" ? status === 0 : status === 503 && causes.includes(part);
    });
    await untilHealthy();
    expect(currentRun().children[name]?.pid).not.toBe(before?.pid);
  }
  expect(await query("SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 3 }]);
});

test("what ended is told with its own reason, or with none", async () => {
  const run = npmStart();
  await untilReady(run);
  // A query that fails and a client that is refused are no reason, though they come last in the log.
  await query("SELECT * FROM no_such_table").catch(() => {});
  const { postgresql, console: web } = currentRun().children;
  process.kill(postgresql?.pid ?? 0, "SIGKILL");
  await untilTrue("the end of PostgreSQL to be told", () => run.output().includes("PostgreSQL ended"));
  process.kill(web?.pid ?? 0, "SIGKILL");
  await untilTrue("the end of the console to be told", () => run.output().includes("console ended"));
  const told = run
    .output()
    .split("\n")
    .filter((line) => line.includes(" ended "));
  expect(told).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^telltale: PostgreSQL ended with SIGKILL; starting it again \(\S+\)$/),
      expect.stringMatching(/^telltale: console ended with SIGKILL; starting it again in \S+ s \(\S+\)$/),
    ]),
  );
  // The job server ends itself where it has lost its database, and says so.
  const others = told.filter((line) => !line.includes("SIGKILL"));
  expect(others.filter((line) => !line.includes("the server's lock on the database is lost"))).toEqual([]);
});

/** Its output goes to a reader that ends, as `tee` does on Ctrl-C, or to a file on a full disk. */
function npmStartInto(stdout: "pipe" | number): { pid: number; closeReader(): void; ended: Promise<number | null> } {
  const child = spawn(process.execPath, ["scripts/bootstrap.mjs", "start"], {
    cwd: root,
    env: { ...process.env, NODE_ENV: "production", DATABASE_URL: "", PORT: String(port), TELLTALE_DATA_DIR: dataDir },
    stdio: ["ignore", stdout, stdout],
  });
  child.stdout?.resume();
  child.stderr?.resume();
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const run = { url: "", pid: child.pid ?? 0, output: () => "", ended };
  started.push(run);
  const closeReader = () => {
    child.stdout?.destroy();
    child.stderr?.destroy();
  };
  return { ...run, closeReader };
}

test.each(["SIGINT", "SIGHUP", "SIGQUIT"] as const)(
  "%s after the reader of the output has ended stops every process",
  async (signal) => {
    const run = npmStartInto("pipe");
    await untilHealthy();
    const processes = processesOf(currentRun());
    run.closeReader();
    process.kill(run.pid, signal);
    expect(await run.ended).toBe(0);
    expect(processes.filter(isRunning)).toEqual([]);
    expect(await readdir(dataDir)).not.toContain("run.json");
  },
);

test("a full disk behind the output ends nothing: the product starts, mends itself and stops", async () => {
  const full = await open("/dev/full", "w");
  const run = npmStartInto(full.fd);
  await untilHealthy();
  const before = currentRun().children.console;
  process.kill(before?.pid ?? 0, "SIGKILL");
  await untilTrue("another console", () => currentRun().children.console?.pid !== before?.pid);
  await untilHealthy();
  const processes = processesOf(currentRun());
  process.kill(run.pid, "SIGINT");
  expect(await run.ended).toBe(0);
  expect(processes.filter(isRunning)).toEqual([]);
  await full.close();
});

test("without its job server the product takes logs and shows pages, and says what is missing", async () => {
  const run = npmStart({
    INNGEST_DEV: "0",
    INNGEST_BASE_URL: `http://127.0.0.1:${await freePort()}`,
    INNGEST_SIGNING_KEY: "ab".repeat(32),
    INNGEST_EVENT_KEY: "cd".repeat(32),
    TELLTALE_ADMIN_EMAIL: "admin@example.com",
    TELLTALE_ADMIN_PASSWORD: "correct horse battery",
    TELLTALE_API_TOKEN: "tt_api_for_tests_0123456789abcdef",
  });
  await untilTrue("the product to be up", () => run.output().includes("Telltale is up, without its job server"));
  expect(run.output()).toContain("The Inngest server does not answer. Logs are stored until it is well again");
  expect(await health()).toEqual({ status: 503, causes: ["inngest"] });
  expect((await fetch(`${run.url}/api/health/serving`)).status).toBe(200);
  expect((await fetch(`${run.url}/sign-in`)).status).toBe(200);
  const made = await fetch(`${run.url}/api/v1/log-sources/http`, {
    method: "POST",
    headers: { "x-api-key": "tt_api_for_tests_0123456789abcdef", "content-type": "application/json" },
    body: JSON.stringify({
      integrationLabel: "a",
      logStreamType: "Auto",
      logTypes: ["Okta.SystemLog"],
      authMethod: "None",
    }),
  });
  expect(made.status).toBe(201);
  const { integrationId } = (await made.json()) as { integrationId: string };
  const stored = await fetch(`${run.url}/api/ingest/http/${integrationId}`, { method: "POST", body: "a line\n" });
  expect(stored.status).toBe(200);
  expect(await query("SELECT count(*)::int AS n FROM log_batches WHERE state = 'pending'")).toEqual([{ n: 1 }]);
});

test("after kill -9 of everything at once the next start brings the data back", async () => {
  const first = npmStart();
  await untilReady(first);
  await query("CREATE TABLE kept AS SELECT 1 AS n");
  for (const { pid } of processesOf(currentRun())) process.kill(pid, "SIGKILL");
  await first.ended;
  expect(await readdir(path.join(dataDir, "postgres"))).toContain("postmaster.pid");
  await untilReady(npmStart());
  expect(await query("SELECT n FROM kept")).toEqual([{ n: 1 }]);
});

test("after kill -9 of the supervisor its children end, and the next start ends what is left and takes over", async () => {
  const first = npmStart();
  await untilReady(first);
  const { owner, children } = currentRun();
  // A child that hangs cannot end by itself.
  if (children.inngest) process.kill(children.inngest.pid, "SIGSTOP");
  process.kill(owner.pid, "SIGKILL");
  await first.ended;
  await untilTrue("the console to end", () => children.console !== undefined && !isRunning(children.console), 15_000);
  await untilReady(npmStart());
  expect(Object.values(children).filter(isRunning)).toEqual([]);
});

test("a database that cannot be reached is one line with the cause and the fix, and leaves nothing running", async () => {
  const run = npmStart({ DATABASE_URL: "postgresql://a:b@127.0.0.1:1/telltale" });
  expect(await run.ended).toBe(1);
  expect(run.output()).toBe(
    "telltale: DATABASE_URL does not work: nothing answers at 127.0.0.1:1. Start that server or correct DATABASE_URL; unset it to use the PostgreSQL that comes with Telltale.\n",
  );
  expect(await readdir(dataDir)).not.toContain("run.json");
});

test("a taken port and a wrong PORT are one line each", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
  const taken = npmStart();
  expect(await taken.ended).toBe(1);
  expect(taken.output()).toMatch(new RegExp(`^telltale: port ${port} is taken.*PORT=${port + 1} npm start.*\n$`));
  other.close();
  const wrong = npmStart({ PORT: "http" });
  expect(await wrong.ended).toBe(1);
  expect(wrong.output()).toBe("telltale: PORT is http. Set it to a number from 1 to 65535.\n");
});

test("wrong settings of the first admin stop the start with the rule they break", async () => {
  const run = npmStart({ TELLTALE_ADMIN_EMAIL: "admin@example.com", TELLTALE_ADMIN_PASSWORD: "short" });
  expect(await run.ended).toBe(1);
  expect(run.output()).toContain("TELLTALE_ADMIN_PASSWORD");
  expect(await readFile(path.join(dataDir, "logs/console.log"), "utf8")).not.toContain("short");
});
