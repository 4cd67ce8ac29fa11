/**
 * The heartbeat of the pipeline. Every tick says that it was up until now, so a gap between two rows is an outage of ours,
 * which is no sender's silence. A clock that jumps ahead leaves a gap as well; one that was ahead and came back is healed.
 */
import "server-only";
import { inTransaction, type Queryable } from "#lib/db.ts";
import { gapsOf, type Interval } from "./alarm/counted-time.ts";

/** Ticks that are further apart than this had an outage between them: two and a half intervals. */
const toleratedMs = 150_000;
/** A clock that is back by less than this is put up with. */
const toleratedBackMs = 60_000;
/** Longer than any silence can count, also in business hours. */
const keptMs = 400 * 86_400_000;

/** Held while the heartbeat is written, so that two schedulers do so in turn. ("dropoff" as an int8) */
const heartbeatLock = "28271360430892646";

/** The one clock that all replicas share. */
export async function databaseNow(client: Queryable): Promise<Date> {
  const { rows } = await client.query<{ now: Date }>("SELECT clock_timestamp() AS now");
  return rows[0]?.now ?? new Date();
}

/** What lies ahead was written by a clock that was wrong: it counts as now, and every alarm is looked at again. */
async function heal(client: Queryable, now: Date): Promise<void> {
  await client.query("DELETE FROM pipeline_uptime WHERE up_from > $1", [now]);
  await client.query("UPDATE pipeline_uptime SET up_until = $1 WHERE up_until > $1", [now]);
  await client.query(
    `WITH ahead AS (DELETE FROM log_source_minutes WHERE minute > $1 RETURNING *)
     INSERT INTO log_source_minutes AS m (source_id, minute, log_type, classified, failed, bytes, lag_seconds_min, lag_seconds_max)
     SELECT source_id, date_trunc('minute', $1::timestamptz), log_type, sum(classified), sum(failed), sum(bytes),
            min(lag_seconds_min), max(lag_seconds_max) FROM ahead GROUP BY source_id, log_type
     ON CONFLICT (source_id, minute, log_type) DO UPDATE
       SET classified = m.classified + excluded.classified, failed = m.failed + excluded.failed, bytes = m.bytes + excluded.bytes,
           lag_seconds_min = least(m.lag_seconds_min, excluded.lag_seconds_min),
           lag_seconds_max = greatest(m.lag_seconds_max, excluded.lag_seconds_max)`,
    [now],
  );
  await client.query(
    `WITH ahead AS (DELETE FROM log_source_quarters WHERE quarter > $1 RETURNING *)
     INSERT INTO log_source_quarters AS q (source_id, quarter, classified, failed, refused, bytes)
     SELECT source_id, date_bin('15 minutes', $1::timestamptz, 'epoch'), sum(classified), sum(failed), sum(refused), sum(bytes)
       FROM ahead GROUP BY source_id
     ON CONFLICT (source_id, quarter) DO UPDATE
       SET classified = q.classified + excluded.classified, failed = q.failed + excluded.failed,
           refused = q.refused + excluded.refused, bytes = q.bytes + excluded.bytes`,
    [now],
  );
  await client.query("UPDATE log_source_log_types SET last_event_at = $1 WHERE last_event_at > $1", [now]);
  await client.query("DELETE FROM log_source_pauses WHERE paused_at > $1 AND resumed_at IS NOT NULL", [now]);
  await client.query("UPDATE log_source_pauses SET paused_at = $1 WHERE paused_at > $1", [now]);
  await client.query("UPDATE log_source_pauses SET resumed_at = $1 WHERE resumed_at > $1", [now]);
  await client.query("UPDATE log_sources SET last_event_processed_at = $1 WHERE last_event_processed_at > $1", [now]);
  await client.query("UPDATE log_sources SET resumed_at = $1 WHERE resumed_at > $1", [now]);
  await client.query(
    `UPDATE log_source_alarms
        SET set_at = LEAST(set_at, $1), state_changed_at = LEAST(state_changed_at, $1), due_at = LEAST(due_at, $1)`,
    [now],
  );
}

/**
 * Says that the pipeline is up now. Call it before the alarms are looked at. @returns that now.
 * @param given the database's clock when left out, read once it is this scheduler's turn: one that stood still before that
 * is not taken for a clock that was put back. Tests give theirs.
 */
export async function recordHeartbeat(given?: Date): Promise<Date> {
  return inTransaction(async (client) => {
    await client.query("SELECT pg_advisory_xact_lock($1)", [heartbeatLock]);
    const now = given ?? (await databaseNow(client));
    const latest = async () => {
      const { rows } = await client.query<{ upUntil: Date }>(
        'SELECT up_until AS "upUntil" FROM pipeline_uptime ORDER BY up_from DESC LIMIT 1',
      );
      return rows[0]?.upUntil.getTime() ?? Number.NEGATIVE_INFINITY;
    };
    let upUntil = await latest();
    if (upUntil > now.getTime() + toleratedBackMs) {
      await heal(client, now);
      upUntil = await latest();
    }
    if (upUntil >= now.getTime() - toleratedMs) {
      await client.query(
        `UPDATE pipeline_uptime SET up_until = GREATEST(up_until, $1)
          WHERE up_from = (SELECT max(up_from) FROM pipeline_uptime)`,
        [now],
      );
      return now;
    }
    // A sign of life that nothing followed covers no time: it makes room, so that ticks far apart do not fill the table.
    // The very first stays, because nothing before it says since when the pipeline was down.
    await client.query(
      `DELETE FROM pipeline_uptime WHERE up_from = up_until AND up_from < $1
          AND up_from > (SELECT min(up_from) FROM pipeline_uptime)`,
      [now],
    );
    await client.query("INSERT INTO pipeline_uptime (up_from, up_until) VALUES ($1, $1) ON CONFLICT DO NOTHING", [now]);
    await client.query("DELETE FROM pipeline_uptime WHERE up_until < $1", [new Date(now.getTime() - keptMs)]);
    return now;
  });
}

/** The times in which the pipeline was down, in order, with the one that still runs when no tick came for a while. */
export async function readDowntime(client: Queryable, now: Date): Promise<Interval[]> {
  const { rows } = await client.query<{ upFrom: Date; upUntil: Date }>(
    'SELECT up_from AS "upFrom", up_until AS "upUntil" FROM pipeline_uptime ORDER BY up_from',
  );
  const up = rows.map((row) => ({ from: row.upFrom.getTime(), until: row.upUntil.getTime() }));
  const latest = up.at(-1);
  const isDown = latest !== undefined && latest.until < now.getTime() - toleratedMs;
  return gapsOf(isDown ? [...up, { from: now.getTime(), until: now.getTime() }] : up);
}
