import type pg from "pg";
import type { AppClient } from "./app-client.ts";
import type { ConcurrencySlots, SlotLimit } from "./concurrency-slots.ts";
import type { StoredEvent } from "./events.ts";
import type { Gate } from "./gate.ts";
import type { Job, Queue } from "./queue.ts";
import type { Registry } from "./registry.ts";

export type ServerOptions = {
  databaseUrl: string;
  /** The same database without a pooler between: what the server uses when it is given. */
  directDatabaseUrl?: string;
  host?: string;
  /** 0 takes any free port. */
  port?: number;
  /** Where the app serves its functions; the server asks it to register. */
  appUrl?: string;
  /** With a signing key the server is of kind "cloud": it checks keys and signs its calls. */
  signingKey?: string;
  eventKey?: string;
  /** Retries after this delay instead of the growing table. */
  retryIntervalMs?: number;
  /** How often the app is asked for its functions. */
  pollAppMs?: number;
  /** How many calls may be open at once. */
  maxOpenCalls?: number;
  /** Runs and events that ended longer ago are deleted. */
  retentionDays?: number;
  /** How long to wait for another server on the same database to end. */
  lockWaitMs?: number;
  log?: (line: string) => void;
  /** The server cannot go on; the process should end and be started again. */
  onFatal?: (error: Error) => void;
};

/** A call of the app that is open now. */
export type OpenCall = {
  runId: string;
  branchId: string;
  generation: number;
  attempt: number;
  /** The run ended, or the branch was taken over, while the call was open. */
  isOver: boolean;
};

/** What all parts of the server share. */
export type Engine = {
  options: ServerOptions;
  kind: "dev" | "cloud";
  pool: pg.Pool;
  queue: Queue;
  registry: Registry;
  slots: ConcurrencySlots;
  app: AppClient;
  /** By job id. */
  openCalls: Map<string, OpenCall>;
  /** How many branches are worked on at once. */
  gate: Gate;
  /** Branches that are being worked on. */
  busyBranches: Map<string, { isAskedAgain: boolean }>;
  /** Concurrency keys whose parked branches are being started. */
  pumps: Map<string, { isAskedAgain: boolean }>;
  /** All that events do, in the caller's transaction. */
  dispatch: (tx: Transaction, events: StoredEvent[]) => Promise<void>;
  /** Works on a branch whose time has come, without a job in the queue; `held` are slots that were taken for it. */
  start: (branchId: string, held?: SlotLimit[]) => void;
  /** Starts what waits for a slot of the concurrency key. */
  pump: (key: string) => void;
  isStopping: boolean;
  log: (line: string) => void;
};

/** A transaction and what follows once it is committed. */
export type Transaction = {
  client: pg.PoolClient;
  jobs: Job[];
  afterCommit: (() => void)[];
};

/** So many branches may wait in memory; those beyond are left to the queue. */
const maxWaiting = 1_000;

/** Has the branch worked on once the transaction is committed, or, when too many wait, as soon as its turn comes. */
export function startAfterCommit(engine: Engine, tx: Transaction, branchId: string): void {
  if (engine.gate.waiting < maxWaiting && tx.afterCommit.length < maxWaiting)
    tx.afterCommit.push(() => engine.start(branchId));
  else tx.jobs.push({ task: "branch", payload: { id: branchId }, key: `branch:${branchId}`, at: Date.now() });
}

const deadlockDetected = "40P01";

/** Runs `work` in one transaction; adds its jobs at the end of it. Tries again when the database found a deadlock. */
export async function transact<T>(engine: Engine, work: (tx: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const client = await engine.pool.connect();
    const tx: Transaction = { client, jobs: [], afterCommit: [] };
    let result: T;
    let addedAt = 0;
    try {
      await client.query("begin");
      result = await work(tx);
      addedAt = Date.now();
      await engine.queue.add(client, tx.jobs);
      await client.query("commit");
      client.release();
    } catch (error) {
      await client.query("rollback").then(
        () => client.release(),
        (broken: Error) => client.release(broken),
      );
      if ((error as { code?: string }).code === deadlockDetected && attempt < 5) continue;
      throw error;
    }
    engine.queue.expect(tx.jobs, addedAt);
    for (const effect of tx.afterCommit) effect();
    return result;
  }
}
