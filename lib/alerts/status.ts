import "server-only";
import type pg from "pg";
import type { Actor } from "#lib/auth/actor.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import { addActivity } from "./activity.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import { enqueueDeliveries } from "./enqueue.ts";
import { type AlertStatus, activeStatuses } from "./schema.ts";

/** Destinations that were told, or will be, that the alert is open, and have to hear that it no longer is. */
async function toldDestinationIds(client: pg.ClientBase, alert: AlertRow): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT d.id FROM destinations d
      WHERE d.is_enabled AND EXISTS (
        SELECT 1 FROM deliveries v
         WHERE v.alert_id = $1 AND v.destination_id = d.id AND v.reason <> 'resolved'
           AND v.state IN ('PENDING', 'DELIVERED') AND v.created_at >= $2)
      ORDER BY d.id FOR KEY SHARE OF d`,
    [alert.id, alert.openedAt],
  );
  return rows.map((row) => row.id);
}

/**
 * Changes the status of an alert whose row is locked by the caller. When it stops being active, the destinations that
 * know of it are owed "resolved".
 * @param why a sentence for the timeline; null when a person simply did it.
 * @returns the destinations to nudge after the commit.
 */
export async function changeStatus(
  client: pg.ClientBase,
  alert: AlertRow,
  to: AlertStatus,
  actor: Actor,
  now: Date,
  why: string | null,
): Promise<string[]> {
  if (alert.status === to) return [];
  const isActive = activeStatuses.includes(to);
  const { rows } = await client.query<AlertRow>(
    `UPDATE alerts AS a SET status = $2, resolved_at = $3, updated_at = $4, updated_by_id = $5, updated_by_type = $6,
       snoozed_until = CASE WHEN $7 THEN snoozed_until END
     WHERE id = $1 RETURNING ${alertColumns}`,
    [alert.id, to, isActive ? null : now, now, actor.id, actor.type, isActive],
  );
  const changed = rows[0] as AlertRow;
  if (alert.sourceId !== null) await markHealthDue(client, [alert.sourceId], now);
  const detail = { from: alert.status, to, ...(why === null ? {} : { why }) };
  await addActivity(client, alert.id, "status-changed", actor, detail, now);
  if (isActive || !activeStatuses.includes(alert.status)) return [];

  const destinationIds = await toldDestinationIds(client, changed);
  await enqueueDeliveries(client, alert.id, "resolved", destinationIds, now);
  return destinationIds;
}
