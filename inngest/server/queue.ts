import { Logger, type Runner, run, runMigrations } from "graphile-worker";
import type pg from "pg";
import { Timetable } from "./timetable.ts";

export type Job = { task: "branch" | "gathering" | "cancel-run"; payload: unknown; key: string; at: number };

const maxAttempts = 32_000;

/**
 * The durable queue: jobs of graphile-worker, each under a key of its own, so that adding a job again moves the one
 * that waits. A job may run more than once (a killed server's jobs do), never too early, and within milliseconds of
 * its time while the server lives.
 */
export class Queue {
  readonly #pool: pg.Pool;
  readonly #log: (line: string) => void;
  readonly #timetable: Timetable;
  #runner: Runner | undefined;

  constructor(pool: pg.Pool, log: (line: string) => void) {
    this.#pool = pool;
    this.#log = log;
    this.#timetable = new Timetable(() => {
      // Jobs whose time has come are found when somebody says that there may be new ones.
      this.#pool.query(`select pg_notify('jobs:insert', '{"r":0,"count":1}')`).catch(() => {});
    });
  }

  /** Creates the queue's tables and frees the jobs that a killed server left locked. */
  async prepare(): Promise<void> {
    await runMigrations({ pgPool: this.#pool, logger: this.#logger() });
    await this.#pool.query(`
      select graphile_worker.force_unlock_workers(array(
        select distinct locked_by from graphile_worker.jobs where locked_by is not null))`);
    await this.#pool.query(`
      select count(*) from graphile_worker.complete_jobs(array(
        select id from graphile_worker.jobs where attempts >= max_attempts))`);
    const { rows } = await this.#pool.query<{ at: Date }>(
      "select run_at as at from graphile_worker.jobs where run_at > now()",
    );
    for (const row of rows) this.#timetable.add(row.at.getTime());
  }

  async start(tasks: Record<Job["task"], (payload: unknown) => Promise<void>>, concurrency: number): Promise<Runner> {
    this.#runner = await run({
      pgPool: this.#pool,
      noHandleSignals: true,
      taskList: tasks,
      parsedCronItems: [],
      logger: this.#logger(),
      preset: {
        worker: {
          concurrentJobs: concurrency,
          pollInterval: 2_000,
          localQueue: { size: concurrency * 2 },
          completeJobBatchDelay: 0,
          failJobBatchDelay: 0,
          gracefulShutdownAbortTimeout: 2_000,
        },
      },
    });
    return this.#runner;
  }

  /** Adds jobs in the caller's transaction; of two with the same key the later one counts. Call `expect` with the same jobs once it is committed. */
  async add(client: pg.ClientBase | pg.Pool, all: Job[]): Promise<void> {
    if (all.length === 0) return;
    const jobs = [...new Map(all.map((job) => [job.key, job])).values()];
    await client.query(
      `select count(*) from graphile_worker.add_jobs(array(
         select (task, payload::json, null, run_at, ${maxAttempts}, key, null, null)::graphile_worker.job_spec
         from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[]) as job (task, payload, run_at, key)))`,
      [
        jobs.map((job) => job.task),
        jobs.map((job) => JSON.stringify(job.payload)),
        jobs.map((job) => new Date(job.at)),
        jobs.map((job) => job.key),
      ],
    );
  }

  /** Sees to it that jobs for later than `addedAt` start on time and not only at the next poll. */
  expect(jobs: Job[], addedAt: number): void {
    for (const job of jobs) if (job.at >= addedAt) this.#timetable.add(job.at);
  }

  #logger(): Logger {
    return new Logger(() => (level, message) => {
      if (level === "error") this.#log(message);
    });
  }

  async stop(): Promise<void> {
    this.#timetable.close();
    await this.#runner?.stop();
  }
}
