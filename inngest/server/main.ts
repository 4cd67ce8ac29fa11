import { startServer } from "./start-server.ts";

const env = process.env;

function required(name: string): string {
  const value = env[name];
  if (value) return value;
  console.error(`inngest server: ${name} is not set`);
  process.exit(2);
}

function fail(error: Error): never {
  console.error(`inngest server: ${error.message}`);
  process.exit(1);
}

const databaseUrl = required("DATABASE_URL");
const server = await startServer({
  databaseUrl,
  directDatabaseUrl: env.DIRECT_DATABASE_URL || databaseUrl,
  host: env.INNGEST_SERVER_HOST || "127.0.0.1",
  port: Number(env.INNGEST_SERVER_PORT || 0),
  ...(env.INNGEST_APP_URL ? { appUrl: env.INNGEST_APP_URL } : {}),
  ...(env.INNGEST_SIGNING_KEY ? { signingKey: env.INNGEST_SIGNING_KEY } : {}),
  ...(env.INNGEST_EVENT_KEY ? { eventKey: env.INNGEST_EVENT_KEY } : {}),
  ...(env.INNGEST_SERVER_RETRY_INTERVAL_MS ? { retryIntervalMs: Number(env.INNGEST_SERVER_RETRY_INTERVAL_MS) } : {}),
  ...(env.INNGEST_SERVER_RETENTION_DAYS ? { retentionDays: Number(env.INNGEST_SERVER_RETENTION_DAYS) } : {}),
  onFatal: fail,
}).catch(fail);

console.log(`inngest server ready on ${server.url}`);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => {
    server.close().then(() => process.exit(0), fail);
  });
}
