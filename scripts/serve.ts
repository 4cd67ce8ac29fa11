/**
 * The product's web server: log intake on Node's own HTTP server (a Next route handler costs many times as much),
 * everything else through Next. One of these is a replica; `docs/operate.md` says how to run several.
 */
import { createServer } from "node:http";
import path from "node:path";
import next from "next";
import { handleIntake } from "#app/api/ingest/handle-intake.ts";
import { keepRegistered } from "#inngest/register.ts";
import { ensureHeadlessAdmin } from "#lib/auth/headless-setup.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { isIntakePath } from "#lib/log-intake/handler.ts";
import { logger } from "#lib/logger.ts";
import { createFront } from "./front.ts";

/** Longer than the idle time of common load balancers, which would otherwise reuse a connection that is being closed. */
const KEEP_ALIVE_MS = 75_000;
/** How long requests that are open at a SIGTERM may take to end. */
const DRAIN_MS = 10_000;

const root = path.resolve(import.meta.dirname, "..");
const { PORT: port, TELLTALE_HOST: host, INNGEST_SERVE_ORIGIN: serveOrigin } = env();

await ensureHeadlessAdmin(new Date()).catch((error: unknown) => {
  if (!(error instanceof AppError)) throw error;
  logger.fatal(error.message);
  process.exit(1);
});

const app = next({ dev: false, dir: root, hostname: host, port });
await app.prepare();

const front = createFront({
  isIntakePath,
  intake: handleIntake,
  rest: app.getRequestHandler(),
  onError: (request, error) =>
    logger.error({ err: error, method: request.method, path: request.url?.split("?")[0] }, "a request failed"),
});
const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: KEEP_ALIVE_MS + 5_000 }, front.handle);
server.on("connect", front.refuseTunnel);

server.once("error", (error) => {
  logger.fatal({ err: error }, `cannot listen on ${host}:${port}`);
  process.exit(1);
});
const ending = new AbortController();
server.listen(port, host, () => {
  logger.info(`listening on ${host}:${port}`);
  // The embedded server asks for the jobs by itself; one of the operator's own must be told, or an upgrade never reaches it.
  if (serveOrigin) void keepRegistered(localUrl(), ending.signal);
});

function localUrl(): string {
  const address = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
}

async function end(): Promise<void> {
  if (ending.signal.aborted) return;
  ending.abort();
  setTimeout(() => process.exit(0), DRAIN_MS).unref();
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await closed;
  await app.close();
  process.exit(0);
}

for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void end());
