import { parseDuration } from "./durations.ts";
import type { Transaction } from "./engine.ts";
import type { StoredEvent } from "./events.ts";
import { keyOf } from "./expressions.ts";
import { gather } from "./gatherings.ts";
import { tryTake } from "./rates.ts";
import type { RegisteredFunction } from "./registry.ts";
import { type Dispatch, evaluatedKey, startRun } from "./start-run.ts";

const dayMs = 86_400_000;

/** An event that one of the function's triggers takes: starts a run, now or later, unless an option of it says no. */
export async function admit(dispatch: Dispatch, fn: RegisteredFunction, event: StoredEvent): Promise<void> {
  if (await isRepeated(dispatch.tx, fn, event)) return;
  if (await isOverRate(dispatch.tx, fn, event)) return;
  if (await gather(dispatch, fn, event)) return;
  await startRun(dispatch, fn, [event], {});
}

/** Whether the event's own id, or the function's idempotency key, was seen in the last 24 hours. */
async function isRepeated(tx: Transaction, fn: RegisteredFunction, { event, hasOwnId }: StoredEvent): Promise<boolean> {
  const keys: string[] = [];
  if (hasOwnId) keys.push(`event:${event.id}`);
  if (fn.config.idempotency) keys.push(`key:${keyOf(fn.config.idempotency, { event })}`);
  if (keys.length === 0) return false;
  const { rowCount } = await tx.client.query(
    `insert into inngest.idempotency_keys as known (function_id, key, expires_at)
     select $1, key, $3 from unnest($2::text[]) as key
     on conflict (function_id, key) do update set expires_at = excluded.expires_at where known.expires_at <= now()`,
    [fn.id, keys, new Date(Date.now() + dayMs)],
  );
  return rowCount !== keys.length;
}

async function isOverRate(tx: Transaction, fn: RegisteredFunction, { event }: StoredEvent): Promise<boolean> {
  const { rateLimit } = fn.config;
  if (!rateLimit) return false;
  const rate = {
    limit: rateLimit.limit,
    periodMs: parseDuration(rateLimit.period) as number,
    burst: Math.floor(rateLimit.limit / 10),
  };
  return !(await tryTake(tx, fn.id, evaluatedKey(rateLimit.key, { event }), rate));
}
