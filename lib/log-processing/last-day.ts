import "server-only";
import { sql } from "#lib/db.ts";
import { uuidArray } from "#lib/postgres-array.ts";
import { type Queryable, sqlOn } from "#lib/sql.ts";
import type { SourceBucket, SourceCounts } from "./schema.ts";
import { metricIntervalCount, metricIntervalMinutes } from "./terms.ts";

/** The last 24 hours of a source: 96 quarters of an hour, oldest first, the last one running. */
export interface LastDay {
  ribbon: SourceBucket[];
  counts: SourceCounts;
}

const quarterMs = metricIntervalMinutes["24h"] * 60_000;
const quarters = metricIntervalCount["24h"];

/** Start of the first of the quarters that end with the running one. */
function firstQuarter(now: Date): number {
  return (Math.floor(now.getTime() / quarterMs) - quarters + 1) * quarterMs;
}

interface Row extends SourceCounts {
  sourceId: string;
  /** Place of the quarter among the 96. */
  slot: number;
}

/** What these sources counted in the last 24 hours; a source that is asked for without any has empty quarters. */
export async function readLastDay(
  client: Queryable,
  ids: readonly string[],
  now: Date,
): Promise<(id: string) => LastDay> {
  const first = firstQuarter(now);
  const rows = await sqlOn(client)<Row>`
    SELECT source_id, ((extract(epoch FROM quarter) * 1000 - ${first}) / ${quarterMs})::int AS slot, classified, failed, refused, bytes
      FROM log_source_quarters WHERE source_id = ANY(${uuidArray(ids)}::uuid[]) AND quarter >= ${new Date(first)}`;
  const rowsOf = Map.groupBy(rows, (row) => row.sourceId);
  const starts = Array.from({ length: quarters }, (_, slot) => new Date(first + slot * quarterMs).toISOString());
  return (id) => {
    const ribbon = starts.map((at) => ({ at, classified: 0, failed: 0, refused: 0 }));
    const counts = { classified: 0, failed: 0, refused: 0, bytes: 0 };
    for (const { slot, classified, failed, refused, bytes } of rowsOf.get(id) ?? []) {
      const bar = ribbon[slot];
      if (!bar) continue;
      Object.assign(bar, { classified, failed, refused });
      counts.classified += classified;
      counts.failed += failed;
      counts.refused += refused;
      counts.bytes += bytes;
    }
    return { ribbon, counts };
  };
}

/** What all sources together counted in the same 24 hours. */
export async function totalLastDay(now: Date): Promise<SourceCounts> {
  const [totals] = await sql<SourceCounts>`
    SELECT coalesce(sum(classified), 0)::bigint AS classified, coalesce(sum(failed), 0)::bigint AS failed,
           coalesce(sum(refused), 0)::bigint AS refused, coalesce(sum(bytes), 0)::bigint AS bytes
      FROM log_source_quarters WHERE quarter >= ${new Date(firstQuarter(now))} AND quarter <= ${now}`;
  return totals ?? { classified: 0, failed: 0, refused: 0, bytes: 0 };
}
