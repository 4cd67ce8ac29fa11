import "server-only";
import type { Tx } from "#lib/change.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import { addActivity } from "./activity.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import { enqueueDeliveries } from "./enqueue.ts";
import { type AlertStatus, activeStatuses } from "./terms.ts";

/** Destinations that were notified, or will be, that the alert is open, and have to hear that it no longer is. */
async function notifiedDestinationIds({ sql }: Tx, alert: AlertRow): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    SELECT d.id FROM destinations d
     WHERE d.is_enabled AND EXISTS (
       SELECT 1 FROM deliveries v
        WHERE v.alert_id = ${alert.id} AND v.destination_id = d.id AND v.reason <> 'resolved'
          AND v.state IN ('PENDING', 'DELIVERED') AND v.created_at >= ${alert.openedAt})
     ORDER BY d.id FOR KEY SHARE OF d`;
  return rows.map((row) => row.id);
}

/**
 * Changes the status of an alert whose row is locked by the caller. When it stops being active, the destinations that
 * know of it are notified that it is resolved.
 * @param why a sentence for the timeline; null when a person simply did it.
 */
export async function changeStatus(tx: Tx, alert: AlertRow, to: AlertStatus, why: string | null): Promise<void> {
  if (alert.status === to) return;
  const { sql, actor, now } = tx;
  const isActive = activeStatuses.includes(to);
  const [changed = alert] = await sql<AlertRow>`
    UPDATE alerts AS a SET status = ${to}, resolved_at = ${isActive ? null : now}, updated_at = ${now},
           updated_by_id = ${actor.id}, updated_by_type = ${actor.type}, snoozed_until = CASE WHEN ${isActive} THEN snoozed_until END
     WHERE id = ${alert.id} RETURNING ${alertColumns}`;
  if (alert.sourceId !== null) await markHealthDue(tx, [alert.sourceId], now);
  await addActivity(tx, alert.id, "status-changed", { from: alert.status, to, ...(why === null ? {} : { why }) });
  if (isActive || !activeStatuses.includes(alert.status)) return;
  await enqueueDeliveries(tx, alert.id, "resolved", await notifiedDestinationIds(tx, changed));
}
