import { parseDuration } from "./durations.ts";
import { type Engine, type Transaction, transact } from "./engine.ts";
import type { EventObject, StoredEvent } from "./events.ts";
import { isMatch, keyOf } from "./expressions.ts";
import type { FunctionConfig } from "./function-config.ts";
import { namedUuid } from "./ids.ts";
import type { RegisteredFunction } from "./registry.ts";
import { type Dispatch, flushRuns, startRun } from "./start-run.ts";

type Gathering = { functionId: string; kind: "debounce" | "batch"; key: string };

const defaultDebounceTimeoutMs = 7 * 86_400_000;

/** Keeps the event for a later run when the function debounces or batches it; false when it does neither. */
export async function gather(dispatch: Dispatch, fn: RegisteredFunction, event: StoredEvent): Promise<boolean> {
  const { debounce, batchEvents } = fn.config;
  if (debounce) {
    await gatherDebounced(dispatch, fn.id, debounce, event);
    return true;
  }
  if (batchEvents && (!batchEvents.if || isMatch(batchEvents.if, { event: event.event }))) {
    await gatherBatch(dispatch, fn, batchEvents, event);
    return true;
  }
  return false;
}

async function gatherDebounced(
  { tx }: Dispatch,
  functionId: string,
  debounce: NonNullable<FunctionConfig["debounce"]>,
  event: StoredEvent,
): Promise<void> {
  const now = Date.now();
  const key = debounce.key ? keyOf(debounce.key, { event: event.event }) : "";
  const timeoutMs = debounce.timeout ? (parseDuration(debounce.timeout) as number) : defaultDebounceTimeoutMs;
  const dueAt = now + (parseDuration(debounce.period) as number);
  const { rows } = await tx.client.query<{ due_at: Date }>(
    `insert into inngest.gatherings as known (function_id, kind, key, opened_at, due_at, event_ids)
     values ($1, 'debounce', $2, $3, $4, $5)
     on conflict (function_id, kind, key) do update set event_ids = excluded.event_ids,
       due_at = least(excluded.due_at, known.opened_at + $6 * interval '1 millisecond')
     returning due_at`,
    [functionId, key, new Date(now), new Date(dueAt), [event.internalId], timeoutMs],
  );
  addJob(tx, { functionId, kind: "debounce", key }, rows[0]?.due_at.getTime() ?? dueAt);
}

async function gatherBatch(
  dispatch: Dispatch,
  fn: RegisteredFunction,
  batchEvents: NonNullable<FunctionConfig["batchEvents"]>,
  event: StoredEvent,
): Promise<void> {
  const now = Date.now();
  const key = batchEvents.key ? keyOf(batchEvents.key, { event: event.event }) : "";
  const gathering: Gathering = { functionId: fn.id, kind: "batch", key };
  const dueAt = now + (parseDuration(batchEvents.timeout) as number);
  const { rows } = await dispatch.tx.client.query<{ count: number }>(
    `insert into inngest.gatherings as known (function_id, kind, key, opened_at, due_at, event_ids)
     values ($1, 'batch', $2, $3, $4, $5)
     on conflict (function_id, kind, key) do update set event_ids = known.event_ids || excluded.event_ids
     returning cardinality(event_ids) as count`,
    [fn.id, gathering.key, new Date(now), new Date(dueAt), [event.internalId]],
  );
  const count = rows[0]?.count ?? 1;
  if (count >= batchEvents.maxSize) await closeGathering(dispatch, fn, gathering);
  else if (count === 1) addJob(dispatch.tx, gathering, dueAt);
}

function addJob(tx: Transaction, gathering: Gathering, at: number): void {
  const key = `gathering:${gathering.functionId}:${gathering.kind}:${namedUuid(gathering.key)}`;
  tx.jobs.push({ task: "gathering", payload: gathering, key, at });
}

/** The job of a gathering: starts the run once its time has come. */
export async function workGathering(engine: Engine, payload: unknown): Promise<void> {
  const gathering = payload as Gathering;
  const fn = engine.registry.get(gathering.functionId);
  await transact(engine, async (tx) => {
    const { rows } = await tx.client.query<{ due_at: Date }>(
      "select due_at from inngest.gatherings where function_id = $1 and kind = $2 and key = $3 for update",
      [gathering.functionId, gathering.kind, gathering.key],
    );
    const dueAt = rows[0]?.due_at.getTime();
    if (dueAt === undefined) return;
    if (dueAt > Date.now()) {
      addJob(tx, gathering, dueAt);
      return;
    }
    const dispatch: Dispatch = { engine, tx, newRuns: [] };
    if (fn && !fn.isArchived) await closeGathering(dispatch, fn, gathering);
    else await deleteGathering(tx, gathering);
    await flushRuns(dispatch);
  });
}

async function closeGathering(dispatch: Dispatch, fn: RegisteredFunction, gathering: Gathering): Promise<void> {
  const ids = await deleteGathering(dispatch.tx, gathering);
  const { rows } = await dispatch.tx.client.query<{ internal_id: string; body: string }>(
    `select internal_id, body from inngest.events where internal_id = any($1::text[])
     order by array_position($1::text[], internal_id)`,
    [ids],
  );
  if (rows.length === 0) return;
  const events = rows.map((row) => ({
    internalId: row.internal_id,
    hasOwnId: false,
    event: JSON.parse(row.body) as EventObject,
    body: row.body,
  }));
  await startRun(dispatch, fn, events, {});
}

async function deleteGathering(tx: Transaction, { functionId, kind, key }: Gathering): Promise<string[]> {
  const { rows } = await tx.client.query<{ event_ids: string[] }>(
    "delete from inngest.gatherings where function_id = $1 and kind = $2 and key = $3 returning event_ids",
    [functionId, kind, key],
  );
  return rows[0]?.event_ids ?? [];
}
