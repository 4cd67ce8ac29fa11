import "server-only";
import type { Tx } from "#lib/change.ts";
import type { RoutingRule } from "./routing.ts";
import { isRoutedTo, type RoutedAlert } from "./routing.ts";
import type { DeliveryCause } from "./terms.ts";

/** The rule of a destination with the name that its deliveries keep. */
export interface NamedRule extends RoutingRule {
  displayName: string;
}

/** The destinations that ask for alerts of a type. They cannot be deleted before the transaction ends. */
export function routingRules({ sql }: Tx, type: string): Promise<NamedRule[]> {
  return sql<NamedRule>`
    SELECT id, display_name, is_enabled, alert_types, severities
      FROM destinations WHERE is_enabled AND ${type} = ANY(alert_types) ORDER BY id FOR KEY SHARE`;
}

/** The ids of the destinations that an alert goes to. They cannot be deleted before the transaction ends. */
export async function routedDestinationIds(tx: Tx, alert: RoutedAlert): Promise<string[]> {
  const rules = await routingRules(tx, alert.type);
  return rules.filter((rule) => isRoutedTo(alert, rule)).map((rule) => rule.id);
}

/**
 * Writes one PENDING delivery a destination, due now, and says so after the commit; its message is composed when it is
 * sent. The caller holds the lock of the alert's row, so the deliveries of one alert are in the order in which things
 * happened, even when a clock is late.
 */
export async function enqueueDeliveries(
  tx: Tx,
  alertId: string,
  cause: DeliveryCause,
  destinationIds: readonly string[],
): Promise<void> {
  if (destinationIds.length === 0) return;
  await tx.sql`
    INSERT INTO deliveries (alert_id, destination_id, destination_name, reason, next_attempt_at, created_at)
    SELECT ${alertId}, d.id, d.display_name, ${cause}, ${tx.now}, GREATEST(${tx.now}, latest.at + interval '1 millisecond')
      FROM unnest(${destinationIds}::uuid[]) AS wanted(id) JOIN destinations d USING (id),
           (SELECT max(created_at) AS at FROM deliveries WHERE alert_id = ${alertId}) AS latest`;
  tx.deliveriesDue(destinationIds);
}
