import type { SlotLimit } from "./concurrency-slots.ts";
import type { Engine } from "./engine.ts";
import { limitsOf } from "./function-config.ts";

/** Lays the branch aside until there is a slot of the concurrency key; the call that was counted is taken back. */
export async function park(engine: Engine, branchId: string, key: string): Promise<void> {
  const { rowCount } = await engine.pool.query(
    "update inngest.branches set parked_on = $2, generation = generation - 1 where id = $1",
    [branchId, key],
  );
  if (!rowCount) return;
  engine.slots.addParked(key, 1);
  pump(engine, key);
}

/** Starts what is parked on the key while there are slots, in the order of rank. */
export function pump(engine: Engine, key: string): void {
  const state = engine.pumps.get(key);
  if (state) {
    state.isAskedAgain = true;
    return;
  }
  if (engine.isStopping || engine.slots.parked(key) === 0) return;
  const own = { isAskedAgain: false };
  engine.pumps.set(key, own);
  (async () => {
    do {
      own.isAskedAgain = false;
      while (await startParked(engine, key));
    } while (own.isAskedAgain);
  })()
    .catch((error) => {
      engine.log(`concurrency key ${key}: ${error}`);
      setTimeout(() => pump(engine, key), 1_000);
    })
    .finally(() => engine.pumps.delete(key));
}

async function startParked(engine: Engine, key: string): Promise<boolean> {
  const { rows } = await engine.pool.query<{ id: string; function_id: string; limit_keys: string[] }>(
    `select b.id, r.function_id, r.limit_keys from inngest.branches b join inngest.runs r on r.id = b.run_id
     where b.parked_on = $1 order by b.rank, b.id limit 1`,
    [key],
  );
  const next = rows[0];
  if (!next) {
    engine.slots.addParked(key, -engine.slots.parked(key));
    return false;
  }
  const fn = engine.registry.get(next.function_id);
  const limits = fn ? limitsOf(fn.config, next.limit_keys) : [];
  const fullKey = engine.slots.acquire(limits);
  if (fullKey === key) return false;
  await engine.pool.query("update inngest.branches set parked_on = $2 where id = $1", [next.id, fullKey]);
  engine.slots.addParked(key, -1);
  if (fullKey !== undefined) {
    engine.slots.addParked(fullKey, 1);
    pump(engine, fullKey);
  } else {
    engine.start(next.id, limits);
  }
  return true;
}

/** Gives slots back, to those that wait for them. */
export function releaseSlots(engine: Engine, held: SlotLimit[]): void {
  engine.slots.release(held);
  for (const { key } of held) pump(engine, key);
}
