/** When sources were paused: alarms neither hold that time against their senders nor wait for it to count. */
import "server-only";
import { pool, type Queryable } from "#lib/db.ts";
import { type Interval, union } from "./alarm/counted-time.ts";

/**
 * Pauses or resumes a source, and has the next tick look at its alarms. One that is so already stays as it is.
 * @param now the database's clock when left out; tests give theirs.
 */
export async function setPaused(sourceId: string, isPaused: boolean, now: Date | null = null): Promise<void> {
  await pool.query(
    `WITH changed AS (
       UPDATE log_sources s SET is_paused = $2, updated_at = clock_timestamp(),
              resumed_at = CASE WHEN $2 THEN s.resumed_at ELSE given.at END
         FROM (SELECT COALESCE($3::timestamptz, statement_timestamp()) AS at) AS given
        WHERE s.id = $1 AND s.is_paused <> $2 RETURNING s.id, given.at
     ), begun AS (
       INSERT INTO log_source_pauses (source_id, paused_at) SELECT id, at FROM changed WHERE $2 ON CONFLICT DO NOTHING
     ), due AS (
       INSERT INTO health_checks_due AS d (source_id, due_at) SELECT id, at FROM changed
       ON CONFLICT (source_id) DO UPDATE SET due_at = least(d.due_at, excluded.due_at)
     ), ended AS (
       UPDATE log_source_pauses p SET resumed_at = GREATEST(p.paused_at, changed.at) FROM changed
        WHERE NOT $2 AND p.source_id = changed.id AND p.resumed_at IS NULL
     )
     UPDATE log_source_alarms a SET due_at = changed.at FROM changed WHERE a.source_id = changed.id AND a.due_at > changed.at`,
    [sourceId, isPaused, now],
  );
}

/** The times in which each of the sources was paused until now, ordered and disjoint; those that never were are left out. */
export async function readPauses(
  client: Queryable,
  sourceIds: readonly string[],
  now: Date,
): Promise<Map<string, Interval[]>> {
  const { rows } = await client.query<{ sourceId: string; pausedAt: Date; until: Date }>(
    `SELECT source_id AS "sourceId", paused_at AS "pausedAt", COALESCE(resumed_at, $2) AS until FROM log_source_pauses
      WHERE source_id = ANY($1::uuid[]) AND paused_at < COALESCE(resumed_at, $2)`,
    [sourceIds, now],
  );
  const bySource = Map.groupBy(rows, (row) => row.sourceId);
  return new Map(
    [...bySource].map(([sourceId, pauses]) => {
      const intervals = pauses.map(({ pausedAt, until }) => ({ from: pausedAt.getTime(), until: until.getTime() }));
      return [sourceId, union(intervals, [])];
    }),
  );
}
