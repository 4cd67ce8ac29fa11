import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { db, pool } from "#lib/db.ts";
import { dropOffRuleOf } from "#lib/drop-off/support.ts";
import { lookAtSource, readHealth } from "#lib/health-checks/queries.ts";
import type { SourceHealth } from "#lib/health-checks/schema.ts";
import { type Counted, countBuckets, totalsOf } from "#lib/log-processing/count-buckets.ts";
import { type MetricRange, metricIntervalMinutes } from "#lib/log-processing/schema.ts";
import { httpKind } from "#lib/log-source-kinds/kinds/http/http-kind.ts";
import { logSourceKind, unknownKindReason } from "#lib/log-source-kinds/registry.ts";
import type { HttpSource, LogStreamType } from "#lib/log-source-kinds/schema.ts";
import { noSuchSource, sourceIdOrNone } from "#lib/log-source-kinds/source-id.ts";
import type { LogSourceDetail, LogSourceMetrics, LogSourceSummary } from "./schema.ts";
import { readSourceRows, type SourceRow } from "./source-rows.ts";

/** The columns of an HTTP source that its answer is made of. */
export interface HttpRow {
  id: string;
  label: string;
  logTypes: string[];
  logStreamType: string;
  logStreamTypeOptions: unknown;
  config: unknown;
}

/** The shape of `/log-sources/http`; options that were not set are absent. */
export function toHttpSource(row: HttpRow): HttpSource {
  const options = row.logStreamTypeOptions as HttpSource["logStreamTypeOptions"] | null;
  return {
    integrationId: row.id,
    integrationLabel: row.label,
    logStreamType: row.logStreamType as LogStreamType,
    logTypes: row.logTypes,
    ...(options ? { logStreamTypeOptions: options } : {}),
    ...httpKind.config.parse(row.config),
    authSecretValue: "",
    authPassword: "",
    authBearerToken: "",
    ingestUrl: httpKind.ingestUrl(row.id) ?? "",
  };
}

/** @throws AppError (not-found) */
export async function getHttpSource(actor: Actor, id: string): Promise<HttpSource> {
  requirePermission(actor, "LogSourceRead");
  const row = await db.logSource.findFirst({ where: { id: sourceIdOrNone(id), kind: httpKind.kind } });
  if (!row) throw noSuchSource(id);
  return toHttpSource(row);
}

const unlooked: SourceHealth = { status: "unknown", reasons: [] };

function toSummary(row: SourceRow, health: SourceHealth | undefined, counted: Counted): LogSourceSummary {
  return {
    integrationId: row.id,
    integrationLabel: row.label,
    integrationType: row.kind,
    logTypes: row.logTypes,
    logStreamType: row.logStreamType,
    isPaused: row.isPaused,
    health: health ?? unlooked,
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
  const [rows, countedOf] = await Promise.all([readSourceRows(null), countBuckets(pool, "24h", now, null)]);
  const health = await readHealth(
    rows.map((row) => row.id),
    now,
  );
  return rows.map((row) => toSummary(row, health.get(row.id), countedOf(row.id)));
}

/** One source. @throws AppError (not-found) */
export async function getLogSource(actor: Actor, id: string, now: Date): Promise<LogSourceDetail> {
  requirePermission(actor, "LogSourceRead");
  return readLogSource(id, now);
}

/** A source as the answer to a change of it: who may change it need not be allowed to read. @throws AppError (not-found) */
export async function readLogSource(id: string, now: Date): Promise<LogSourceDetail> {
  const known = sourceIdOrNone(id);
  const [[row], countedOf, looked] = await Promise.all([
    readSourceRows(known),
    countBuckets(pool, "24h", now, [known]),
    lookAtSource(known, now),
  ]);
  if (!row || !looked) throw noSuchSource(id);
  const kind = logSourceKind(row.kind);
  const { refusals, pendingBatches, oldestPendingAt, failedBatches } = looked.source;
  return {
    ...toSummary(row, looked.health, countedOf(row.id)),
    checks: looked.checks,
    logStreamTypeOptions: row.logStreamTypeOptions,
    unsupportedReason: kind ? null : unknownKindReason(row.kind),
    auth: kind?.auth(kind.config.parse(row.config), row.hasSecret) ?? null,
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
  const [count, countedOf] = await Promise.all([
    db.logSource.count({ where: { id: known } }),
    countBuckets(pool, range, now, [known]),
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
