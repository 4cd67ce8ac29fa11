import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { db, pool, sql } from "#lib/db.ts";
import { readHealth } from "#lib/health-checks/queries.ts";
import { readLastDay, totalLastDay } from "#lib/log-processing/last-day.ts";
import type { SourceBucket, SourceCounts } from "#lib/log-processing/schema.ts";
import type { Page } from "#lib/paging.ts";
import {
  type CountedSources,
  findSources,
  narrowed,
  type SourceFilter,
  type SourceListOptions,
} from "./find-sources.ts";
import type { LogSourceSummary, SourceName } from "./schema.ts";
import { readSourceRows } from "./source-rows.ts";
import type { SourcesByState } from "./source-state.ts";
import { toSummary } from "./source-summary.ts";

/** Counts of what fits all but the state; `unwatched` leaves the drop-off filter out as well. */
function countsOf(counted: readonly CountedSources[], { dropOff }: SourceFilter): SourcesByState {
  const counts = { total: 0, byState: { unhealthy: 0, healthy: 0, unknown: 0, paused: 0 }, unwatched: 0 };
  for (const one of counted) {
    if (one.dropOff === "none") counts.unwatched += one.count;
    const isSet = one.dropOff === "set" || one.dropOff === "out";
    if (dropOff !== undefined && one.dropOff !== dropOff && !(dropOff === "set" && isSet)) continue;
    counts.total += one.count;
    counts.byState[one.state] += one.count;
  }
  return counts;
}

/**
 * A page of sources with their health and their last 24 hours, and the counts of all that fit, whatever their state. The
 * health of those shown is the present one; states by which all are ordered and counted are as their checks found them last.
 * @throws AppError (invalid) for a cursor that is none
 */
export async function listLogSources(
  actor: Actor,
  options: SourceListOptions,
  now: Date,
): Promise<Page<LogSourceSummary> & { counts: SourcesByState }> {
  requirePermission(actor, "LogSourceRead");
  const { page, counts } = await findSources(options);
  const ids = page.results;
  const [rows, dayOf, health] = await Promise.all([
    readSourceRows(ids),
    readLastDay(pool, ids, now),
    readHealth(ids, now),
  ]);
  return {
    ...page,
    results: rows.map((row) => toSummary(row, health.get(row.id), dayOf(row.id))),
    counts: countsOf(counts, options),
  };
}

/** Sources by name, without anything that costs: for choosing one, and for links. `total` counts all that fit. */
export async function listSourceNames(
  actor: Actor,
  options: Pick<SourceFilter, "q" | "logTypes"> & { limit: number },
): Promise<{ results: SourceName[]; total: number }> {
  requirePermission(actor, "LogSourceRead");
  const start = options.q?.trim().toLowerCase() ?? "";
  // Names that begin with what is typed stand first.
  const rows = await sql<SourceName & { total: number }>`
    SELECT s.id AS integration_id, s.label AS integration_label, s.kind AS integration_type, s.log_types, count(*) OVER () AS total
      FROM log_sources s WHERE ${narrowed(options)}
     ORDER BY starts_with(lower(s.label), ${start}) DESC, lower(s.label), s.id LIMIT ${options.limit}`;
  return { results: rows.map(({ total: _, ...name }) => name), total: rows[0]?.total ?? 0 };
}

/** How many sources have each log type; log types that none has are absent. */
export async function countSourcesByLogType(actor: Actor): Promise<Record<string, number>> {
  requirePermission(actor, "LogSourceRead");
  const rows = await sql<{ logType: string; sources: number }>`
    SELECT log_type, count(*) AS sources FROM log_sources, unnest(log_types) AS log_type GROUP BY 1`;
  return Object.fromEntries(rows.map(({ logType, sources }) => [logType, sources]));
}

/** Whether there is any source at all. */
export async function hasLogSources(actor: Actor): Promise<boolean> {
  requirePermission(actor, "LogSourceRead");
  return (await db.logSource.findFirst({ select: { id: true } })) !== null;
}

/** What all sources together counted in the last 24 hours. */
export async function readPipelineTotals(actor: Actor, now: Date): Promise<SourceCounts> {
  requirePermission(actor, "LogSourceRead");
  return totalLastDay(now);
}

/** The last 24 hours of sources by their ids; those that are gone are absent. */
export async function readRibbons(
  actor: Actor,
  ids: readonly string[],
  now: Date,
): Promise<Record<string, SourceBucket[]>> {
  requirePermission(actor, "LogSourceRead");
  if (ids.length === 0) return {};
  const [rows, dayOf] = await Promise.all([
    db.logSource.findMany({ where: { id: { in: [...ids] } }, select: { id: true } }),
    readLastDay(pool, ids, now),
  ]);
  return Object.fromEntries(rows.map(({ id }) => [id, dayOf(id).ribbon]));
}
