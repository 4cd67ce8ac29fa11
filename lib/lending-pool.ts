import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import pg from "pg";
import type { Queryable } from "./sql.ts";

/** A connection that Prisma took for an interactive transaction, for as long as it holds it. */
interface Loan {
  client?: pg.PoolClient;
  isOver: boolean;
}

/** Next evaluates a module once a bundle, and the pool is one a process: whoever begins a transaction must meet it here. */
const shared = globalThis as typeof globalThis & { telltaleCurrentLoan?: AsyncLocalStorage<Loan> };
shared.telltaleCurrentLoan ??= new AsyncLocalStorage();
const currentLoan = shared.telltaleCurrentLoan;

type ConnectCallback = Parameters<pg.Pool["connect"]>[0];

/**
 * A pool that tells which connection Prisma's interactive transaction runs on, so that our own SQL can run on the same one.
 * Prisma's adapter asks the pool for one connection at the start of a transaction and gives it back at its end.
 */
export class LendingPool extends pg.Pool {
  override connect(): Promise<pg.PoolClient>;
  override connect(callback: ConnectCallback): void;
  override connect(callback?: ConnectCallback): Promise<pg.PoolClient> | undefined {
    if (callback) {
      super.connect(callback);
      return undefined;
    }
    const loan = currentLoan.getStore();
    const asked = super.connect();
    return loan && !loan.client ? asked.then((client) => lend(loan, client)) : asked;
  }
}

function lend(loan: Loan, client: pg.PoolClient): pg.PoolClient {
  const release = client.release;
  loan.client = client;
  client.release = (error) => {
    loan.isOver = true;
    release(error);
  };
  return client;
}

/**
 * Refuses every query once the transaction is over: by then the connection may be somebody else's.
 * @param isOver asked before each query.
 */
export function onlyDuring(client: Queryable, isOver: () => boolean): Queryable {
  const query = (...given: unknown[]) => {
    if (isOver()) return Promise.reject(new Error("A query came after its transaction was over"));
    return Reflect.apply(client.query, client, given);
  };
  return { query: query as Queryable["query"] };
}

/**
 * Runs `begin`, which starts an interactive transaction of Prisma, and hands `work` the queries on its connection.
 * @param begin calls its argument inside the transaction.
 */
export async function withLentConnection<P, T>(
  begin: (inside: (prisma: P) => Promise<T>) => Promise<T>,
  work: (prisma: P, queries: Queryable) => Promise<T>,
): Promise<T> {
  const loan: Loan = { isOver: false };
  return currentLoan.run(loan, () =>
    begin((prisma) => {
      if (!loan.client) throw new Error("Prisma began a transaction without asking the pool for a connection");
      return work(
        prisma,
        onlyDuring(loan.client, () => loan.isOver),
      );
    }),
  );
}
