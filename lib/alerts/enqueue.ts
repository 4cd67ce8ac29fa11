import "server-only";
import type pg from "pg";
import { isRoutedTo, type RoutedAlert, type RoutingRule } from "./routing.ts";
import type { DeliveryCause } from "./schema.ts";

/** The rule of a destination with the name that its deliveries keep. */
export interface NamedRule extends RoutingRule {
  displayName: string;
}

/** The destinations that ask for alerts of a type. They cannot be deleted before the transaction ends. */
export async function routingRules(client: pg.ClientBase, type: string): Promise<NamedRule[]> {
  const { rows } = await client.query<NamedRule>(
    `SELECT id, display_name AS "displayName", is_enabled AS "isEnabled", alert_types AS "alertTypes", severities
       FROM destinations WHERE is_enabled AND $1 = ANY(alert_types) ORDER BY id FOR KEY SHARE`,
    [type],
  );
  return rows;
}

/** The ids of the destinations that an alert goes to. They cannot be deleted before the transaction ends. */
export async function routedDestinationIds(client: pg.ClientBase, alert: RoutedAlert): Promise<string[]> {
  const rules = await routingRules(client, alert.type);
  return rules.filter((rule) => isRoutedTo(alert, rule)).map((rule) => rule.id);
}

/**
 * Writes one PENDING delivery a destination, due now; its message is composed when it is sent. The caller holds the lock of the alert's row, so the deliveries of
 * one alert are in the order in which things happened, even when a clock is late.
 */
export async function enqueueDeliveries(
  client: pg.ClientBase,
  alertId: string,
  cause: DeliveryCause,
  destinationIds: readonly string[],
  now: Date,
): Promise<void> {
  if (destinationIds.length === 0) return;
  await client.query(
    `INSERT INTO deliveries (alert_id, destination_id, destination_name, reason, next_attempt_at, created_at)
     SELECT $1, d.id, d.display_name, $2, $3, GREATEST($3, latest.at + interval '1 millisecond')
       FROM unnest($4::uuid[]) AS wanted(id) JOIN destinations d USING (id),
            (SELECT max(created_at) AS at FROM deliveries WHERE alert_id = $1) AS latest`,
    [alertId, cause, now, destinationIds],
  );
}
