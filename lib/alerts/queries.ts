import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { sql } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { type Page, toPage, wholeNumberCursor } from "#lib/paging.ts";
import { fragment } from "#lib/sql.ts";
import { toUuid } from "#lib/uuid.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import type { Alert, AlertActivity, AlertActor, AlertEventPage } from "./schema.ts";
import type { ActivityAction } from "./terms.ts";
import { withDeliveries } from "./to-alert.ts";

/** @throws AppError (not-found). */
export async function readAlertRow(id: string): Promise<AlertRow> {
  const [row] = await sql<AlertRow>`SELECT ${alertColumns} FROM alerts a WHERE a.id = ${toUuid(id)}`;
  if (!row) throw new AppError("not-found", `There is no alert ${id}`);
  return row;
}

/** An alert as the answer to a change of it: who may change it need not be allowed to read. @throws AppError (not-found). */
export async function readAlert(id: string): Promise<Alert> {
  const [alert] = await withDeliveries([await readAlertRow(id)]);
  return alert as Alert;
}

/** @throws AppError (not-found). */
export async function getAlert(actor: Actor, id: string): Promise<Alert> {
  requirePermission(actor, "AlertRead");
  return readAlert(id);
}

interface PageAsked {
  limit: number;
  cursor?: string | undefined;
}

/** The newest first, from the cursor on. */
function before({ cursor }: PageAsked) {
  return cursor === undefined ? fragment`true` : fragment`id < ${wholeNumberCursor(cursor)}`;
}

/** What was reported of an alert, newest first. */
export async function listReports(alert: Pick<AlertRow, "id">, options: PageAsked): Promise<AlertEventPage> {
  const rows = await sql<{ id: number; occurredAt: Date; count: number; event: Record<string, unknown> }>`
    SELECT id, occurred_at, (detail->>'count')::bigint AS count, event FROM alert_activities
     WHERE alert_id = ${alert.id} AND event IS NOT NULL AND ${before(options)} ORDER BY id DESC LIMIT ${options.limit + 1}`;
  const page = toPage(rows, options.limit, (row) => [row.id]);
  const results = page.results.map(({ event, occurredAt, count }) => ({
    ...event,
    occurredAt: occurredAt.toISOString(),
    count,
  }));
  return { ...page, results };
}

interface ActivityRow {
  id: number;
  occurredAt: Date;
  action: ActivityAction;
  actorType: AlertActor["type"];
  actorId: string | null;
  actorName: string;
  detail: Record<string, unknown>;
}

/** The alert's timeline, newest first. @throws AppError (not-found). */
export async function listAlertActivities(actor: Actor, id: string, options: PageAsked): Promise<Page<AlertActivity>> {
  requirePermission(actor, "AlertRead");
  const alert = await readAlertRow(id);
  const rows = await sql<ActivityRow>`
    SELECT id, occurred_at, action, actor_type, actor_id, actor_name, detail FROM alert_activities
     WHERE alert_id = ${alert.id} AND action <> 'reported' AND ${before(options)}
     ORDER BY id DESC LIMIT ${options.limit + 1}`;
  const page = toPage(rows, options.limit, (row) => [row.id]);
  const results = page.results.map(
    (row): AlertActivity => ({
      id: String(row.id),
      occurredAt: row.occurredAt.toISOString(),
      action: row.action,
      actor: { id: row.actorId ?? "", type: row.actorType, name: row.actorName },
      detail: row.detail,
    }),
  );
  return { ...page, results };
}
