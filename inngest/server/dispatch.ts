import { parseInstant } from "./durations.ts";
import type { Engine, Transaction } from "./engine.ts";
import type { EventObject, StoredEvent } from "./events.ts";
import { isMatch } from "./expressions.ts";
import { admit } from "./flow-control.ts";
import { type RegisteredFunction, triggerNames } from "./registry.ts";
import { cancelRun, settleWait } from "./runs.ts";
import { type Dispatch, flushRuns, startRun } from "./start-run.ts";

/**
 * Everything that events do, in the caller's transaction: they are stored, end waits, cancel runs and start runs, in
 * the order in which they came. An event whose internal id is known already does nothing.
 */
export async function dispatchEvents(engine: Engine, tx: Transaction, stored: StoredEvent[]): Promise<void> {
  const fresh = await storeEvents(tx, stored);
  const dispatch: Dispatch = { engine, tx, newRuns: [] };
  for (const event of fresh) {
    await cancelRuns(dispatch, event);
    await endWaits(dispatch, event);
    for (const fn of engine.registry.triggeredBy(event.event.name)) {
      if (isTriggered(fn, event.event)) await admit(dispatch, fn, event);
    }
  }
  await flushRuns(dispatch);
}

/** Starts one function, as `step.invoke` and schedules do, without looking at triggers. */
export async function dispatchTo(
  engine: Engine,
  tx: Transaction,
  fn: RegisteredFunction,
  event: StoredEvent,
  origin: { invokedBy?: string; cron?: string },
): Promise<boolean> {
  await storeEvents(tx, [event]);
  const dispatch: Dispatch = { engine, tx, newRuns: [] };
  const isStarted = await startRun(dispatch, fn, [event], origin);
  await flushRuns(dispatch);
  return isStarted;
}

function isTriggered(fn: RegisteredFunction, event: EventObject): boolean {
  return triggerNames(fn, event.name).some(({ expression }) => !expression || isMatch(expression, { event }));
}

async function storeEvents(tx: Transaction, stored: StoredEvent[]): Promise<StoredEvent[]> {
  const { rows } = await tx.client.query<{ internal_id: string }>({
    name: "store-events",
    text: `insert into inngest.events (internal_id, id, name, ts, body)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[])
     on conflict (internal_id) do nothing
     returning internal_id`,
    values: [
      stored.map(({ internalId }) => internalId),
      stored.map(({ event }) => event.id),
      stored.map(({ event }) => event.name),
      stored.map(({ event }) => event.ts),
      stored.map(({ body }) => body),
    ],
  });
  if (rows.length === stored.length) return stored;
  const inserted = new Set(rows.map((row) => row.internal_id));
  return stored.filter(({ internalId }) => inserted.delete(internalId));
}

async function endWaits(dispatch: Dispatch, { event, body }: StoredEvent): Promise<void> {
  const { engine, tx } = dispatch;
  if (!engine.registry.awaitedEvents.has(event.name)) return;
  const { rows } = await tx.client.query<{
    branch_id: string;
    run_id: string;
    step_id: string;
    expression: string | null;
    origin: string;
  }>(
    `select w.branch_id, w.run_id, w.step_id, w.expression, e.body as origin
     from inngest.waits w
     join inngest.runs r on r.id = w.run_id
     join inngest.events e on e.internal_id = r.event_ids[1]
     where w.event_name = $1
     order by w.run_id, w.branch_id`,
    [event.name],
  );
  for (const wait of rows) {
    const context = { event: JSON.parse(wait.origin), async: event };
    if (wait.expression === null || isMatch(wait.expression, context)) {
      await settleWait(tx, wait.run_id, wait.step_id, body);
    }
  }
}

async function cancelRuns(dispatch: Dispatch, { event }: StoredEvent): Promise<void> {
  const { engine, tx } = dispatch;
  for (const fn of engine.registry.cancelledBy(event.name)) {
    await flushRuns(dispatch);
    const { rows } = await tx.client.query<{ id: string; created_at: Date; origin: string }>(
      `select r.id, r.created_at, e.body as origin
       from inngest.runs r
       join inngest.events e on e.internal_id = r.event_ids[1]
       where r.function_id = $1 and r.status = 'Running'
       order by r.id`,
      [fn.id],
    );
    const entries = (fn.config.cancel ?? []).filter((entry) => entry.event === event.name);
    for (const run of rows) {
      const context = { event: JSON.parse(run.origin), async: event };
      const isCancelled = entries.some((entry) => {
        const listensUntil = entry.timeout ? parseInstant(entry.timeout, run.created_at.getTime()) : undefined;
        if (listensUntil !== undefined && listensUntil < Date.now()) return false;
        return !entry.if || isMatch(entry.if, context);
      });
      if (isCancelled) await cancelRun(engine, tx, run.id);
    }
  }
}
