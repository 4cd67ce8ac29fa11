import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "#prisma/generated/client.ts";
import { env } from "./env.ts";
import { lazy } from "./lazy.ts";
import { LendingPool, onlyDuring, withLentConnection } from "./lending-pool.ts";
import { type Queryable, type Sql, sqlOn } from "./sql.ts";

export type { Queryable };

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

const connectionTimeoutMs = 10_000;

interface Connections {
  pool: pg.Pool;
  db: PrismaClient;
}

/** Next evaluates a module once a bundle; the pool is one a process all the same. */
const shared = globalThis as typeof globalThis & { telltaleConnections?: Connections };

function connect(): Connections {
  const pool = new LendingPool({
    connectionString: env().DATABASE_URL,
    max: env().TELLTALE_DATABASE_POOL,
    connectionTimeoutMillis: connectionTimeoutMs,
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

/** For what `sql` cannot say: COPY, and statements that are put together elsewhere. Connects when it is first used. */
export const pool: pg.Pool = lazy(() => connections().pool);

/** For reads of the product's ordinary tables outside of a change; writes go through `change` (lib/change.ts). */
export const db: PrismaClient = lazy(() => connections().db);

/** For reads by SQL outside of a transaction. */
export const sql: Sql = sqlOn(pool);

/** PostgreSQL answers COMMIT with ROLLBACK, and without an error, when a statement failed and its error was swallowed. */
const swallowedError = "A statement of this transaction failed and its error was swallowed; nothing of it was stored";

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
    const { command } = await client.query("COMMIT");
    if (command === "ROLLBACK") throw new Error(swallowedError);
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

/** The model calls of Prisma inside of a transaction. */
export type PrismaModels = Omit<Prisma.TransactionClient, `$${string}`>;

/** As long as the slowest change of a person may take: 500 alerts at once with what they owe. */
const prismaTimeoutMs = 60_000;

/**
 * As `inTransaction`, in an interactive transaction of Prisma: model calls and queries share one connection.
 * @throws what `work` throws, or the database's error on commit.
 */
export function inPrismaTransaction<T>(
  work: (prisma: PrismaModels, queries: Queryable) => Promise<T>,
  timeoutMs = prismaTimeoutMs,
): Promise<T> {
  return withLentConnection<Prisma.TransactionClient, T>(
    (inside) => db.$transaction(inside, { maxWait: connectionTimeoutMs, timeout: timeoutMs }),
    async (prisma, queries) => {
      const result = await work(prisma, queries);
      // Fails when a statement failed before: Prisma would commit, which PostgreSQL then silently does not.
      await queries.query("SELECT 1").catch((error: unknown) => {
        throw new Error(swallowedError, { cause: error });
      });
      return result;
    },
  );
}

/** As `inTransaction`, for work that gets queries which are refused once the transaction is over. */
export function inGuardedTransaction<T>(work: (queries: Queryable) => Promise<T>): Promise<T> {
  return inTransaction(async (client) => {
    let isOver = false;
    try {
      return await work(onlyDuring(client, () => isOver));
    } finally {
      isOver = true;
    }
  });
}

/**
 * Closes every connection, for good. The product ends with its process.
 * @tests and measurements
 */
export async function closeConnections(): Promise<void> {
  if (shared.telltaleConnections === undefined) return;
  await db.$disconnect();
  await pool.end();
}
