import "server-only";
import type { Queryable } from "#lib/db.ts";
import type { SourceFacts } from "./observations.ts";

/** With more alarms than this at once the usual rates are left out: it is one common cause then, and speed matters. */
const maxRates = 500;

/** What the tables know of a source since it fell silent. */
export type KnownOfSource = Pick<
  SourceFacts,
  "lastReceivedAt" | "refused" | "unclassified" | "failedBatches" | "usualEventsPerHour"
>;

interface KnownRow {
  sourceId: string;
  lastReceivedAt: Date | null;
  refusedCount: number | null;
  refusedLastAt: Date | null;
  refusedDetail: string | null;
  unclassified: number;
  failedBatches: number;
}

/** Events an hour at this hour of the week, over the four weeks before; sources without any counter are left out. */
async function usualRates(client: Queryable, sourceIds: readonly string[], now: Date): Promise<Map<string, number>> {
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
 * What is known of sources since each fell silent. Each source once; those that are gone are left out.
 */
export async function readSourceFacts(
  client: Queryable,
  silent: readonly { sourceId: string; since: Date }[],
  now: Date,
): Promise<Map<string, KnownOfSource>> {
  const { rows } = await client.query<KnownRow>(
    `SELECT s.id AS "sourceId", s.last_received_at AS "lastReceivedAt", r.count AS "refusedCount", r.last_at AS "refusedLastAt",
            r.detail AS "refusedDetail", coalesce(m.failed, 0) AS unclassified, b.failed AS "failedBatches"
       FROM unnest($1::uuid[], $2::timestamptz[]) AS g (source_id, since)
       JOIN log_sources s ON s.id = g.source_id
       LEFT JOIN LATERAL (
         SELECT sum(count)::bigint AS count, max(last_at) AS last_at, (array_agg(last_detail ORDER BY last_at DESC))[1] AS detail
           FROM log_source_refusals f WHERE f.source_id = g.source_id AND f.minute >= date_trunc('minute', g.since)
            AND f.last_at > g.since) AS r ON true
       LEFT JOIN LATERAL (
         SELECT sum(c.failed)::bigint AS failed FROM log_source_minutes c
          WHERE c.source_id = g.source_id AND c.minute > g.since AND c.minute <= $3 AND c.log_type = '') AS m ON true
       LEFT JOIN LATERAL (
         SELECT count(*)::int AS failed FROM log_batches q
          WHERE q.state = 'failed' AND q.source_id = g.source_id AND q.received_at > g.since) AS b ON true`,
    [silent.map((item) => item.sourceId), silent.map((item) => item.since), now],
  );
  const ids = rows.map((row) => row.sourceId);
  const rates =
    ids.length > 0 && ids.length <= maxRates ? await usualRates(client, ids, now) : new Map<string, number>();
  return new Map(
    rows.map((row) => {
      const refused =
        row.refusedCount && row.refusedLastAt
          ? { count: row.refusedCount, lastAt: row.refusedLastAt, lastDetail: row.refusedDetail ?? "" }
          : null;
      const { lastReceivedAt, unclassified, failedBatches } = row;
      const usualEventsPerHour = rates.get(row.sourceId) ?? null;
      return [row.sourceId, { lastReceivedAt, refused, unclassified, failedBatches, usualEventsPerHour }];
    }),
  );
}
