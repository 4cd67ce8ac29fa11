import "server-only";
import type { Tx } from "#lib/change.ts";
import type { Queryable } from "#lib/db.ts";
import { isWaitedFor, onEventsProcessed } from "#lib/drop-off/on-events-processed.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import { classificationFailures } from "#lib/system-errors/kinds/classification-failures.ts";
import { report } from "#lib/system-errors/report.ts";
import type { BatchTally } from "./batch-tally.ts";
import type { Body, ProcessedSource } from "./classify-bodies.ts";
import { failureCauses } from "./failure-causes.ts";

/** What was classified, and when. */
interface Classified {
  bodies: readonly Pick<Body, "id" | "receivedAt">[];
  /** The `p_parse_time` of its rows. */
  parsedAt: Date;
  /** By the clock that all replicas share: counters and alarms go by it. */
  now: Date;
}

/** Adds up what came. @returns whether a drop-off alarm of the source waits for these events. */
async function count(
  client: Queryable,
  sourceId: string,
  receivedAt: Date,
  tally: BatchTally,
  now: Date,
): Promise<boolean> {
  const rows = tally.logTypes;
  await client.query({
    name: "count-events",
    text: `WITH seen AS (
       INSERT INTO log_source_log_types AS t (source_id, log_type, last_event_at)
       SELECT $1, log_type, $2 FROM unnest($3::text[], $4::bigint[]) AS given (log_type, classified) WHERE classified > 0
       ON CONFLICT (source_id, log_type) DO UPDATE SET last_event_at = greatest(t.last_event_at, excluded.last_event_at)
     ), quarter AS (
       INSERT INTO log_source_quarters AS q (source_id, quarter, classified, failed, bytes)
       SELECT $1, date_bin('15 minutes', $2, 'epoch'), coalesce(sum(classified), 0), coalesce(sum(failed), 0), coalesce(sum(bytes), 0)
       FROM unnest($4::bigint[], $5::bigint[], $6::bigint[]) AS given (classified, failed, bytes)
       ON CONFLICT (source_id, quarter) DO UPDATE
         SET classified = q.classified + excluded.classified, failed = q.failed + excluded.failed, bytes = q.bytes + excluded.bytes
     )
     INSERT INTO log_source_minutes AS m (source_id, minute, log_type, classified, failed, bytes, lag_seconds_min, lag_seconds_max)
     SELECT $1, date_trunc('minute', $2::timestamptz), given.*
     FROM unnest($3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::int[], $8::int[]) AS given
     ON CONFLICT (source_id, minute, log_type) DO UPDATE
       SET classified = m.classified + excluded.classified, failed = m.failed + excluded.failed, bytes = m.bytes + excluded.bytes,
           lag_seconds_min = least(m.lag_seconds_min, excluded.lag_seconds_min),
           lag_seconds_max = greatest(m.lag_seconds_max, excluded.lag_seconds_max)`,
    values: [
      sourceId,
      now,
      rows.map((row) => row.logType),
      rows.map((row) => row.classified),
      rows.map((row) => row.failed),
      rows.map((row) => row.bytes),
      rows.map((row) => row.lagSecondsMin),
      rows.map((row) => row.lagSecondsMax),
    ],
  });
  const { rows: watched } = await client.query<{ isWaitedFor: boolean; isHealthy: boolean }>({
    name: "events-received",
    text: `UPDATE log_sources SET last_received_at = greatest(last_received_at, $2),
            last_event_processed_at = CASE WHEN $3 THEN greatest(last_event_processed_at, $4) ELSE last_event_processed_at END
     WHERE id = $1 RETURNING $3 AND ${isWaitedFor("log_sources.id", "$4")} AS "isWaitedFor", health_status = 'healthy' AS "isHealthy"`,
    values: [sourceId, receivedAt, tally.classified > 0, now],
  });
  // What is healthy stays so by events that come; all else may have become better.
  if (watched[0]?.isHealthy === false) await markHealthDue(client, [sourceId], now);
  return watched[0]?.isWaitedFor ?? false;
}

/**
 * Counts what was classified, tells the alarms of the source, and reports what fitted no schema, in the transaction that wrote
 * the rows. It locks the rows of alerts, so call it last.
 */
export async function commitClassified(
  tx: Tx,
  source: ProcessedSource,
  tally: BatchTally,
  { bodies, parsedAt, now }: Classified,
): Promise<void> {
  const receivedAt = new Date(Math.max(...bodies.map((body) => body.receivedAt.getTime())));
  if (await count(tx, source.id, receivedAt, tally, now)) {
    const logTypes = tally.logTypes.filter((row) => row.classified > 0).map((row) => row.logType);
    await onEventsProcessed({ ...tx, now }, source.id, logTypes);
  }
  if (tally.failed === 0) return;
  // At the time that the lines carry: the alert shows those from its first event on.
  const subject = { sourceId: source.id, sourceLabel: source.label, sourceType: source.kind };
  const ids = bodies.map((body) => body.id);
  await report(tx, classificationFailures, subject, await failureCauses(tx, source.id, ids, parsedAt, tally.failed));
}
