import type { AddressInfo } from "node:net";
import pg from "pg";
import { AppClient } from "./app-client.ts";
import { ConcurrencySlots } from "./concurrency-slots.ts";
import { takeDatabase } from "./database-lock.ts";
import { dispatchEvents } from "./dispatch.ts";
import type { Engine, ServerOptions } from "./engine.ts";
import { Gate } from "./gate.ts";
import { workGathering } from "./gatherings.ts";
import { createHttpServer } from "./http-server.ts";
import { Ingestion } from "./ingestion.ts";
import { pump } from "./parking.ts";
import { Queue } from "./queue.ts";
import { recover } from "./recovery.ts";
import { askToRegister } from "./registration.ts";
import { Registry } from "./registry.ts";
import { startPruning } from "./retention.ts";
import { routes } from "./routes.ts";
import { Schedules } from "./schedules.ts";
import { tables } from "./tables.ts";
import { work, workBranch, workTimeout } from "./work.ts";

export type RunningServer = {
  url: string;
  /** Claims nothing more, waits for open calls (up to 10 s), and lets go of the database. */
  close: () => Promise<void>;
};

const drainMs = 10_000;

function isLoopback(host: string): boolean {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(host) ?? [];
  return /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(bracketed ?? plain ?? host);
}

/** Without keys, only what runs on this machine may come in: no web page, by its own name or by a name that leads here. */
function isFromBrowser({ origin, host }: { origin?: string | undefined; host?: string | undefined }): boolean {
  return origin !== undefined || !isLoopback(host ?? "");
}

/** Prepared statements and LISTEN belong to a session, so a pooler between would be in the way. */
function openPool(directUrl: string, name: string, max: number, log: (line: string) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString: directUrl, max, application_name: name });
  pool.on("error", (error) => log(`database connection: ${error.message}`));
  pool.on("connect", (client) => client.on("error", (error) => log(`database connection: ${error.message}`)));
  return pool;
}

/**
 * Starts the server on a database of its own schemas (`inngest`, `graphile_worker`), which it creates. One server a
 * database: a second one waits for the first to end, and gives up with an error.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const log = options.log ?? ((line: string) => console.error(`inngest server: ${line}`));
  const fatal = options.onFatal ?? ((error: Error) => log(error.message));
  const directUrl = options.directDatabaseUrl ?? options.databaseUrl;
  const maxOpenCalls = options.maxOpenCalls ?? 100;
  const lock = await takeDatabase(directUrl, options.lockWaitMs ?? 15_000, log, fatal);
  const pool = openPool(directUrl, "inngest-server", 10, log);
  const queuePool = openPool(directUrl, "inngest-queue", 5, log);
  await pool.query(tables);
  const kind = options.signingKey ? "cloud" : "dev";
  const engine: Engine = {
    options,
    kind,
    pool,
    queue: new Queue(queuePool, log),
    registry: new Registry(pool),
    slots: new ConcurrencySlots(),
    app: new AppClient(kind, options.signingKey, maxOpenCalls * 2),
    openCalls: new Map(),
    gate: new Gate(maxOpenCalls),
    busyBranches: new Map(),
    pumps: new Map(),
    dispatch: (tx, events) => dispatchEvents(engine, tx, events),
    start: (branchId, held) => void work(engine, branchId, held),
    pump: (key) => pump(engine, key),
    isStopping: false,
    log,
  };
  await engine.queue.prepare();
  await engine.registry.load();

  const schedules = new Schedules(engine);
  const isOpen = kind === "dev" && isLoopback(options.host ?? "127.0.0.1");
  const server = createHttpServer(
    routes(engine, new Ingestion(engine), schedules),
    { "x-inngest-server-kind": kind },
    log,
    (headers) => isOpen && isFromBrowser(headers),
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, options.host ?? "127.0.0.1", resolve);
  });
  const { port, address, family } = server.address() as AddressInfo;
  const url = `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;

  await recover(engine);
  const runner = await engine.queue.start(
    {
      branch: (payload) => workBranch(engine, payload),
      gathering: (payload) => workGathering(engine, payload),
      "cancel-run": (payload) => workTimeout(engine, payload),
    },
    maxOpenCalls,
  );
  runner.promise.then(
    () => engine.isStopping || fatal(new Error("the queue stopped")),
    (error: Error) => engine.isStopping || fatal(error),
  );
  await schedules.restart();
  const stopAsking = new AbortController();
  if (options.appUrl) void askToRegister(engine, options.appUrl, options.pollAppMs ?? 5_000, stopAsking.signal);
  const stopPruning = startPruning(engine, options.retentionDays ?? 7);

  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    engine.isStopping = true;
    stopAsking.abort();
    stopPruning();
    schedules.close();
    const deadline = Date.now() + drainMs;
    // Open calls go on to send checkpoints, so requests are answered until they are through.
    while (engine.openCalls.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
    await engine.app.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await engine.queue.stop().catch((error) => log(`stopping the queue: ${error}`));
    await Promise.all([pool.end(), queuePool.end()]);
    await lock.release();
  }
  return {
    url,
    close() {
      closing ??= close();
      return closing;
    },
  };
}
