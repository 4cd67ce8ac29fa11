import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { sql } from "#lib/db.ts";
import { encodeCursor, instantCursor, type Page } from "#lib/paging.ts";
import { type Fragment, fragment } from "#lib/sql.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import { type AlertFilters, all, indexedConditions, scannedConditions } from "./filters.ts";
import type { Alert, AlertIdPage } from "./schema.ts";
import { type AlertOrder, alertIdOf } from "./terms.ts";
import { withDeliveries } from "./to-alert.ts";

export interface AlertListOptions extends AlertFilters {
  orderBy?: AlertOrder | undefined;
  sortDir?: "asc" | "desc" | undefined;
  limit: number;
  cursor?: string | undefined;
}

/**
 * How many alerts one page looks at when no index finds what is asked for: a page over a million of them may then be
 * short, or empty, and still have a next one.
 */
export const scanLimit = 10_000;

const orders = { created: fragment`a.created_at`, "last-seen": fragment`a.last_event_at` };

/** The rows of one page and where the next one begins. */
async function readPage<Row extends { id: string; at: Date }>(
  options: AlertListOptions,
  columns: Fragment,
): Promise<{ rows: Row[]; next: string | undefined }> {
  const { limit, cursor, orderBy = "created" } = options;
  const isAscending = options.sortDir === "asc";
  const at = orders[orderBy];
  const order = isAscending ? fragment`${at} ASC, a.id ASC` : fragment`${at} DESC, a.id DESC`;
  const indexed = indexedConditions(options);
  if (cursor !== undefined) {
    const [instant, id] = instantCursor(cursor);
    const beyond = isAscending ? fragment`>` : fragment`<`;
    indexed.push(fragment`(${at}, a.id) ${beyond} (${new Date(instant)}::timestamptz, ${id}::uuid)`);
  }
  const scanned = scannedConditions(options);
  const source =
    scanned.length === 0
      ? fragment`alerts a WHERE ${all(indexed)}`
      : fragment`(SELECT * FROM alerts a WHERE ${all(indexed)} ORDER BY ${order} LIMIT ${scanLimit}) a WHERE ${all(scanned)}`;
  const rows = await sql<Row>`SELECT ${columns}, ${at} AS at FROM ${source} ORDER BY ${order} LIMIT ${limit + 1}`;
  const key = ({ at: instant, id }: { at: Date; id: string }) => encodeCursor([instant.getTime(), id]);
  const last = rows[limit - 1];
  if (rows.length > limit && last) return { rows: rows.slice(0, limit), next: key(last) };
  if (scanned.length === 0) return { rows, next: undefined };
  const [lastScanned] = await sql<{ id: string; at: Date }>`
    SELECT a.id, ${at} AS at FROM alerts a WHERE ${all(indexed)} ORDER BY ${order} OFFSET ${scanLimit - 1} LIMIT 1`;
  return { rows, next: lastScanned && key(lastScanned) };
}

/** Alerts by the time they were created, or seen last, newest first unless asked otherwise. */
export async function listAlerts(actor: Actor, options: AlertListOptions): Promise<Page<Alert>> {
  requirePermission(actor, "AlertRead");
  const { rows, next } = await readPage<AlertRow & { at: Date }>(options, alertColumns);
  const results = await withDeliveries(rows);
  return next === undefined ? { results } : { results, next };
}

/** As `listAlerts`, with ids and statuses only. */
export async function listAlertIds(actor: Actor, options: AlertListOptions): Promise<AlertIdPage> {
  requirePermission(actor, "AlertRead");
  const { rows, next } = await readPage<Pick<AlertRow, "id" | "status"> & { at: Date }>(
    options,
    fragment`a.id, a.status`,
  );
  const results = rows.map(({ id, status }) => ({ id: alertIdOf(id), status }));
  return next === undefined ? { results } : { results, next };
}
