import "server-only";
import { pool } from "#lib/db.ts";
import type { MetricBucket, SourceCounts } from "./schema.ts";
import { type MetricRange, metricIntervalCount, metricIntervalMinutes } from "./terms.ts";

/** What was counted for one source: a bucket an interval, without gaps, and bytes by log type. */
export interface Counted {
  buckets: MetricBucket[];
  bytesByLogType: Map<string, number>;
}

interface Row {
  /** Number of the interval since 1970. */
  slot: number;
  log_type: string;
  classified: number;
  failed: number;
  bytes: number;
  refused: number;
}

/**
 * Counts of a source over a range that ends with the running interval. Intervals begin at multiples of their length in UTC.
 */
export async function countBuckets(range: MetricRange, now: Date, sourceId: string): Promise<Counted> {
  const seconds = metricIntervalMinutes[range] * 60;
  const last = Math.floor(now.getTime() / 1000 / seconds);
  const first = last - metricIntervalCount[range] + 1;
  const { rows } = await pool.query<Row>(
    `SELECT floor(extract(epoch FROM minute) / $1)::bigint AS slot, log_type,
            sum(classified)::bigint AS classified, sum(failed)::bigint AS failed, sum(bytes)::bigint AS bytes, 0::bigint AS refused
     FROM log_source_minutes WHERE minute >= to_timestamp($2) AND source_id = $3 GROUP BY 1, 2
     UNION ALL
     SELECT floor(extract(epoch FROM minute) / $1)::bigint, '', 0, 0, 0, sum(count)::bigint
     FROM log_source_refusals WHERE minute >= to_timestamp($2) AND source_id = $3 GROUP BY 1`,
    [seconds, first * seconds, sourceId],
  );
  const bytesByLogType = new Map<string, number>();
  const buckets = Array.from({ length: metricIntervalCount[range] }, (_, index): MetricBucket => {
    const at = new Date((first + index) * seconds * 1000).toISOString();
    return { at, classified: 0, failed: 0, refused: 0, bytes: 0, byLogType: {} };
  });
  for (const row of rows) {
    const bucket = buckets[row.slot - first];
    if (!bucket) continue;
    bucket.classified += row.classified;
    bucket.failed += row.failed;
    bucket.refused += row.refused;
    bucket.bytes += row.bytes;
    if (row.log_type === "" || row.classified === 0) continue;
    bucket.byLogType[row.log_type] = (bucket.byLogType[row.log_type] ?? 0) + row.classified;
    bytesByLogType.set(row.log_type, (bytesByLogType.get(row.log_type) ?? 0) + row.bytes);
  }
  return { buckets, bytesByLogType };
}

/** The sums over all intervals. */
export function totalsOf(counted: Counted): SourceCounts {
  const totals = { classified: 0, failed: 0, refused: 0, bytes: 0 };
  for (const bucket of counted.buckets) {
    totals.classified += bucket.classified;
    totals.failed += bucket.failed;
    totals.refused += bucket.refused;
    totals.bytes += bucket.bytes;
  }
  return totals;
}
