import "server-only";
import type { AlertMessage } from "#lib/destinations/schema.ts";
import { postgresJson } from "#lib/postgres-json.ts";
import { type Queryable, sqlOn } from "#lib/sql.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import { composeMessage } from "./message.ts";
import type { DeliveryCause } from "./terms.ts";

/** A delivery whose message has not been composed yet. */
export interface UncomposedDelivery {
  id: string;
  alertId: string;
  cause: DeliveryCause;
  createdAt: Date;
}

/** Composes the messages of deliveries from their alerts as they are now, and stores them: every attempt sends the same. */
export async function composeMessages(
  queries: Queryable,
  deliveries: readonly UncomposedDelivery[],
): Promise<Map<string, AlertMessage>> {
  const messages = new Map<string, AlertMessage>();
  if (deliveries.length === 0) return messages;
  const sql = sqlOn(queries);
  const rows = await sql<AlertRow>`
    SELECT ${alertColumns} FROM alerts a WHERE a.id = ANY(${deliveries.map(({ alertId }) => alertId)}::uuid[])`;
  const alerts = new Map(rows.map((alert) => [alert.id, alert]));
  for (const { id, alertId, cause, createdAt } of deliveries) {
    const alert = alerts.get(alertId);
    if (alert) messages.set(id, composeMessage(alert, cause, createdAt));
  }
  await sql`
    UPDATE deliveries d SET message = g.message::json
      FROM unnest(${[...messages.keys()]}::uuid[], ${[...messages.values()].map(postgresJson)}::text[]) AS g (id, message)
     WHERE d.id = g.id AND d.message IS NULL`;
  return messages;
}

/**
 * Composes the messages that wait to be sent of alerts that are about to say something else. Their rows are locked by the
 * caller. A worker that claims one of these deliveries at the same moment composes it from the same rows.
 */
export async function composePendingMessages(queries: Queryable, alertIds: readonly string[]): Promise<void> {
  if (alertIds.length === 0) return;
  const rows = await sqlOn(queries)<UncomposedDelivery>`
    SELECT id, alert_id, reason AS cause, created_at FROM deliveries
     WHERE alert_id = ANY(${alertIds}::uuid[]) AND state = 'PENDING' AND message IS NULL`;
  await composeMessages(queries, rows);
}
