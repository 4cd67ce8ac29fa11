import "server-only";
import type pg from "pg";
import type { AlertMessage } from "#lib/destinations/schema.ts";
import { isRoutedTo, type RoutedAlert, type RoutingRule } from "./routing.ts";
import type { DeliveryCause } from "./schema.ts";

/**
 * The ids of the destinations that an alert goes to. They cannot be deleted before the transaction ends.
 */
export async function routedDestinationIds(client: pg.ClientBase, alert: RoutedAlert): Promise<string[]> {
  const { rows } = await client.query<RoutingRule>(
    `SELECT id, is_enabled AS "isEnabled", alert_types AS "alertTypes", severities
       FROM destinations WHERE is_enabled AND $1 = ANY(alert_types) ORDER BY id FOR KEY SHARE`,
    [alert.type],
  );
  return rows.filter((row) => isRoutedTo(alert, row)).map((row) => row.id);
}

/**
 * Writes one PENDING delivery a destination, due now. The caller holds the lock of the alert's row, so the deliveries of
 * one alert are in the order in which things happened, even when a clock is late.
 */
export async function enqueueDeliveries(
  client: pg.ClientBase,
  alertId: string,
  cause: DeliveryCause,
  destinationIds: readonly string[],
  message: AlertMessage,
  now: Date,
): Promise<void> {
  if (destinationIds.length === 0) return;
  await client.query(
    `INSERT INTO deliveries (alert_id, destination_id, reason, message, next_attempt_at, created_at)
     SELECT $1, destination_id, $2, $3, $4, GREATEST($4, latest.at + interval '1 millisecond')
       FROM unnest($5::uuid[]) AS destination_id,
            (SELECT max(created_at) AS at FROM deliveries WHERE alert_id = $1) AS latest`,
    [alertId, cause, JSON.stringify(message), now, destinationIds],
  );
}
