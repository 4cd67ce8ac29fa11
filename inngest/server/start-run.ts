import { parseDuration } from "./durations.ts";
import { type Engine, startAfterCommit, type Transaction } from "./engine.ts";
import type { StoredEvent } from "./events.ts";
import { keyOf, numberOf } from "./expressions.ts";
import { concurrencyLimits, limitsOf } from "./function-config.ts";
import { newJobId, newUlid } from "./ids.ts";
import { reserve } from "./rates.ts";
import type { RegisteredFunction } from "./registry.ts";
import { cancelRun } from "./runs.ts";

export type NewRun = {
  id: string;
  fn: RegisteredFunction;
  eventIds: string[];
  isBatch: boolean;
  dueAt: number;
  rank: number;
  limitKeys: string[];
  singletonKey: string | undefined;
  invokedBy: string | undefined;
  cron: string | undefined;
};

/** Runs that one transaction starts; they are inserted together. */
export type Dispatch = { engine: Engine; tx: Transaction; newRuns: NewRun[] };

const maxPriorityMs = 12 * 3_600_000;

/** Starts a run for the events; false when a singleton's run is there already. */
export async function startRun(
  dispatch: Dispatch,
  fn: RegisteredFunction,
  events: StoredEvent[],
  origin: { invokedBy?: string; cron?: string },
): Promise<boolean> {
  const { tx } = dispatch;
  const now = Date.now();
  const first = events[0] as StoredEvent;
  const context = { event: first.event };
  const singletonKey = fn.config.singleton && evaluatedKey(fn.config.singleton.key, context);
  if (singletonKey !== undefined && !(await claimSingleton(dispatch, fn, singletonKey))) return false;

  const id = newUlid(now);
  let dueAt = Math.max(now, origin.cron ? now : first.event.ts);
  const { throttle, priority } = fn.config;
  if (throttle) {
    const rate = {
      limit: throttle.limit,
      periodMs: parseDuration(throttle.period) as number,
      burst: throttle.burst ?? 1,
    };
    dueAt = Math.max(dueAt, await reserve(tx, fn.id, evaluatedKey(throttle.key, context), rate, dueAt));
  }
  const aheadMs = priority?.run ? numberOf(priority.run, context) * 1_000 : 0;
  dispatch.newRuns.push({
    id,
    fn,
    eventIds: events.map(({ internalId }) => internalId),
    isBatch: fn.config.batchEvents !== undefined,
    dueAt,
    rank: dueAt - Math.min(Math.max(aheadMs, -maxPriorityMs), maxPriorityMs),
    limitKeys: concurrencyLimits(fn.config).map(({ key, scope }) => {
      const owner = scope === undefined || scope === "fn" ? fn.id : scope;
      return `${owner}:${evaluatedKey(key, context)}`;
    }),
    singletonKey,
    invokedBy: origin.invokedBy,
    cron: origin.cron,
  });
  return true;
}

/** The text of a key option; without the option all events share one. */
export function evaluatedKey(key: string | undefined, context: Record<string, unknown>): string {
  return key === undefined ? "" : keyOf(key, context);
}

/** Inserts the runs that were started. Those with a concurrency limit are parked, and start from there in order. */
export async function flushRuns(dispatch: Dispatch): Promise<void> {
  const { engine, tx } = dispatch;
  const runs = dispatch.newRuns.splice(0);
  if (runs.length === 0) return;
  const now = Date.now();
  const parkedOn = runs.map((run) => (run.dueAt > now ? undefined : limitsOf(run.fn.config, run.limitKeys)[0]?.key));
  const { rows } = await tx.client.query<{ id: string; run_id: string; due_at: Date; parked_on: string | null }>({
    name: "start-runs",
    text: `with run as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[], $7::text[],
         $8::text[], $9::text[], $10::timestamptz[], $11::bigint[], $12::text[])
       as run (id, function_id, event_ids, is_batch, limit_keys, singleton_key, invoked_by, cron, job_id, due_at, rank, parked_on)
     ), started as (
       insert into inngest.runs (id, function_id, event_ids, is_batch, limit_keys, singleton_key, invoked_by, cron)
       select id, function_id, event_ids::text[], is_batch, limit_keys::text[], singleton_key, invoked_by, cron from run
     )
     insert into inngest.branches (run_id, job_id, due_at, rank, parked_on)
     select id, job_id, due_at, rank, parked_on from run
     returning id, run_id, due_at, parked_on`,
    values: [
      runs.map(({ id }) => id),
      runs.map(({ fn }) => fn.id),
      runs.map(({ eventIds }) => arrayText(eventIds)),
      runs.map(({ isBatch }) => isBatch),
      runs.map(({ limitKeys }) => arrayText(limitKeys)),
      runs.map(({ singletonKey }) => singletonKey),
      runs.map(({ invokedBy }) => invokedBy),
      runs.map(({ cron }) => cron),
      runs.map(() => newJobId()),
      runs.map(({ dueAt }) => new Date(dueAt)),
      runs.map(({ rank }) => Math.round(rank)),
      parkedOn,
    ],
  });
  for (const row of rows) {
    const key = row.parked_on;
    if (key !== null) {
      tx.afterCommit.push(() => {
        engine.slots.addParked(key, 1);
        engine.pump(key);
      });
    } else {
      const dueAt = row.due_at.getTime();
      if (dueAt <= now) startAfterCommit(engine, tx, row.id);
      else tx.jobs.push({ task: "branch", payload: { id: row.id }, key: `branch:${row.id}`, at: dueAt });
    }
  }
  for (const run of runs) addTimeouts(tx, run, now);
}

function addTimeouts(tx: Transaction, run: NewRun, now: number): void {
  const { timeouts } = run.fn.config;
  for (const reason of ["start", "finish"] as const) {
    const text = timeouts?.[reason];
    if (!text) continue;
    const at = Math.max(now, run.dueAt) + (parseDuration(text) as number);
    tx.jobs.push({ task: "cancel-run", payload: { id: run.id, reason }, key: `cancel-run:${run.id}:${reason}`, at });
  }
}

/** A one-dimensional array in PostgreSQL's text form. */
function arrayText(values: string[]): string {
  return `{${values.map((value) => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\0", "")}"`).join(",")}}`;
}

async function claimSingleton(dispatch: Dispatch, fn: RegisteredFunction, key: string): Promise<boolean> {
  await flushRuns(dispatch);
  const { rows } = await dispatch.tx.client.query<{ id: string }>(
    "select id from inngest.runs where function_id = $1 and singleton_key = $2 and status = 'Running' order by id",
    [fn.id, key],
  );
  if (rows.length === 0) return true;
  if (fn.config.singleton?.mode === "skip") return false;
  for (const row of rows) await cancelRun(dispatch.engine, dispatch.tx, row.id);
  return true;
}
