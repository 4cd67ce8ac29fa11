import "server-only";
import type { Queryable } from "#lib/db.ts";
import { numberArray, textArray, uuidArray } from "#lib/postgres-array.ts";
import type { RefusedForReason, SourceFacts } from "./alarm/observations.ts";

/** With more alarms than this at once the usual rates are left out: it is one common cause then, and speed matters. */
const maxRates = 500;

/** What the tables know of a source from some moment on. */
export interface SourceEvidence extends Pick<SourceFacts, "refused" | "unclassified" | "failed" | "waiting"> {
  /** When the latest body was accepted after `seenAt`; null when none was. */
  lastBodyAt: Date | null;
  /** When the latest request was turned away after `seenAt`; null when none was. */
  lastRefusedAt: Date | null;
}

export const noEvidence: SourceEvidence = {
  refused: [],
  unclassified: 0,
  failed: null,
  waiting: null,
  lastBodyAt: null,
  lastRefusedAt: null,
};

/** What is asked of the source of one alarm. Instants are epoch milliseconds. */
export interface EvidenceWindow {
  sourceId: string;
  /** Refused requests, lines and bodies are counted from here. */
  since: number;
  /** At or before `since`: what came later than this is the latest connection. */
  seenAt: number;
}

/**
 * Events an hour at this hour of the week, over the four weeks before, in the order in which they are asked for. Null for
 * a source without any counter as old as that, and for a log type of which no event came at this hour.
 * @param asked an empty log type is the source as a whole.
 */
export async function usualRates(
  client: Queryable,
  asked: readonly { sourceId: string; logType: string }[],
  now: Date,
): Promise<(number | null)[]> {
  if (asked.length > maxRates) return [];
  const { rows } = await client.query<{ index: number; rate: number | null }>(
    `WITH weeks AS (
       SELECT g.n, g.log_type, week, coalesce(sum(m.classified), 0) AS events
         FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY AS g (source_id, log_type, n)
        CROSS JOIN generate_series(1, 4) AS week
         LEFT JOIN log_source_minutes m ON m.source_id = g.source_id AND (g.log_type = '' OR m.log_type = g.log_type)
          AND m.minute >= date_trunc('hour', $3::timestamptz) - week * interval '7 days'
          AND m.minute < date_trunc('hour', $3::timestamptz) - week * interval '7 days' + interval '1 hour'
        WHERE EXISTS (SELECT 1 FROM log_source_minutes e WHERE e.source_id = g.source_id
          AND e.minute < $3::timestamptz - week * interval '7 days')
        GROUP BY g.n, g.log_type, week)
     SELECT n - 1 AS index,
            -- A log type counts from the week of its first event on: before that it may not have been sent.
            sum(events)::float8 / CASE WHEN log_type = '' THEN count(*) ELSE max(week) FILTER (WHERE events > 0) END AS rate
       FROM weeks GROUP BY n, log_type`,
    [uuidArray(asked.map(({ sourceId }) => sourceId)), textArray(asked.map(({ logType }) => logType)), now],
  );
  const rates = asked.map((): number | null => null);
  for (const { index, rate } of rows) rates[index] = rate;
  return rates;
}

interface KnownRow {
  index: number;
  refused: { reason: string; count: number; lastAt: string; lastDetail: string }[] | null;
  unclassified: number;
  failedCount: number;
  failedError: string | null;
  waitingCount: number;
  waitingSince: Date | null;
  lastBodyAt: Date | null;
  lastRefusedAt: Date | null;
}

function toKnown(row: KnownRow): SourceEvidence {
  return {
    refused: (row.refused ?? []).map((one): RefusedForReason => ({ ...one, lastAt: new Date(one.lastAt) })),
    unclassified: row.unclassified,
    failed: row.failedCount > 0 ? { count: row.failedCount, lastError: row.failedError } : null,
    waiting: row.waitingSince ? { count: row.waitingCount, oldestAt: row.waitingSince } : null,
    lastBodyAt: row.lastBodyAt,
    lastRefusedAt: row.lastRefusedAt,
  };
}

/** What is known of each source, by its place in `asked`; sources of which nothing is are left out. One statement. */
export async function readEvidence(
  client: Queryable,
  asked: readonly EvidenceWindow[],
  now: Date,
): Promise<Map<number, SourceEvidence>> {
  const { rows } = await client.query<KnownRow>(
    `WITH g AS MATERIALIZED (
       SELECT source_id, to_timestamp(since / 1000.0) AS since, to_timestamp(seen / 1000.0) AS seen, n
         FROM unnest($1::uuid[], $2::float8[], $3::float8[]) WITH ORDINALITY AS g (source_id, since, seen, n)),
     noticed AS MATERIALIZED (
       SELECT * FROM g
        WHERE EXISTS (SELECT 1 FROM log_source_refusals f
                       WHERE f.source_id = g.source_id AND f.minute >= date_trunc('minute', g.seen))
           OR EXISTS (SELECT 1 FROM log_batches b WHERE b.source_id = g.source_id AND b.received_at > g.seen)
           OR EXISTS (SELECT 1 FROM log_source_minutes m WHERE m.source_id = g.source_id AND m.minute > g.since))
     SELECT n.n - 1 AS index, refused.list AS refused, coalesce(minutes.failed, 0) AS unclassified,
            failed.count AS "failedCount", failed.error AS "failedError",
            waiting.count AS "waitingCount", waiting.oldest AS "waitingSince",
            body.received_at AS "lastBodyAt", refusal.last_at AS "lastRefusedAt"
       FROM noticed n
       LEFT JOIN LATERAL (
         SELECT json_agg(json_build_object('reason', reason, 'count', count, 'lastAt', last_at, 'lastDetail', detail)
                         ORDER BY count DESC, reason) AS list
           FROM (SELECT reason, sum(count)::bigint AS count, max(last_at) AS last_at,
                        (array_agg(last_detail ORDER BY last_at DESC))[1] AS detail
                   FROM log_source_refusals f
                  WHERE f.source_id = n.source_id AND f.minute >= date_trunc('minute', n.since) AND f.last_at > n.since
                  GROUP BY reason) AS reasons) AS refused ON true
       LEFT JOIN LATERAL (
         SELECT f.last_at FROM log_source_refusals f
          WHERE f.source_id = n.source_id AND f.minute >= date_trunc('minute', n.seen) AND f.last_at > n.seen
          ORDER BY f.minute DESC, f.last_at DESC LIMIT 1) AS refusal ON true
       LEFT JOIN LATERAL (
         SELECT sum(m.failed)::bigint AS failed FROM log_source_minutes m
          WHERE m.source_id = n.source_id AND m.minute > n.since AND m.minute <= $4 AND m.log_type = '') AS minutes ON true
       LEFT JOIN LATERAL (
         SELECT count(*) AS count, (array_agg(b.last_error ORDER BY b.received_at DESC))[1] AS error FROM log_batches b
          WHERE b.state = 'failed' AND b.source_id = n.source_id AND b.received_at > n.since) AS failed ON true
       LEFT JOIN LATERAL (
         SELECT count(*) AS count, min(b.received_at) AS oldest FROM log_batches b
          WHERE b.state = 'pending' AND b.source_id = n.source_id) AS waiting ON true
       LEFT JOIN LATERAL (
         SELECT b.received_at FROM log_batches b
          WHERE b.source_id = n.source_id AND b.state <> 'receiving' AND b.received_at > n.seen
          ORDER BY b.received_at DESC LIMIT 1) AS body ON true`,
    [
      uuidArray(asked.map(({ sourceId }) => sourceId)),
      numberArray(asked.map(({ since }) => since)),
      numberArray(asked.map(({ seenAt }) => seenAt)),
      now,
    ],
  );
  return new Map(rows.map((row) => [row.index, toKnown(row)]));
}

/** What was processed of what an alarm watches. */
export interface Volume {
  /** Events since the window began, in whole minutes. */
  events: number;
  /** Start of the latest minute with an event; null when there is none, as far back as counters are kept. */
  lastMinute: Date | null;
}

/** How much came of log types or whole sources since their windows began, in the order in which it is asked for. */
export async function readVolumes(
  client: Queryable,
  asked: readonly { sourceId: string; logType: string; since: number }[],
  now: Date,
): Promise<Volume[]> {
  if (asked.length === 0) return [];
  const { rows } = await client.query<Volume>(
    `SELECT coalesce(volume.events, 0) AS events, latest.minute AS "lastMinute"
       FROM unnest($1::uuid[], $2::text[], $3::float8[]) WITH ORDINALITY AS g (source_id, log_type, since, n)
       LEFT JOIN LATERAL (
         SELECT sum(m.classified)::bigint AS events FROM log_source_minutes m
          WHERE m.source_id = g.source_id AND (g.log_type = '' OR m.log_type = g.log_type)
            AND m.minute >= to_timestamp(g.since / 1000.0) AND m.minute <= $4) AS volume ON true
       LEFT JOIN LATERAL (
         SELECT m.minute FROM log_source_minutes m
          WHERE m.source_id = g.source_id AND (g.log_type = '' OR m.log_type = g.log_type) AND m.classified > 0
            AND m.minute <= $4
          ORDER BY m.minute DESC LIMIT 1) AS latest ON true
      ORDER BY g.n`,
    [
      uuidArray(asked.map(({ sourceId }) => sourceId)),
      textArray(asked.map(({ logType }) => logType)),
      numberArray(asked.map(({ since }) => since)),
      now,
    ],
  );
  return rows;
}
