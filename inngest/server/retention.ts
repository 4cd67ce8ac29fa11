import type { Engine } from "./engine.ts";

const everyMs = 3_600_000;
const partSize = 5_000;

/** Deletes runs that ended, and events that no run needs, once they are older than that many days. Returns the stop. */
export function startPruning(engine: Engine, days: number): () => void {
  const prune = () => pruneOlderThan(engine, days).catch((error) => engine.log(`retention: ${error}`));
  const first = setTimeout(prune, 60_000);
  const timer = setInterval(prune, everyMs);
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}

export async function pruneOlderThan(engine: Pick<Engine, "pool" | "isStopping">, days: number): Promise<void> {
  const horizon = new Date(Date.now() - days * 86_400_000);
  await deleteInParts(engine, "runs", "id", "ended_at < $1", horizon);
  await deleteInParts(
    engine,
    "events",
    "internal_id",
    `received_at < $1
       and not exists (select from inngest.runs r where r.event_ids @> array[events.internal_id])
       and not exists (select from inngest.gatherings g where events.internal_id = any(g.event_ids))`,
    horizon,
  );
  await engine.pool.query("delete from inngest.idempotency_keys where expires_at < now()");
  await engine.pool.query(
    `delete from inngest.schedule_fires f where fire_at < $1
       and fire_at < (select max(fire_at) from inngest.schedule_fires l where l.function_id = f.function_id and l.cron = f.cron)`,
    [horizon],
  );
  await engine.pool.query("delete from inngest.rates where arrival_ms < $1", [Date.now() - 8 * 86_400_000]);
}

/** Deletes a few thousand rows at a time, so that no transaction is long. */
async function deleteInParts(
  engine: Pick<Engine, "pool" | "isStopping">,
  table: string,
  id: string,
  condition: string,
  horizon: Date,
) {
  for (let deleted = partSize; deleted === partSize && !engine.isStopping; ) {
    const { rowCount } = await engine.pool.query(
      `delete from inngest.${table} where ${id} in (select ${id} from inngest.${table} where ${condition} limit ${partSize})`,
      [horizon],
    );
    deleted = rowCount ?? 0;
  }
}
