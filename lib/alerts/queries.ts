import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { pool } from "#lib/db.ts";
import type { AlertType, Severity } from "#lib/destinations/schema.ts";
import { AppError } from "#lib/errors.ts";
import { instantCursor, type Page, toPage, wholeNumberCursor } from "#lib/paging.ts";
import { toUuid } from "#lib/uuid.ts";
import { type AlertRow, alertColumns, isActiveAlert } from "./alert-row.ts";
import { deliveriesOf } from "./deliveries.ts";
import {
  type ActivityAction,
  type Alert,
  type AlertActivity,
  type AlertActor,
  type AlertDelivery,
  type AlertEventPage,
  type AlertGroup,
  type AlertStatus,
  alertGroups,
  alertIdOf,
} from "./schema.ts";

/** All that a list can be narrowed by; what is left out or empty narrows nothing. */
export interface AlertFilters {
  group: AlertGroup;
  subTypes?: readonly AlertType[] | undefined;
  /** Opened, or come back, at this time or later. */
  createdAfter?: Date | undefined;
  createdBefore?: Date | undefined;
  /** Active alerts pass `createdAfter` whatever their age. */
  keepsActive?: boolean | undefined;
  detectionId?: string | undefined;
  nameContains?: string | undefined;
  logSources?: readonly string[] | undefined;
  logTypes?: readonly string[] | undefined;
  resourceTypes?: readonly string[] | undefined;
  kinds?: readonly string[] | undefined;
  statuses?: readonly AlertStatus[] | undefined;
  severities?: readonly Severity[] | undefined;
  assignees?: readonly string[] | undefined;
  eventCountMin?: number | undefined;
  eventCountMax?: number | undefined;
}

export interface AlertListOptions extends AlertFilters {
  sortDir?: "asc" | "desc" | undefined;
  limit: number;
  cursor?: string | undefined;
}

function toAlert(row: AlertRow, deliveries: AlertDelivery[]): Alert {
  const updatedBy: AlertActor | undefined =
    row.updatedById !== null && row.updatedByType !== null
      ? { id: row.updatedById, type: row.updatedByType }
      : undefined;
  return {
    id: alertIdOf(row.id),
    type: row.type,
    status: row.status,
    severity: row.severity,
    title: row.title,
    description: row.description,
    runbook: row.runbook,
    createdAt: row.createdAt.toISOString(),
    openedAt: row.openedAt.toISOString(),
    firstEventOccurredAt: row.firstEventAt.toISOString(),
    lastReceivedEventAt: row.lastEventAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    ...(row.resolvedAt ? { resolvedAt: row.resolvedAt.toISOString() } : {}),
    ...(row.snoozedUntil ? { snoozedUntil: row.snoozedUntil.toISOString() } : {}),
    isRegressed: row.isRegressed,
    eventCount: row.eventCount,
    ...(row.assigneeId ? { assignee: { id: row.assigneeId, type: "user", name: row.assigneeName ?? "" } } : {}),
    ...(updatedBy ? { updatedBy } : {}),
    context: row.facts,
    ...(row.type === "SYSTEM_ERROR"
      ? {
          systemError: {
            type: row.kind,
            ...(row.sourceId ? { sourceId: row.sourceId } : {}),
            ...(row.sourceType ? { sourceType: row.sourceType } : {}),
          },
        }
      : {}),
    deliveries,
  };
}

async function withDeliveries(rows: AlertRow[]): Promise<Alert[]> {
  const deliveries = await deliveriesOf(rows.map((row) => row.id));
  return rows.map((row) => toAlert(row, deliveries.get(row.id) ?? []));
}

/** A count that may be compared with a bigint column; no alert has more events. */
function withinBigint(count: number): number {
  return Math.max(-1, Math.min(count, Number.MAX_SAFE_INTEGER));
}

/** The conditions of a filter for `alerts a`, and their parameters. */
function conditionsOf(filters: AlertFilters): { sql: string[]; values: unknown[] } {
  const values: unknown[] = [];
  const sql: string[] = [];
  const add = (value: unknown, condition: (parameter: string) => string) => {
    values.push(value);
    sql.push(condition(`$${values.length}`));
  };
  const addList = (list: readonly unknown[] | undefined, condition: (parameter: string) => string) => {
    if (list && list.length > 0) add(list, condition);
  };
  add(alertGroups[filters.group], (p) => `a.type = ANY(${p})`);
  addList(filters.subTypes, (p) => `a.type = ANY(${p})`);
  addList(filters.kinds, (p) => `a.kind = ANY(${p})`);
  addList(filters.statuses, (p) => `a.status = ANY(${p})`);
  addList(filters.severities, (p) => `a.severity = ANY(${p})`);
  addList(filters.assignees, (p) => `a.assignee_id::text = ANY(${p})`);
  addList(filters.logSources, (p) => `a.source_id::text = ANY(${p})`);
  addList(
    filters.logTypes,
    (p) => `EXISTS (SELECT 1 FROM log_sources s WHERE s.id = a.source_id AND s.log_types && ${p}::text[])`,
  );
  // Of resources and detections there are none yet, so nothing is about one.
  if (filters.resourceTypes && filters.resourceTypes.length > 0) sql.push("false");
  if (filters.detectionId !== undefined) sql.push("false");
  if (filters.nameContains !== undefined)
    add(filters.nameContains, (p) => `position(lower(${p}) IN lower(a.title)) > 0`);
  const { createdAfter } = filters;
  if (createdAfter) {
    add(createdAfter, (p) => `(a.opened_at >= ${p}${filters.keepsActive ? ` OR ${isActiveAlert}` : ""})`);
  }
  if (filters.createdBefore) add(filters.createdBefore, (p) => `a.created_at < ${p}`);
  if (filters.eventCountMin !== undefined) add(withinBigint(filters.eventCountMin), (p) => `a.event_count >= ${p}`);
  if (filters.eventCountMax !== undefined) add(withinBigint(filters.eventCountMax), (p) => `a.event_count <= ${p}`);
  return { sql, values };
}

/** Alerts by the time they were created, newest first unless asked otherwise. */
export async function listAlerts(actor: Actor, options: AlertListOptions): Promise<Page<Alert>> {
  requirePermission(actor, "AlertRead");
  const { sql, values } = conditionsOf(options);
  const direction = options.sortDir === "asc" ? "ASC" : "DESC";
  if (options.cursor !== undefined) {
    const [at, id] = instantCursor(options.cursor);
    values.push(new Date(at), id);
    const [first, second] = [values.length - 1, values.length];
    sql.push(`(a.created_at, a.id) ${direction === "ASC" ? ">" : "<"} ($${first}::timestamptz, $${second}::uuid)`);
  }
  values.push(options.limit + 1);
  const { rows } = await pool.query<AlertRow>(
    `SELECT ${alertColumns} FROM alerts a WHERE ${sql.join(" AND ")}
      ORDER BY a.created_at ${direction}, a.id ${direction} LIMIT $${values.length}`,
    values,
  );
  const page = toPage(rows, options.limit, (row) => [row.createdAt.getTime(), row.id]);
  const results = await withDeliveries(page.results);
  return page.next === undefined ? { results } : { results, next: page.next };
}

/** How many alerts of each group fit, by status. */
export async function countAlerts(
  actor: Actor,
  filters: Omit<AlertFilters, "group"> = {},
): Promise<Record<AlertGroup, Record<AlertStatus, number>>> {
  requirePermission(actor, "AlertRead");
  const none = () => ({ OPEN: 0, TRIAGED: 0, RESOLVED: 0, CLOSED: 0 });
  const counts = { ALERT: none(), DETECTION_ERROR: none(), SYSTEM_ERROR: none() };
  for (const group of Object.keys(counts) as AlertGroup[]) {
    const { sql, values } = conditionsOf({ ...filters, group });
    const { rows } = await pool.query<{ status: AlertStatus; count: number }>(
      `SELECT a.status, count(*) AS count FROM alerts a WHERE ${sql.join(" AND ")} GROUP BY a.status`,
      values,
    );
    for (const row of rows) counts[group][row.status] = row.count;
  }
  return counts;
}

/** @throws AppError (not-found). */
export async function readAlertRow(id: string): Promise<AlertRow> {
  const { rows } = await pool.query<AlertRow>(`SELECT ${alertColumns} FROM alerts a WHERE a.id = $1`, [toUuid(id)]);
  if (!rows[0]) throw new AppError("not-found", `There is no alert ${id}`);
  return rows[0];
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

/** What was reported of an alert, newest first. */
export async function listReports(
  alert: Pick<AlertRow, "id">,
  options: { limit: number; cursor?: string | undefined },
): Promise<AlertEventPage> {
  const before = options.cursor === undefined ? null : wholeNumberCursor(options.cursor);
  const { rows } = await pool.query<{ id: number; occurredAt: Date; count: number; event: Record<string, unknown> }>(
    `SELECT id, occurred_at AS "occurredAt", (detail->>'count')::bigint AS count, event FROM alert_activities
      WHERE alert_id = $1 AND event IS NOT NULL AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [alert.id, before, options.limit + 1],
  );
  const page = toPage(rows, options.limit, (row) => [row.id]);
  const results = page.results.map((row) => ({
    ...row.event,
    occurredAt: row.occurredAt.toISOString(),
    count: row.count,
  }));
  return page.next === undefined ? { results } : { results, next: page.next };
}

/** The alert's timeline, newest first. @throws AppError (not-found). */
export async function listAlertActivities(
  actor: Actor,
  id: string,
  options: { limit: number; cursor?: string | undefined },
): Promise<Page<AlertActivity>> {
  requirePermission(actor, "AlertRead");
  const alert = await readAlertRow(id);
  const before = options.cursor === undefined ? null : wholeNumberCursor(options.cursor);
  const { rows } = await pool.query<{
    id: number;
    occurredAt: Date;
    action: ActivityAction;
    actorType: AlertActor["type"];
    actorId: string | null;
    actorName: string;
    detail: Record<string, unknown>;
  }>(
    `SELECT id, occurred_at AS "occurredAt", action, actor_type AS "actorType", actor_id AS "actorId",
            actor_name AS "actorName", detail
       FROM alert_activities
      WHERE alert_id = $1 AND action <> 'reported' AND ($2::bigint IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
    [alert.id, before, options.limit + 1],
  );
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
  return page.next === undefined ? { results } : { results, next: page.next };
}
