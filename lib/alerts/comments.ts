import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { type ChangeContext, change } from "#lib/change.ts";
import { sql } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { type Page, toPage, wholeNumberCursor } from "#lib/paging.ts";
import { postgresJson } from "#lib/postgres-json.ts";
import { fragment, type Sql } from "#lib/sql.ts";
import { toUuid } from "#lib/uuid.ts";
import { addActivity } from "./activity.ts";
import { lockAlerts } from "./commands.ts";
import { type AlertActor, type AlertComment, commentVersion } from "./schema.ts";
import { alertIdOf } from "./terms.ts";

type CommentText = Pick<AlertComment, "body" | "format">;

interface Detail extends CommentText {
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

const comments = fragment`SELECT id, alert_id, occurred_at, actor_type, actor_id, actor_name, detail
  FROM alert_activities WHERE action = 'commented'`;

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

/** Oldest first; of an alert that does not exist there are none. */
export async function listComments(
  actor: Actor,
  alertId: string,
  options: { limit: number; cursor?: string | undefined },
): Promise<Page<AlertComment>> {
  requirePermission(actor, "AlertRead");
  const after = options.cursor === undefined ? 0 : wholeNumberCursor(options.cursor);
  const rows = await sql<Row>`
    ${comments} AND alert_id = ${toUuid(alertId)} AND id > ${after} ORDER BY id LIMIT ${options.limit + 1}`;
  const page = toPage([...rows], options.limit, (row) => [row.id]);
  return { ...page, results: page.results.map(toComment) };
}

async function readComment(on: Sql, id: string): Promise<AlertComment> {
  const [row] = /^\d{1,18}$/.test(id) ? await on<Row>`${comments} AND id = ${id}` : [];
  if (!row) throw new AppError("not-found", `There is no comment ${id}`);
  return toComment(row);
}

/** @throws AppError (not-found). */
export async function getComment(actor: Actor, id: string): Promise<AlertComment> {
  requirePermission(actor, "AlertRead");
  return readComment(sql, id);
}

const target = (alertId: string, id: string) => ({ type: "alert-comment", id, name: `on alert ${alertIdOf(alertId)}` });

/** @throws AppError (not-found). */
export async function addComment(context: ChangeContext, alertId: string, comment: CommentText): Promise<AlertComment> {
  return change(context, async (tx) => {
    const [alert] = await lockAlerts(tx, [alertId]);
    if (!alert) throw new AppError("not-found", `There is no alert ${alertId}`);
    const id = await addActivity(tx, alert.id, "commented", { ...comment });
    tx.audit("alert-comment.create", target(alert.id, id), { after: comment });
    return readComment(tx.sql, id);
  });
}

/** @throws AppError (not-found; changed; invalid when the comment is another alert's). */
export async function updateComment(
  context: ChangeContext,
  id: string,
  alertId: string,
  comment: CommentText,
): Promise<AlertComment> {
  return change(context, async (tx) => {
    const [alert] = await lockAlerts(tx, [alertId]);
    const before = await readComment(tx.sql, id);
    if (!alert || before.alertId !== alertIdOf(alert.id)) {
      throw new AppError("invalid", "alertId: the comment is another alert's", { field: "alertId" });
    }
    tx.requireVersion(commentVersion(before), before);
    const { actor, now } = tx;
    const updatedBy: AlertActor = { id: actor.id, type: actor.type, name: actor.name };
    const detail: Detail = { ...comment, updatedAt: now.toISOString(), updatedBy };
    await tx.sql`UPDATE alert_activities SET detail = ${postgresJson(detail)} WHERE alert_id = ${alert.id} AND id = ${id}`;
    const { body, format } = before;
    tx.audit("alert-comment.update", target(alert.id, id), { before: { body, format }, after: comment });
    return readComment(tx.sql, id);
  });
}

/** Takes back what one wrote. @throws AppError (not-found; forbidden when another wrote it). */
export async function deleteComment(context: ChangeContext, id: string): Promise<void> {
  await change(context, async (tx) => {
    const { alertId, body, format, createdBy } = await readComment(tx.sql, id);
    if (createdBy.id !== tx.actor.id) {
      throw new AppError("forbidden", `${createdBy.name} wrote this comment, and nobody else can delete it`);
    }
    await tx.sql`DELETE FROM alert_activities WHERE alert_id = ${toUuid(alertId)} AND id = ${id}`;
    tx.audit("alert-comment.delete", target(alertId, id), { before: { body, format } });
  });
}
