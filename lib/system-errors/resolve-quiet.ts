import "server-only";
import { addActivity } from "#lib/alerts/activity.ts";
import { type AlertRow, alertColumns } from "#lib/alerts/alert-row.ts";
import { changeStatus } from "#lib/alerts/status.ts";
import { systemActor } from "#lib/auth/actor.ts";
import { inTransaction, pool } from "#lib/db.ts";

/** What ends an error without anybody's doing: a condition on `alerts a` (with `$1` for now) and the words for the timeline. */
const endings: { condition: string; why: string }[] = [
  {
    condition: `a.kind = 'SOURCE_CLASSIFICATION_FAILURES' AND a.last_event_at < $1::timestamptz - interval '24 hours'
      AND EXISTS (SELECT 1 FROM log_sources s WHERE s.id = a.source_id AND s.last_event_processed_at > a.last_event_at)`,
    why: "No line failed for 24 hours, and events were classified since",
  },
  {
    condition: "a.source_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM log_sources s WHERE s.id = a.source_id)",
    why: "The log source was deleted",
  },
  {
    condition: "a.kind = 'ALERT_DELIVERY' AND NOT EXISTS (SELECT 1 FROM destinations d WHERE d.id::text = a.subject)",
    why: "The destination was deleted",
  },
];

const isActive = "a.type = 'SYSTEM_ERROR' AND a.status IN ('OPEN', 'TRIAGED')";

async function resolveOne(id: string, condition: string, why: string, now: Date): Promise<string[]> {
  return inTransaction(async (client) => {
    // Once more under the lock: a report may have come in between. `$1` is used also where the condition does not.
    const { rows } = await client.query<AlertRow>(
      `SELECT ${alertColumns} FROM alerts a
        WHERE $1::timestamptz IS NOT NULL AND a.id = $2 AND ${isActive} AND ${condition} FOR NO KEY UPDATE OF a`,
      [now, id],
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
  for (const { condition, why } of endings) {
    const { rows } = await pool.query<{ id: string }>(
      `SELECT a.id FROM alerts a WHERE $1::timestamptz IS NOT NULL AND ${isActive} AND ${condition} ORDER BY a.id`,
      [now],
    );
    for (const { id } of rows)
      for (const destinationId of await resolveOne(id, condition, why, now)) owed.add(destinationId);
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
