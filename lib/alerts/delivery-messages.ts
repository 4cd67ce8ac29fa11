import "server-only";
import type pg from "pg";
import type { AlertMessage } from "#lib/destinations/schema.ts";
import { postgresJson } from "#lib/postgres-json.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import { composeMessage } from "./message.ts";
import type { DeliveryCause } from "./schema.ts";

/** A delivery whose message has not been composed yet. */
export interface UncomposedDelivery {
  id: string;
  alertId: string;
  cause: DeliveryCause;
  createdAt: Date;
}

/** Composes the messages of deliveries from their alerts as they are now, and stores them: every attempt sends the same. */
export async function composeMessages(
  client: pg.ClientBase,
  deliveries: readonly UncomposedDelivery[],
): Promise<Map<string, AlertMessage>> {
  const messages = new Map<string, AlertMessage>();
  if (deliveries.length === 0) return messages;
  const { rows } = await client.query<AlertRow>(`SELECT ${alertColumns} FROM alerts a WHERE a.id = ANY($1::uuid[])`, [
    deliveries.map(({ alertId }) => alertId),
  ]);
  const alerts = new Map(rows.map((alert) => [alert.id, alert]));
  for (const { id, alertId, cause, createdAt } of deliveries) {
    const alert = alerts.get(alertId);
    if (alert) messages.set(id, composeMessage(alert, cause, createdAt));
  }
  await client.query(
    `UPDATE deliveries d SET message = g.message::json FROM unnest($1::uuid[], $2::text[]) AS g (id, message)
      WHERE d.id = g.id AND d.message IS NULL`,
    [[...messages.keys()], [...messages.values()].map(postgresJson)],
  );
  return messages;
}

/**
 * Composes what waits to be told of alerts that are about to say something else. Their rows are locked by the caller. A
 * worker that claims one of these deliveries at the same moment composes it from the same rows.
 */
export async function composeWaiting(client: pg.ClientBase, alertIds: readonly string[]): Promise<void> {
  if (alertIds.length === 0) return;
  const { rows } = await client.query<UncomposedDelivery>(
    `SELECT id, alert_id AS "alertId", reason AS cause, created_at AS "createdAt" FROM deliveries
      WHERE alert_id = ANY($1::uuid[]) AND state = 'PENDING' AND message IS NULL`,
    [alertIds],
  );
  await composeMessages(client, rows);
}
