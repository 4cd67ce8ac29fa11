import "server-only";
import { sql } from "#lib/db.ts";
import { fragment } from "#lib/sql.ts";
import type { AlertDelivery, DeliveryAttempt } from "./schema.ts";
import type { DeliveryCause, DeliveryState } from "./terms.ts";

/** The latest of each alert; an alert that keeps coming back has more. */
const maxDeliveries = 50;

/** What a query of deliveries reads; `deliveryColumns` names its columns. */
export interface DeliveryRow {
  alertId: string;
  id: string;
  destinationId: string;
  label: string;
  cause: DeliveryCause;
  state: DeliveryState;
  attemptCount: number;
  nextAttemptAt: Date | null;
  createdAt: Date;
  finishedAt: Date | null;
  attempts: DeliveryAttempt[];
}

export function toDelivery(row: DeliveryRow): AlertDelivery {
  const [latest] = row.attempts;
  return {
    outputId: row.destinationId,
    label: row.label,
    message: latest?.message ?? "",
    statusCode: latest?.statusCode ?? 0,
    success: row.state === "DELIVERED",
    dispatchedAt: latest?.startedAt ?? row.createdAt.toISOString(),
    id: row.id,
    state: row.state,
    cause: row.cause,
    attemptCount: row.attemptCount,
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    attempts: row.attempts,
  };
}

/** The columns of a `DeliveryRow`, of a delivery named `d`; they need `deliveryJoins`. */
export const deliveryColumns = fragment`
  d.alert_id, d.id, d.destination_id, COALESCE(t.display_name, d.destination_name) AS label, d.reason AS cause, d.state,
  d.attempt_count, d.next_attempt_at, d.created_at, d.finished_at, attempts.list AS attempts`;

export const deliveryJoins = fragment`
  LEFT JOIN destinations t ON t.id = d.destination_id
  CROSS JOIN LATERAL (
    SELECT COALESCE(json_agg(json_build_object(
             'number', a.number,
             'startedAt', to_char(a.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'durationMs', a.duration_ms, 'isSuccess', a.is_success, 'statusCode', a.status_code,
             'reason', a.reason, 'message', a.message) ORDER BY a.number DESC), '[]') AS list
      FROM delivery_attempts a WHERE a.delivery_id = d.id) attempts`;

/** The deliveries of each alert, newest first, each with its attempts, newest first. */
export async function deliveriesOf(alertIds: readonly string[]): Promise<Map<string, AlertDelivery[]>> {
  const rows = await sql<DeliveryRow>`
    SELECT ${deliveryColumns}
      FROM unnest(${alertIds}::uuid[]) AS wanted (alert_id)
      CROSS JOIN LATERAL (SELECT * FROM deliveries v WHERE v.alert_id = wanted.alert_id
                           ORDER BY v.created_at DESC, v.id LIMIT ${maxDeliveries}) d
      ${deliveryJoins}
     ORDER BY d.created_at DESC, label, d.id`;
  const byAlert = new Map<string, AlertDelivery[]>(alertIds.map((id) => [id, []]));
  for (const row of rows) byAlert.get(row.alertId)?.push(toDelivery(row));
  return byAlert;
}
