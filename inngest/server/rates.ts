import type { Transaction } from "./engine.ts";

/** At most `limit` in a period, evenly spread, with `burst` more at once. */
export type Rate = { limit: number; periodMs: number; burst: number };

/** Takes one of the rate if there is one now: the generic cell rate algorithm. */
export async function tryTake(tx: Transaction, functionId: string, key: string, rate: Rate): Promise<boolean> {
  const now = Date.now();
  const { freeAt, nextArrival } = await arrival(tx, functionId, "rateLimit", key, rate, now);
  if (freeAt > now) return false;
  await saveArrival(tx, functionId, "rateLimit", key, nextArrival);
  return true;
}

/** Takes one of the rate in any case, and says from when on it may be used. */
export async function reserve(
  tx: Transaction,
  functionId: string,
  key: string,
  rate: Rate,
  from: number,
): Promise<number> {
  const { freeAt, nextArrival } = await arrival(tx, functionId, "throttle", key, rate, from);
  await saveArrival(tx, functionId, "throttle", key, nextArrival);
  return Math.max(freeAt, from);
}

async function arrival(tx: Transaction, functionId: string, kind: string, key: string, rate: Rate, from: number) {
  const { rows } = await tx.client.query<{ arrival_ms: number }>(
    "select arrival_ms from inngest.rates where function_id = $1 and kind = $2 and key = $3 for update",
    [functionId, kind, key],
  );
  const interval = rate.periodMs / rate.limit;
  const nextArrival = Math.max(rows[0]?.arrival_ms ?? 0, from) + interval;
  return { freeAt: nextArrival - interval * (rate.burst + 1), nextArrival };
}

async function saveArrival(tx: Transaction, functionId: string, kind: string, key: string, arrivalMs: number) {
  await tx.client.query(
    `insert into inngest.rates (function_id, kind, key, arrival_ms) values ($1, $2, $3, $4)
     on conflict (function_id, kind, key) do update set arrival_ms = excluded.arrival_ms`,
    [functionId, kind, key, arrivalMs],
  );
}
