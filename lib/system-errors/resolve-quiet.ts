import "server-only";
import { addActivity } from "#lib/alerts/activity.ts";
import { type AlertRow, alertColumns, isActiveAlert } from "#lib/alerts/alert-row.ts";
import { changeStatus } from "#lib/alerts/status.ts";
import { systemActor } from "#lib/auth/actor.ts";
import { inTransaction, pool } from "#lib/db.ts";
import type { Ending } from "./define-system-error.ts";
import { systemErrorKinds } from "./registry.ts";

const isActive = `a.kind = $2 AND ${isActiveAlert}`;

async function resolveOne(id: string, kind: string, { when, why }: Ending, now: Date): Promise<string[]> {
  return inTransaction(async (client) => {
    // Once more under the lock: a report may have come in between. `$1` is used also where the condition does not.
    const { rows } = await client.query<AlertRow>(
      `SELECT ${alertColumns} FROM alerts a
        WHERE $1::timestamptz IS NOT NULL AND ${isActive} AND a.id = $3 AND ${when} FOR NO KEY UPDATE OF a`,
      [now, kind, id],
    );
    return rows[0] ? changeStatus(client, rows[0], "RESOLVED", systemActor, now, why) : [];
  });
}

/**
 * Resolves the system errors that are over although nothing says so at the moment it happens.
 * @returns the destinations that are owed "resolved": nudge them.
 */
export async function resolveQuietErrors(now: Date): Promise<string[]> {
  const owed = new Set<string>();
  for (const { kind, endedWhen } of systemErrorKinds) {
    for (const ending of endedWhen) {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT a.id FROM alerts a WHERE $1::timestamptz IS NOT NULL AND ${isActive} AND ${ending.when} ORDER BY a.id`,
        [now, kind],
      );
      for (const { id } of rows)
        for (const destinationId of await resolveOne(id, kind, ending, now)) owed.add(destinationId);
    }
  }
  return [...owed];
}

/** Wakes alerts whose snooze is over and says so in their timeline. */
export async function endSnoozes(now: Date): Promise<number> {
  const { rows } = await pool.query<{ id: string }>(
    "UPDATE alerts SET snoozed_until = NULL WHERE snoozed_until <= $1 RETURNING id",
    [now],
  );
  for (const { id } of rows) await addActivity(pool, id, "snoozed", systemActor, { until: null }, now);
  return rows.length;
}
