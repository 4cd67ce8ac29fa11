import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { sql } from "#lib/db.ts";
import { toUuid } from "#lib/uuid.ts";
import { type DeliveryRow, deliveryColumns, deliveryJoins, toDelivery } from "./deliveries.ts";
import type { AlertDelivery } from "./schema.ts";
import { alertIdOf } from "./terms.ts";

/** A delivery seen from its destination: with the alert that it tells of. */
export type DestinationDelivery = AlertDelivery & { alertId: string; alertTitle: string };

/** The latest deliveries to a destination, newest first, each with its attempts, newest first. */
export async function deliveriesTo(actor: Actor, destinationId: string, limit: number): Promise<DestinationDelivery[]> {
  requirePermission(actor, "DestinationRead");
  requirePermission(actor, "AlertRead");
  const rows = await sql<DeliveryRow & { alertTitle: string }>`
    SELECT ${deliveryColumns}, alerts.title AS alert_title
      FROM (SELECT * FROM deliveries WHERE destination_id = ${toUuid(destinationId)}
             ORDER BY created_at DESC, id LIMIT ${limit}) d
      JOIN alerts ON alerts.id = d.alert_id
      ${deliveryJoins}
     ORDER BY d.created_at DESC, d.id`;
  return rows.map((row) => ({ ...toDelivery(row), alertId: alertIdOf(row.alertId), alertTitle: row.alertTitle }));
}
