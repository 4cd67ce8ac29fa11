import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { pool } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { type Page, toPage, wholeNumberCursor } from "#lib/paging.ts";
import { postgresJson } from "#lib/postgres-json.ts";
import { addActivity } from "./activity.ts";
import { readAlertRow } from "./queries.ts";
import { type AlertActor, type AlertComment, alertIdOf } from "./schema.ts";

interface Detail {
  body: string;
  format: AlertComment["format"];
  /** Once it was changed. */
  updatedAt?: string;
  updatedBy?: AlertActor;
}

interface Row {
  id: number;
  alertId: string;
  occurredAt: Date;
  actorType: AlertActor["type"];
  actorId: string | null;
  actorName: string;
  detail: Detail;
}

const select = `SELECT id, alert_id AS "alertId", occurred_at AS "occurredAt", actor_type AS "actorType",
  actor_id AS "actorId", actor_name AS "actorName", detail FROM alert_activities WHERE action = 'commented'`;

function toComment(row: Row): AlertComment {
  const createdBy: AlertActor = { id: row.actorId ?? "", type: row.actorType, name: row.actorName };
  const createdAt = row.occurredAt.toISOString();
  return {
    id: String(row.id),
    alertId: alertIdOf(row.alertId),
    body: row.detail.body,
    format: row.detail.format,
    createdAt,
    createdBy,
    updatedAt: row.detail.updatedAt ?? createdAt,
    updatedBy: row.detail.updatedBy ?? createdBy,
  };
}

/** Oldest first. @throws AppError (not-found). */
export async function listComments(
  actor: Actor,
  alertId: string,
  options: { limit: number; cursor?: string | undefined },
): Promise<Page<AlertComment>> {
  requirePermission(actor, "AlertRead");
  const alert = await readAlertRow(alertId);
  const after = options.cursor === undefined ? 0 : wholeNumberCursor(options.cursor);
  const { rows } = await pool.query<Row>(`${select} AND alert_id = $1 AND id > $2::bigint ORDER BY id LIMIT $3`, [
    alert.id,
    after,
    options.limit + 1,
  ]);
  const page = toPage(rows, options.limit, (row) => [row.id]);
  const results = page.results.map(toComment);
  return page.next === undefined ? { results } : { results, next: page.next };
}

async function readComment(id: string): Promise<AlertComment> {
  const { rows } = /^\d{1,18}$/.test(id) ? await pool.query<Row>(`${select} AND id = $1`, [id]) : { rows: [] };
  if (!rows[0]) throw new AppError("not-found", `There is no comment ${id}`);
  return toComment(rows[0]);
}

/** @throws AppError (not-found). */
export async function getComment(actor: Actor, id: string): Promise<AlertComment> {
  requirePermission(actor, "AlertRead");
  return readComment(id);
}

/** @throws AppError (not-found). */
export async function addComment(
  actor: Actor,
  alertId: string,
  comment: { body: string; format: AlertComment["format"] },
  now: Date,
): Promise<AlertComment> {
  requirePermission(actor, "AlertModify");
  const alert = await readAlertRow(alertId);
  return readComment(await addActivity(pool, alert.id, "commented", actor, comment, now));
}

/** @throws AppError (not-found; invalid when the comment is another alert's). */
export async function updateComment(
  actor: Actor,
  id: string,
  alertId: string,
  comment: { body: string; format: AlertComment["format"] },
  now: Date,
): Promise<AlertComment> {
  requirePermission(actor, "AlertModify");
  const alert = await readAlertRow(alertId);
  const before = await readComment(id);
  if (before.alertId !== alertIdOf(alert.id)) {
    throw new AppError("invalid", "alertId: the comment is another alert's", { field: "alertId" });
  }
  const updatedBy: AlertActor = { id: actor.id, type: actor.type, name: actor.name };
  const detail: Detail = { ...comment, updatedAt: now.toISOString(), updatedBy };
  await pool.query("UPDATE alert_activities SET detail = $2 WHERE id = $1", [id, postgresJson(detail)]);
  return readComment(id);
}
