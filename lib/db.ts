import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "#prisma/generated/client.ts";
import { env } from "./env.ts";
import { lazy } from "./lazy.ts";

// int8 counts stay exact up to 2^53, which no counter here reaches; above that it would be a bug worth an error.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`Count ${text} is over 2^53`);
  return value;
});

const anyInstant = pg.types.getTypeParser(pg.types.builtins.TIMESTAMPTZ);

/** The years that people live in are read as ISO 8601, many times faster; the usual parser knows the others. */
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => {
  const offset = text.at(-3) === ":" ? "" : ":00";
  const at = text[10] === " " ? new Date(`${text.slice(0, 10)}T${text.slice(11)}${offset}`) : null;
  return at === null || Number.isNaN(at.getTime()) ? anyInstant(text) : at;
});

interface Connections {
  pool: pg.Pool;
  db: PrismaClient;
}

/** Next evaluates a module once a bundle; the pool is one a process all the same. */
const shared = globalThis as typeof globalThis & { telltaleConnections?: Connections };

function connect(): Connections {
  const pool = new pg.Pool({
    connectionString: env().DATABASE_URL,
    max: env().TELLTALE_DATABASE_POOL,
    connectionTimeoutMillis: 10_000,
    application_name: "telltale",
  });
  // An idle connection that breaks (the database restarted) is replaced by the pool; without a listener it would end the process.
  pool.on("error", () => {});
  return { pool, db: new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) }) };
}

function connections(): Connections {
  shared.telltaleConnections ??= connect();
  return shared.telltaleConnections;
}

/** For raw SQL: claims, COPY and whatever must share a transaction with them. Connects when it is first used. */
export const pool: pg.Pool = lazy(() => connections().pool);

/** For ordinary reads and writes of the product's tables. */
export const db: PrismaClient = lazy(() => connections().db);

/** What can run a query: the pool, or a client inside a transaction. */
export type Queryable = Pick<pg.PoolClient, "query">;

/**
 * Runs `work` in one transaction on one connection; commits when it returns, rolls back when it throws.
 * @throws what `work` throws, or the database's error on commit.
 */
export async function inTransaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that breaks between two queries (the database restarted) has nobody else who listens: it would end the process.
  const noteBroken = (error: Error) => {
    broken = error;
  };
  client.on("error", noteBroken);
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.off("error", noteBroken);
    client.release(broken);
  }
}

/** Closes every connection, for good; for scripts and tests. */
export async function closeConnections(): Promise<void> {
  if (shared.telltaleConnections === undefined) return;
  await db.$disconnect();
  await pool.end();
}
