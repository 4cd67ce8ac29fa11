import type { Engine } from "./engine.ts";
import type { Job } from "./queue.ts";

/**
 * Finds what a killed server left: branches and gatherings without a job get one, and what waits for a concurrency slot
 * is counted and started. To be called once, before anything is claimed.
 */
export async function recover(engine: Engine): Promise<void> {
  const { rows } = await engine.pool.query<{ id: string; due_at: Date }>(
    `select id, due_at from inngest.branches
     where parked_on is null
       and not exists (select from graphile_worker.jobs where jobs.key = 'branch:' || branches.id)`,
  );
  const jobs = rows.map(
    ({ id, due_at }): Job => ({ task: "branch", payload: { id }, key: `branch:${id}`, at: due_at.getTime() }),
  );
  if (jobs.length > 0) engine.log(`${jobs.length} branches of runs go on`);
  const startedAt = Date.now();
  await engine.queue.add(engine.pool, jobs);
  engine.queue.expect(jobs, startedAt);
  const parked = await engine.pool.query<{ key: string; count: number }>(
    "select parked_on as key, count(*)::int as count from inngest.branches where parked_on is not null group by 1",
  );
  for (const { key, count } of parked.rows) engine.slots.addParked(key, count);
  for (const { key } of parked.rows) engine.pump(key);
}
