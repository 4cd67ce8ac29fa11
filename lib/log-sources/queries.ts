import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { db } from "#lib/db.ts";
import { dropOffRuleOf } from "#lib/drop-off/support.ts";
import type { LogSourceKind, SourceAnswer, SourceColumns } from "#lib/log-source-kinds/define-log-source-kind.ts";
import { logSourceKind, unknownKindReason } from "#lib/log-source-kinds/registry.ts";
import type { StreamTypeOptions } from "#lib/log-source-kinds/schema.ts";
import { noSuchSource, sourceIdOrNone } from "#lib/log-source-kinds/source-id.ts";
import type { LogSource } from "#prisma/generated/client.ts";
import { type Counted, countBuckets } from "./buckets.ts";
import { healthOf } from "./health.ts";
import {
  type LogSourceDetail,
  type LogSourceMetrics,
  type LogSourceSummary,
  type MetricRange,
  metricIntervalMinutes,
} from "./schema.ts";
import { readSourceRows, refusedOf, type SourceRow } from "./source-rows.ts";

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

function totalsOf(counted: Counted): LogSourceSummary["counts"] {
  const totals = { classified: 0, failed: 0, refused: 0, bytes: 0 };
  for (const bucket of counted.buckets) {
    totals.classified += bucket.classified;
    totals.failed += bucket.failed;
    totals.refused += bucket.refused;
    totals.bytes += bucket.bytes;
  }
  return totals;
}

function toSummary(row: SourceRow, counted: Counted, now: Date): LogSourceSummary {
  return {
    integrationId: row.id,
    integrationLabel: row.label,
    integrationType: row.kind,
    logTypes: row.logTypes,
    logStreamType: row.logStreamType,
    isPaused: row.isPaused,
    health: healthOf({ ...row, refused: refusedOf(row.refusals) }, now),
    lastEventReceivedAtTime: row.lastReceivedAt?.toISOString() ?? null,
    lastEventProcessedAtTime: row.lastEventProcessedAt?.toISOString() ?? null,
    createdAtTime: row.createdAt.toISOString(),
    lastModified: row.updatedAt.toISOString(),
    dropOff: dropOffRuleOf(row.kind).isSupported ? row.dropOff : null,
    counts: totalsOf(counted),
    ribbon: counted.buckets.map(({ at, classified, failed, refused }) => ({ at, classified, failed, refused })),
  };
}

/** Every source by label, with its health and its last 24 hours. */
export async function listLogSources(actor: Actor, now: Date): Promise<LogSourceSummary[]> {
  requirePermission(actor, "LogSourceRead");
  const [rows, countedOf] = await Promise.all([readSourceRows(now, null), countBuckets("24h", now, null)]);
  return rows.map((row) => toSummary(row, countedOf(row.id), now));
}

/** One source. @throws AppError (not-found) */
export async function getLogSource(actor: Actor, id: string, now: Date): Promise<LogSourceDetail> {
  requirePermission(actor, "LogSourceRead");
  return readLogSource(id, now);
}

/** A source as the answer to a change of it: who may change it need not be allowed to read. @throws AppError (not-found) */
export async function readLogSource(id: string, now: Date): Promise<LogSourceDetail> {
  const known = sourceIdOrNone(id);
  const [[row], countedOf] = await Promise.all([readSourceRows(now, known), countBuckets("24h", now, known)]);
  if (!row) throw noSuchSource(id);
  const kind = logSourceKind(row.kind);
  return {
    ...toSummary(row, countedOf(row.id), now),
    logStreamTypeOptions: row.logStreamTypeOptions,
    unsupportedReason: kind ? null : unknownKindReason(row.kind),
    auth: kind?.auth(kind.config.parse(row.config), row.hasSecret) ?? null,
    ingestUrl: kind?.ingestUrl(row.id) ?? null,
    refusals: row.refusals,
    batches: {
      pending: row.pendingBatches,
      failed: row.failedBatches.count,
      oldestPendingAt: row.oldestPendingAt?.toISOString() ?? null,
      lastError: row.failedBatches.lastError,
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
  const [count, countedOf] = await Promise.all([
    db.logSource.count({ where: { id: known } }),
    countBuckets(range, now, known),
  ]);
  if (count === 0) throw noSuchSource(id);
  const counted = countedOf(known);
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
