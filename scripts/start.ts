/**
 * `npm start`: everything that one machine needs, from PostgreSQL to the console, started in order, watched, and stopped
 * together. Prints a line a step and one address.
 */

import { mkdirSync } from "node:fs";
import path from "node:path";
import { freePort } from "#lib/free-port.ts";
import { generateClient, isClientGenerated } from "./generate.ts";
import { MigrationError, migrate } from "./migrate.ts";
import { buildConsole, isConsoleBuilt } from "./supervisor/console-build.ts";
import { EmbeddedDatabase } from "./supervisor/embedded-database.ts";
import { LogFile } from "./supervisor/log-file.ts";
import { codeOf, diskFull, prepareDataDir, requireDatabase, requireFreePort } from "./supervisor/preflight.ts";
import { endProgress, note, StartupError, seconds, step, surviveClosedOutput } from "./supervisor/progress.ts";
import { untilHealthy } from "./supervisor/readiness.ts";
import { RunFile } from "./supervisor/run-file.ts";
import { keptSecret, readSettings, root, type Settings } from "./supervisor/settings.ts";
import { SupervisedProcess } from "./supervisor/supervised-process.ts";

/** What to undo at the end, newest first. */
const undo: (() => Promise<void>)[] = [];
const stopping = new AbortController();
let startup: Promise<void> = Promise.resolve();
let isReady = false;
/** A child that ended as often as this before everything was ready will not come up by itself. */
const ENDS_BEFORE_GIVING_UP = 3;
const givenUp = Promise.withResolvers<never>();
givenUp.promise.catch(() => {});

surviveClosedOutput();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const)
  process.on(signal, () => void stop(0, signal));
// Whatever goes wrong here, the processes that were started are stopped, PostgreSQL among them.
process.on("uncaughtException", (error) => {
  report(error);
  void stop(1);
});

async function stop(code: number, signal?: NodeJS.Signals): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  endProgress();
  if (signal) process.stdout.write("  stopping … ");
  // What is being started this moment can be undone once it is there.
  await startup.catch(() => {});
  for (const step of undo.reverse()) await step().catch((error: Error) => console.error(`telltale: ${error.message}`));
  if (signal) process.stdout.write("done\n");
  process.exit(code);
}

async function start(): Promise<void> {
  const startedAt = performance.now();
  const settings = readSettings();
  await prepareDataDir(settings.dataDir);
  const runFile = await RunFile.claim(settings.dataDir, settings.url);
  undo.push(() => runFile.remove());
  await requireFreePort(settings.host, settings.port);
  const logsDir = path.join(settings.dataDir, "logs");
  mkdirSync(logsDir, { recursive: true, mode: 0o700 });

  if (!isClientGenerated()) await step("generating the database client", async () => generateClient());
  if (!(await isConsoleBuilt())) await step("building the console", () => buildConsole(stopping.signal));

  const databaseUrl = await openDatabase(settings, runFile);
  await runFile.setDatabaseUrl(databaseUrl);
  stopping.signal.throwIfAborted();
  const env: NodeJS.ProcessEnv = { ...process.env, ...(await productEnv(settings, databaseUrl)) };
  const supervise = (name: string, script: string, graceMs: number, more: Record<string, string> = {}) => {
    const log = new LogFile(path.join(logsDir, `${name}.log`));
    let ends = 0;
    const preload = path.join(root, "scripts/supervisor/end-with-supervisor.ts");
    const child = new SupervisedProcess({
      name,
      args: [
        "--conditions=react-server",
        "--disable-warning=ExperimentalWarning",
        "--import",
        preload,
        path.join(root, script),
      ],
      env: { ...env, ...more },
      log,
      graceMs,
      onStart: (pid) => noteChild(runFile, name, pid),
      onUnexpectedEnd: (words, restartInMs) => {
        if (stopping.signal.aborted) return;
        if (isReady) return note(`${words}; starting it again in ${seconds(restartInMs)} (${log.file})`);
        ends += 1;
        if (ends < ENDS_BEFORE_GIVING_UP) return;
        givenUp.reject(
          new StartupError(`the ${name} process ends as soon as it starts: ${words}`, `The rest is in ${log.file}.`),
        );
      },
    });
    child.start();
    undo.push(() => child.stop());
    return child;
  };

  if (!settings.hasOwnInngest) {
    const port = new URL(String(env.INNGEST_BASE_URL)).port;
    supervise("inngest", "inngest/server/main.ts", 10_000, {
      INNGEST_SERVER_PORT: port,
      INNGEST_APP_URL: `${settings.localUrl}/api/inngest`,
    });
  }
  const { jobServerProblem } = await step("starting the console", () => {
    supervise("console", "scripts/serve.ts", 15_000);
    const patience = { logsDir, isJobServerOptional: settings.hasOwnInngest };
    return Promise.race([untilHealthy(settings.localUrl, stopping.signal, patience), givenUp.promise]);
  });
  isReady = true;
  const state = jobServerProblem ? "up, without its job server," : "ready";
  console.log(`\n  Telltale is ${state} after ${seconds(performance.now() - startedAt)}: ${settings.url}\n`);
  if (jobServerProblem) {
    note(`${jobServerProblem}. Logs are stored until it is well again; GET ${settings.localUrl}/api/health says when`);
  }
}

/** Notes a child for the next start and for `npm run sql`. A full disk keeps it from that, and the child from nothing. */
function noteChild(runFile: RunFile, name: string, pid: number | undefined): void {
  runFile.setChild(name, pid).catch((error: Error) => note(`run.json is not up to date: ${error.message}`));
}

/** The address of a database that is there and has every migration. */
async function openDatabase(settings: Settings, runFile: RunFile): Promise<string> {
  let databaseUrl = settings.databaseUrl;
  if (databaseUrl === undefined) {
    const log = new LogFile(path.join(settings.dataDir, "logs/postgresql.log"));
    const database = await EmbeddedDatabase.open(settings.dataDir, log, {
      onStart: (pid) => noteChild(runFile, "postgresql", pid),
      onUnexpectedEnd: (words) => stopping.signal.aborted || note(`${words}; starting it again (${log.file})`),
    });
    undo.push(() => database.stop());
    databaseUrl = database.url;
  } else {
    await requireDatabase("DATABASE_URL", databaseUrl);
    if (settings.directDatabaseUrl) await requireDatabase("DIRECT_DATABASE_URL", settings.directDatabaseUrl);
  }
  stopping.signal.throwIfAborted();
  await step("migrating the database", () => migrate(settings.directDatabaseUrl ?? databaseUrl));
  return databaseUrl;
}

/** The environment of the product: what the operator set, and for the rest what this installation keeps or runs. */
async function productEnv(settings: Settings, databaseUrl: string): Promise<Record<string, string>> {
  const { dataDir, host, port, url, directDatabaseUrl } = settings;
  const secretKey = process.env.TELLTALE_SECRET_KEY || keptSecret(dataDir, "secret-key", "base64");
  return {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    DIRECT_DATABASE_URL: directDatabaseUrl ?? databaseUrl,
    PORT: String(port),
    TELLTALE_HOST: host,
    TELLTALE_DATA_DIR: dataDir,
    TELLTALE_URL: url,
    TELLTALE_SECRET_KEY: secretKey,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || keptSecret(dataDir, "session-secret", "base64"),
    NEXTAUTH_URL: process.env.NEXTAUTH_URL || url,
    ...(settings.hasOwnInngest ? ownInngestEnv(settings) : await embeddedInngestEnv(dataDir)),
  };
}

/** Where a job server of the operator's own finds the jobs: where people find the console, unless another address is set. */
function ownInngestEnv({ isUrlSet, isInngestHere, url, localUrl }: Settings): Record<string, string> {
  const origin = process.env.INNGEST_SERVE_ORIGIN || (isUrlSet ? url : isInngestHere ? localUrl : "");
  return origin ? { INNGEST_SERVE_ORIGIN: origin } : {};
}

async function embeddedInngestEnv(dataDir: string): Promise<Record<string, string>> {
  return {
    INNGEST_DEV: "0",
    INNGEST_BASE_URL: `http://127.0.0.1:${await freePort()}`,
    INNGEST_SIGNING_KEY: `signkey-prod-${keptSecret(dataDir, "inngest-signing-key", "hex")}`,
    INNGEST_EVENT_KEY: keptSecret(dataDir, "inngest-event-key", "hex"),
    // The embedded server asks for the jobs where it reaches them.
    INNGEST_SERVE_ORIGIN: "",
  };
}

startup = start();
startup.catch((error: unknown) => {
  if (stopping.signal.aborted) return;
  report(error);
  void stop(1);
});

function report(error: unknown): void {
  const known = codeOf(error) === "ENOSPC" ? diskFull(readSettings().dataDir, 0) : error;
  if (known instanceof StartupError) console.error(`telltale: ${known.message}. ${known.fix}`);
  else if (known instanceof MigrationError)
    console.error(`telltale: ${known.message}. Correct that and start again: nothing was changed.`);
  else console.error("telltale:", known);
}
