import "server-only";
import { addActivity } from "#lib/alerts/activity.ts";
import { type AlertRow, alertColumns, isActiveAlert } from "#lib/alerts/alert-row.ts";
import { changeStatus } from "#lib/alerts/status.ts";
import { systemChange } from "#lib/change.ts";
import { sql } from "#lib/db.ts";
import { type Fragment, fragment } from "#lib/sql.ts";
import { systemErrorKinds } from "./registry.ts";

async function resolveOne(id: string, isOver: Fragment, why: string, now: Date): Promise<void> {
  await systemChange(now, async (tx) => {
    // Once more under the lock: a report may have come in between.
    const [alert] = await tx.sql<AlertRow>`
      SELECT ${alertColumns} FROM alerts a WHERE a.id = ${id} AND ${isOver} FOR NO KEY UPDATE OF a`;
    if (alert) await changeStatus(tx, alert, "RESOLVED", why);
  });
}

/** Resolves the system errors that are over although nothing says so at the moment it happens. */
export async function resolveQuietErrors(now: Date): Promise<void> {
  for (const { kind, endedWhen } of systemErrorKinds) {
    for (const { when, why } of endedWhen) {
      const isOver = fragment`a.kind = ${kind} AND ${isActiveAlert} AND ${when(now)}`;
      const over = await sql<{ id: string }>`SELECT a.id FROM alerts a WHERE ${isOver} ORDER BY a.id`;
      for (const { id } of over) await resolveOne(id, isOver, why, now);
    }
  }
}

/** Wakes alerts whose snooze is over and says so in their timeline. @returns how many. */
export async function endSnoozes(now: Date): Promise<number> {
  return systemChange(now, async (tx) => {
    const woken = await tx.sql<{ id: string }>`
      UPDATE alerts SET snoozed_until = NULL WHERE snoozed_until <= ${now} RETURNING id`;
    for (const { id } of woken) await addActivity(tx, id, "snoozed", { until: null });
    return woken.length;
  });
}
