/** The PostgreSQL that Telltale runs for itself, with its data in the data directory. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, readlink, realpath, rename, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { freePort } from "#lib/free-port.ts";
import {
  initialisePostgres,
  isOpenTo,
  OUTSIDE,
  type PostgresServer,
  startPostgres,
  unprivilegedAccount,
} from "../postgres-server.ts";
import type { LogFile } from "./log-file.ts";
import { identify } from "./process-identity.ts";
import { StartupError, step } from "./progress.ts";
import { keptSecret } from "./settings.ts";

const MAJOR_VERSION = "18";
const DATABASE = "telltale";
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 30_000;
/** A server that ran this long has recovered: its next end counts as the first. */
const STEADY_MS = 60_000;
/** A start that fails in the first seconds after a kill is nothing to tell. */
const TOLD_AFTER_MS = 5_000;
/** How long the processes of a killed server may take to end. */
const OLD_SERVER_GRACE_MS = 10_000;

interface Events {
  onStart(pid: number | undefined): void;
  onUnexpectedEnd(words: string): unknown;
}

/** Keeps the server running: one that ends by itself is started again on the same port, so that its address stays. */
export class EmbeddedDatabase {
  readonly url: string;
  readonly #start: () => Promise<PostgresServer>;
  readonly #events: Events;
  #server: PostgresServer;
  readonly #stopping = new AbortController();
  #watching: Promise<void>;

  private constructor(server: PostgresServer, start: () => Promise<PostgresServer>, events: Events) {
    this.url = server.url(DATABASE);
    this.#server = server;
    this.#start = start;
    this.#events = events;
    this.#watching = this.#watch();
  }

  static async open(dataDir: string, log: LogFile, events: Events): Promise<EmbeddedDatabase> {
    const password = keptSecret(dataDir, "postgres-password", "hex");
    const cluster = path.join(dataDir, "postgres");
    if (!existsSync(cluster)) await step("creating the database", () => create(cluster, password));
    const directory = await realpath(cluster);
    const version = (await readFile(path.join(directory, "PG_VERSION"), "utf8").catch(() => "none")).trim();
    if (version !== MAJOR_VERSION) {
      throw new StartupError(
        `the data in ${directory} are of PostgreSQL ${version}, and this is ${MAJOR_VERSION}`,
        "Restore the directory, or set TELLTALE_DATA_DIR to an empty one.",
      );
    }
    return step("starting PostgreSQL", async () => {
      const port = await freePort();
      const settings = { log_line_prefix: "%m [%p] ", max_connections: "100" };
      const start = async () => {
        await removeStalePidFile(directory);
        const server = await startPostgres({
          dataDir: directory,
          password,
          port,
          settings,
          onOutput: (chunk) => log.write(chunk),
        });
        events.onStart(server.pid);
        return server;
      };
      const server = await start().catch((error: Error) => {
        throw new StartupError(`PostgreSQL does not start: it ${error.message}`, `The rest is in ${log.file}.`);
      });
      await createDatabase(server);
      return new EmbeddedDatabase(server, start, events);
    });
  }

  /** Ends it with every commit on disk. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#server.stop();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    let delayMs = FIRST_DELAY_MS;
    for (let words = await this.#server.exited; !this.#stopping.signal.aborted; words = await this.#server.exited) {
      this.#events.onStart(undefined);
      this.#events.onUnexpectedEnd(`PostgreSQL ${words}`);
      const downSince = performance.now();
      let failure: string | undefined;
      do {
        // After a kill its own children take a moment to end, and a start before that is refused.
        await sleep(delayMs, undefined, { signal: this.#stopping.signal }).catch(() => {});
        if (this.#stopping.signal.aborted) return;
        delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS);
        failure = await this.#start().then((server) => {
          this.#server = server;
          return undefined;
        }, messageOf);
        if (failure && performance.now() - downSince > TOLD_AFTER_MS) {
          this.#events.onUnexpectedEnd(`PostgreSQL does not start: it ${failure}`);
        }
      } while (failure);
      if (this.#stopping.signal.aborted) return this.#server.stop();
      const steady = setTimeout(() => {
        delayMs = FIRST_DELAY_MS;
      }, STEADY_MS);
      void this.#server.exited.then(() => clearTimeout(steady));
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A cluster is made beside its place and moved there when it is whole, so that a kill in between leaves none. */
async function create(cluster: string, password: string): Promise<void> {
  const account = unprivilegedAccount();
  const isClosed = account !== undefined && !isOpenTo(account, path.dirname(cluster));
  const place = isClosed ? path.join(OUTSIDE, `data-${randomBytes(6).toString("hex")}`) : cluster;
  if (isClosed) {
    await mkdir(OUTSIDE, { recursive: true });
    await chmod(OUTSIDE, 0o755);
  }
  await rm(`${place}.new`, { recursive: true, force: true });
  await initialisePostgres({ dataDir: `${place}.new`, password }).catch((error: Error) => {
    const fix = /No space left/.test(error.message)
      ? "The disk is full: free some space."
      : "Correct that and start again.";
    throw new StartupError(`the database could not be created: ${initdbReason(error.message)}`, fix, { cause: error });
  });
  await rename(`${place}.new`, place);
  if (isClosed) await symlink(place, cluster);
}

async function createDatabase(server: PostgresServer): Promise<void> {
  const client = new pg.Client({ connectionString: server.url("postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

/**
 * PostgreSQL clears its own stale pid file, but not where that pid exists: given to another program since, or the dead
 * server's own where nothing collects the dead (a container whose first process does not). Then it is removed here, once
 * no process of the old server is left: they work in the data directory.
 */
async function removeStalePidFile(directory: string): Promise<void> {
  const file = path.join(directory, "postmaster.pid");
  const pid = Number((await readFile(file, "utf8").catch(() => "")).split("\n")[0]);
  if (!pid || process.platform !== "linux") return;
  const isServer = async () =>
    identify(pid) && (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).includes("postgres");
  for (const until = Date.now() + OLD_SERVER_GRACE_MS; Date.now() < until; await sleep(100)) {
    if (await isServer()) return;
    if (await hasProcessIn(directory)) continue;
    await rm(file, { force: true });
    return;
  }
}

async function hasProcessIn(directory: string): Promise<boolean> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => "")));
  return places.includes(directory);
}

/** Of all that initdb printed, the line that says what is wrong; it ends with that and with what it undid. */
function initdbReason(output: string): string {
  const lines = output.split("\n");
  const worst = lines.find((line) => /FATAL|PANIC|error:/.test(line)) ?? lines.at(-1) ?? "";
  return worst.replace(/^.*?(?:FATAL|PANIC|error):\s*/, "").trim();
}
