import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { sql } from "#lib/db.ts";
import { fragment } from "#lib/sql.ts";
import { isActiveAlert } from "./alert-row.ts";
import { type AlertFilters, all, indexedConditions, scannedConditions } from "./filters.ts";
import { scanLimit } from "./list.ts";
import { type AlertGroup, type AlertStatus, alertGroups, alertStatuses, type CountByStatus } from "./terms.ts";

/** How many alerts of one group fit a filter. Exact up to `countLimit`; what is over it is only known to be more. */
export interface AlertCounts {
  byStatus: CountByStatus;
  byKind: Map<string, CountByStatus>;
  /** There are more than were looked at, so that each count is the least that there are. */
  isAtLeast: boolean;
}

/** Counts go this far: nobody reads on, and a million rows need not be looked at. */
export const countLimit = 10_000;

interface CountRow {
  kind: string;
  status: AlertStatus;
  count: number;
}

const groupOf = new Map<string, AlertGroup>(
  Object.entries(alertGroups).flatMap(([group, types]) => types.map((type) => [type, group as AlertGroup] as const)),
);

/** How many alerts of each group ask for attention. */
export async function countActiveAlerts(actor: Actor): Promise<Record<AlertGroup, number>> {
  requirePermission(actor, "AlertRead");
  const rows = await sql<{ type: string; count: number }>`
    SELECT a.type, count(*) AS count FROM alerts a WHERE ${isActiveAlert} GROUP BY a.type`;
  const counts = { ALERT: 0, DETECTION_ERROR: 0, SYSTEM_ERROR: 0 };
  for (const { type, count } of rows) {
    const group = groupOf.get(type);
    if (group) counts[group] += count;
  }
  return counts;
}

/** From the index alone, each combination up to the limit; a kind that has none costs nothing. */
function countKinds({ group }: AlertFilters, kinds: readonly string[]): Promise<CountRow[]> {
  const types = fragment`a.type = ANY(${alertGroups[group]})`;
  const statuses = fragment`unnest(${alertStatuses}::text[]) AS status`;
  return sql<CountRow>`
    SELECT '' AS kind, status, counted.n AS count FROM ${statuses} CROSS JOIN LATERAL (
      SELECT count(*) AS n FROM (
        SELECT FROM alerts a WHERE ${types} AND a.status = status.status LIMIT ${countLimit + 1}) found) counted
    UNION ALL
    SELECT kind, status, counted.n FROM ${statuses}, unnest(${kinds}::text[]) AS kind CROSS JOIN LATERAL (
      SELECT count(*) AS n FROM (
        SELECT FROM alerts a WHERE ${types} AND a.status = status.status AND a.kind = kind.kind
         LIMIT ${countLimit + 1}) found) counted`;
}

/**
 * The counts of the alerts that fit, whatever their status and kind.
 * @param kinds those to tell apart. In one statement.
 */
export async function countAlerts(actor: Actor, asked: AlertFilters, kinds: readonly string[]): Promise<AlertCounts> {
  requirePermission(actor, "AlertRead");
  const filters = { ...asked, statuses: undefined, kinds: undefined };
  const indexed = indexedConditions(filters);
  const scanned = scannedConditions(filters);
  const counts: AlertCounts = { byStatus: noneByStatus(), byKind: new Map(), isAtLeast: false };
  if (scanned.length === 0 && indexed.length === 1) {
    for (const { kind, status, count } of await countKinds(filters, kinds)) {
      if (kind === "") counts.byStatus[status] = count;
      else byKindOf(counts, kind)[status] = count;
    }
    return counts;
  }
  const rows = await sql<CountRow & { scannedCount: number }>`
    WITH a AS MATERIALIZED (SELECT * FROM alerts a WHERE ${all(indexed)} ORDER BY a.created_at DESC, a.id DESC LIMIT ${scanLimit})
    SELECT a.kind, a.status, count(*) AS count, (SELECT count(*) FROM a) AS scanned_count
      FROM a WHERE ${all([fragment`true`, ...scanned])} GROUP BY a.kind, a.status`;
  for (const { kind, status, count, scannedCount } of rows) {
    counts.byStatus[status] += count;
    byKindOf(counts, kind)[status] += count;
    counts.isAtLeast = scannedCount >= scanLimit;
  }
  return counts;
}

function noneByStatus(): CountByStatus {
  return { OPEN: 0, TRIAGED: 0, RESOLVED: 0, CLOSED: 0 };
}

function byKindOf({ byKind }: AlertCounts, kind: string): CountByStatus {
  const known = byKind.get(kind) ?? noneByStatus();
  byKind.set(kind, known);
  return known;
}
