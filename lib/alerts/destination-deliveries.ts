import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { sql } from "#lib/db.ts";
import { toUuid } from "#lib/uuid.ts";
import { type DeliveryRow, deliveryColumns, deliveryJoins, toDelivery } from "./deliveries.ts";
import type { AlertDelivery } from "./schema.ts";
import { alertIdOf } from "./terms.ts";

/** A delivery seen from its destination: with the alert that it tells of. */
export type DestinationDelivery = AlertDelivery & { alertId: string; alertTitle: string };

/**
 * The latest deliveries to a destination, newest first, each with its attempts, newest first: of those that wait the newest, of
 * the others those that ended last, so that none but these is read.
 */
export async function deliveriesTo(actor: Actor, destinationId: string, limit: number): Promise<DestinationDelivery[]> {
  requirePermission(actor, "DestinationRead");
  requirePermission(actor, "AlertRead");
  const id = toUuid(destinationId);
  const rows = await sql<DeliveryRow & { alertTitle: string }>`
    SELECT ${deliveryColumns}, alerts.title AS alert_title
      FROM (SELECT * FROM (
              (SELECT * FROM deliveries WHERE destination_id = ${id} AND state = 'PENDING'
                ORDER BY created_at DESC, id LIMIT ${limit})
              UNION ALL
              (SELECT * FROM deliveries WHERE destination_id = ${id} AND state <> 'PENDING' AND finished_at IS NOT NULL
                ORDER BY finished_at DESC LIMIT ${limit})) latest
             ORDER BY created_at DESC, id LIMIT ${limit}) d
      JOIN alerts ON alerts.id = d.alert_id
      ${deliveryJoins}
     ORDER BY d.created_at DESC, d.id`;
  return rows.map((row) => ({ ...toDelivery(row), alertId: alertIdOf(row.alertId), alertTitle: row.alertTitle }));
}
