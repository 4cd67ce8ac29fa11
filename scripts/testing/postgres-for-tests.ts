/**
 * Vitest's global set-up of the `db` project: one PostgreSQL for the run (an embedded one, or that of TEST_DATABASE_URL),
 * in it one template that holds all migrations. Nothing outlives the run: not the server, not its files.
 */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "../migrate.ts";
import { initialisePostgres, startPostgres } from "../postgres-server.ts";

declare module "vitest" {
  interface ProvidedContext {
    testServer: { adminUrl: string; template: string };
  }
}

const DIRECTORY_PREFIX = "telltale-test-postgres-";

/** A server that lives for minutes and whose data nobody will miss. */
const SETTINGS = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "200",
  shared_buffers: "64MB",
  autovacuum: "off",
};

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL ? undefined : await startServer();
  const adminUrl = process.env.TEST_DATABASE_URL ?? server?.url("postgres") ?? "";
  const template = `telltale_test_${randomBytes(4).toString("hex")}`;
  await withClient(adminUrl, (client) => client.query(`CREATE DATABASE ${template}`));
  await migrate(withDatabase(adminUrl, template));
  project.provide("testServer", { adminUrl, template });
  return async () => {
    if (server) return server.remove();
    await withClient(adminUrl, async (client) => {
      const like = [`${template}%`];
      const { rows } = await client.query<{ datname: string }>(
        "SELECT datname FROM pg_database WHERE datname LIKE $1",
        like,
      );
      for (const { datname } of rows) await client.query(`DROP DATABASE ${datname} WITH (FORCE)`);
    });
  };
}

/** The same server, another database. */
function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

async function startServer() {
  await removeAbandoned();
  const directory = await mkdtemp(path.join(tmpdir(), DIRECTORY_PREFIX));
  await chmod(directory, 0o755);
  await writeFile(path.join(directory, "owner"), String(process.pid));
  const options = { dataDir: path.join(directory, "data"), password: "test", settings: SETTINGS };
  await initialisePostgres(options);
  const server = await startPostgres(options);
  const remove = async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
  return { url: server.url, remove };
}

/** A run that was killed leaves its server behind; the next run clears it away. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const directory = path.join(tmpdir(), name);
    if (!name.startsWith(DIRECTORY_PREFIX) || !existsSync(path.join(directory, "owner"))) continue;
    if (isAlive(Number(await readFile(path.join(directory, "owner"), "utf8")))) continue;
    const postmaster = await readFile(path.join(directory, "data/postmaster.pid"), "utf8").catch(() => "");
    const [pid, dataDir] = postmaster.split("\n");
    if (dataDir === path.join(directory, "data") && isAlive(Number(pid))) process.kill(Number(pid), "SIGQUIT");
    await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function withClient(url: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
