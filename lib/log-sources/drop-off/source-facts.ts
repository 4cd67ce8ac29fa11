import "server-only";
import type { Queryable } from "#lib/db.ts";
import { numberArray, uuidArray } from "#lib/postgres-array.ts";
import type { SourceFacts } from "./observations.ts";

/** With more alarms than this at once the usual rates are left out: it is one common cause then, and speed matters. */
const maxRates = 500;

/** What the tables know of a source since it fell silent. */
export type KnownOfSource = Pick<SourceFacts, "refused" | "unclassified" | "failedBatches">;

export const nothingKnown: KnownOfSource = { refused: null, unclassified: 0, failedBatches: 0 };

interface KnownRow {
  sourceId: string;
  refusedCount: number | null;
  refusedLastAt: Date | null;
  refusedDetail: string | null;
  unclassified: number;
  failedBatches: number;
}

/** Events an hour at this hour of the week, over the four weeks before; sources without any counter are left out. */
export async function usualRates(
  client: Queryable,
  sourceIds: readonly string[],
  now: Date,
): Promise<Map<string, number>> {
  if (sourceIds.length > maxRates) return new Map();
  const { rows } = await client.query<{ sourceId: string; rate: number }>(
    `SELECT source_id AS "sourceId", sum(events)::float8 / count(*) AS rate FROM (
       SELECT g.source_id, week, coalesce(sum(m.classified), 0) AS events
         FROM unnest($1::uuid[]) AS g (source_id)
        CROSS JOIN generate_series(1, 4) AS week
         LEFT JOIN log_source_minutes m ON m.source_id = g.source_id
          AND m.minute >= date_trunc('hour', $2::timestamptz) - week * interval '7 days'
          AND m.minute < date_trunc('hour', $2::timestamptz) - week * interval '7 days' + interval '1 hour'
        WHERE EXISTS (SELECT 1 FROM log_source_minutes e WHERE e.source_id = g.source_id
          AND e.minute < $2::timestamptz - week * interval '7 days')
        GROUP BY g.source_id, week) AS weeks
      GROUP BY source_id`,
    [sourceIds, now],
  );
  return new Map(rows.map((row) => [row.sourceId, row.rate]));
}

/**
 * What is known of sources since each fell silent; those of which nothing is are left out.
 * @param silentSince epoch milliseconds, by source id.
 */
export async function readKnown(
  client: Queryable,
  silentSince: ReadonlyMap<string, number>,
  now: Date,
): Promise<Map<string, KnownOfSource>> {
  const { rows } = await client.query<KnownRow>(
    `WITH g AS MATERIALIZED (
       SELECT source_id, to_timestamp(since / 1000.0) AS since
         FROM unnest($1::uuid[], $2::float8[]) AS g (source_id, since)),
     noticed AS MATERIALIZED (
       SELECT * FROM g
        WHERE EXISTS (SELECT 1 FROM log_source_refusals f
                       WHERE f.source_id = g.source_id AND f.minute >= date_trunc('minute', g.since))
           OR EXISTS (SELECT 1 FROM log_batches b WHERE b.source_id = g.source_id AND b.received_at > g.since)
           OR EXISTS (SELECT 1 FROM log_source_minutes m WHERE m.source_id = g.source_id AND m.minute > g.since))
     SELECT n.source_id AS "sourceId", refused.count AS "refusedCount", refused.last_at AS "refusedLastAt",
            refused.detail AS "refusedDetail", coalesce(minutes.failed, 0) AS unclassified, batches.failed AS "failedBatches"
       FROM noticed n
       LEFT JOIN LATERAL (
         SELECT sum(count)::bigint AS count, max(last_at) AS last_at, (array_agg(last_detail ORDER BY last_at DESC))[1] AS detail
           FROM log_source_refusals f
          WHERE f.source_id = n.source_id AND f.minute >= date_trunc('minute', n.since) AND f.last_at > n.since) AS refused ON true
       LEFT JOIN LATERAL (
         SELECT sum(m.failed)::bigint AS failed FROM log_source_minutes m
          WHERE m.source_id = n.source_id AND m.minute > n.since AND m.minute <= $3 AND m.log_type = '') AS minutes ON true
       LEFT JOIN LATERAL (
         SELECT count(*)::int AS failed FROM log_batches b
          WHERE b.state = 'failed' AND b.source_id = n.source_id AND b.received_at > n.since) AS batches ON true`,
    [uuidArray(silentSince.keys()), numberArray(silentSince.values()), now],
  );
  return new Map(
    rows.map(({ sourceId, refusedCount, refusedLastAt, refusedDetail, unclassified, failedBatches }) => {
      const refused =
        refusedCount && refusedLastAt
          ? { count: refusedCount, lastAt: refusedLastAt, lastDetail: refusedDetail ?? "" }
          : null;
      return [sourceId, { refused, unclassified, failedBatches }];
    }),
  );
}
