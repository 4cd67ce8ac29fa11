import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { db, pool } from "#lib/db.ts";
import { etagOf } from "#lib/etag.ts";
import { lookAtSource } from "#lib/health-checks/queries.ts";
import { countBuckets, totalsOf } from "#lib/log-processing/count-buckets.ts";
import { readLastDay } from "#lib/log-processing/last-day.ts";
import { type MetricRange, metricIntervalMinutes } from "#lib/log-processing/terms.ts";
import {
  type LogSourceKind,
  type SourceAnswer,
  type SourceColumns,
  sourceAuthOf,
} from "#lib/log-source-kinds/define-log-source-kind.ts";
import { logSourceKind, unknownKindReason } from "#lib/log-source-kinds/registry.ts";
import type { StreamTypeOptions } from "#lib/log-source-kinds/schema.ts";
import { noSuchSource, sourceIdOrNone } from "#lib/log-source-kinds/source-id.ts";
import type { LogSource } from "#prisma/generated/client.ts";
import { type LogSourceDetail, type LogSourceMetrics, sourceVersion } from "./schema.ts";
import { readSourceRows } from "./source-rows.ts";
import { toSummary } from "./source-summary.ts";

/** A row as its kind makes its answer of it. */
export function toColumns(row: LogSource): SourceColumns & { id: string } {
  const { id, label, logTypes, logStreamType, config } = row;
  return {
    id,
    label,
    logTypes,
    logStreamType,
    logStreamTypeOptions: row.logStreamTypeOptions as StreamTypeOptions | null,
    config,
  };
}

/** A source as its kind answers it. @throws AppError (not-found) */
export async function getSourceOfKind(actor: Actor, kind: LogSourceKind, id: string): Promise<SourceAnswer> {
  requirePermission(actor, "LogSourceRead");
  const row = await db.logSource.findFirst({ where: { id: sourceIdOrNone(id), kind: kind.kind } });
  if (!row) throw noSuchSource(id);
  return kind.toAnswer(toColumns(row));
}

/** What a form changes: a source as its kind answers it, with its ETag; null for a kind of another version. */
export async function getStoredSource(
  actor: Actor,
  { integrationId, integrationType }: Pick<LogSourceDetail, "integrationId" | "integrationType">,
): Promise<{ answer: SourceAnswer; etag: string } | null> {
  const kind = logSourceKind(integrationType);
  if (kind === null) return null;
  const answer = await getSourceOfKind(actor, kind, integrationId);
  return { answer, etag: etagOf(sourceVersion(answer)) };
}

/** One source. @throws AppError (not-found) */
export async function getLogSource(actor: Actor, id: string, now: Date): Promise<LogSourceDetail> {
  requirePermission(actor, "LogSourceRead");
  return readLogSource(id, now);
}

/** A source as the answer to a change of it: who may change it need not be allowed to read. @throws AppError (not-found) */
export async function readLogSource(id: string, now: Date): Promise<LogSourceDetail> {
  const known = sourceIdOrNone(id);
  const [[row], dayOf, looked] = await Promise.all([
    readSourceRows([known]),
    readLastDay(pool, [known], now),
    lookAtSource(known, now),
  ]);
  if (!row || !looked) throw noSuchSource(id);
  const kind = logSourceKind(row.kind);
  const { refusals, pendingBatches, oldestPendingAt, failedBatches } = looked.source;
  return {
    ...toSummary(row, looked.health, dayOf(row.id)),
    checks: looked.checks,
    logStreamTypeOptions: row.logStreamTypeOptions,
    unsupportedReason: kind ? null : unknownKindReason(row.kind),
    auth: kind && sourceAuthOf(kind, kind.config.parse(row.config), row.hasSecret),
    ingestUrl: kind?.ingestUrl(row.id) ?? null,
    refusals: refusals.map(({ lastAt, ...refusal }) => ({ ...refusal, lastAt: lastAt.toISOString() })),
    batches: {
      pending: pendingBatches,
      failed: failedBatches.count,
      oldestPendingAt: oldestPendingAt?.toISOString() ?? null,
      lastError: failedBatches.lastError,
    },
  };
}

/** What a source classified and refused over a range. @throws AppError (not-found) */
export async function getLogSourceMetrics(
  actor: Actor,
  id: string,
  range: MetricRange,
  now: Date,
): Promise<LogSourceMetrics> {
  requirePermission(actor, "LogSourceRead");
  const known = sourceIdOrNone(id);
  const [count, counted] = await Promise.all([
    db.logSource.count({ where: { id: known } }),
    countBuckets(range, now, known),
  ]);
  if (count === 0) throw noSuchSource(id);
  const classified = new Map<string, number>();
  for (const bucket of counted.buckets) {
    for (const [logType, events] of Object.entries(bucket.byLogType)) {
      classified.set(logType, (classified.get(logType) ?? 0) + events);
    }
  }
  return {
    range,
    intervalMinutes: metricIntervalMinutes[range],
    buckets: counted.buckets,
    totals: totalsOf(counted),
    logTypes: [...classified]
      .map(([logType, events]) => ({ logType, classified: events, bytes: counted.bytesByLogType.get(logType) ?? 0 }))
      .sort((a, b) => b.classified - a.classified),
  };
}
