import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate } from "#scripts/migrate.ts";
import { initialisePostgres, startPostgres } from "#scripts/postgres-server.ts";

export interface BenchDatabase {
  url: string;
  /** The server's first process. */
  pid: number;
}

interface PostgresSettings {
  /** As in postgresql.conf. */
  settings?: Record<string, string>;
  /** Hears all that the server prints. */
  onOutput?: (chunk: Buffer) => void;
}

/**
 * Runs `work` beside a PostgreSQL of its own with the product's settings and every migration; the product in this process and in
 * those that it starts finds it in the environment. Removes the server and its files, whatever `work` does.
 */
export async function withPostgres(
  work: (database: BenchDatabase) => Promise<void>,
  { settings = {}, onOutput = () => {} }: PostgresSettings = {},
): Promise<void> {
  const directory = await mkdtemp(path.join(tmpdir(), "telltale-bench-"));
  // Where it is started by root, PostgreSQL runs as another user.
  await chmod(directory, 0o755);
  const options = {
    dataDir: path.join(directory, "data"),
    password: randomBytes(8).toString("hex"),
    settings,
    onOutput,
  };
  try {
    await initialisePostgres(options);
    const server = await startPostgres(options);
    try {
      const url = server.url("postgres");
      process.env.DATABASE_URL = url;
      process.env.TELLTALE_LOG_LEVEL = "silent";
      process.env.TELLTALE_SECRET_KEY = randomBytes(32).toString("base64");
      process.env.NEXTAUTH_SECRET = randomBytes(32).toString("base64");
      await migrate(url);
      await work({ url, pid: server.pid });
    } finally {
      await server.stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
