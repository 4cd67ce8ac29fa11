import "server-only";
import type { Queryable } from "#lib/db.ts";
import { type AlarmRow, keyOf } from "./alarm-rows.ts";
import type { Interval } from "./counted-time.ts";
import type { AlarmCalendar } from "./schema.ts";
import type { AlarmFacts, AlarmRule } from "./state-machine.ts";

/** Counters are a minute wide: an event in one happened before its end. */
const minuteMs = 60_000;
/** Counters are looked through this far back: a window in business hours can reach over months. */
const horizonDays = 200;
/** Arrivals within this time say how late events are. */
const lagWindowMinutes = 15;

const calendars = new Map<string, AlarmCalendar>();

/** The same object for equal calendars, so that what is worked out for one serves all. */
export function sharedCalendar(calendar: AlarmCalendar | null): AlarmCalendar | null {
  if (!calendar) return null;
  const key = JSON.stringify(calendar);
  const known = calendars.get(key);
  if (known) return known;
  if (calendars.size >= 1_000) calendars.clear();
  calendars.set(key, calendar);
  return calendar;
}

/** The rule of a row. A resumed source begins anew. */
export function ruleOf(row: AlarmRow): AlarmRule {
  return {
    signal: row.signal,
    minutesThreshold: row.minutesThreshold,
    calendar: sharedCalendar(row.calendar),
    snoozedUntil: row.snoozedUntil?.getTime() ?? null,
    state: row.state,
    stateChangedAt: row.stateChangedAt.getTime(),
    setAt: Math.max(row.setAt.getTime(), row.resumedAt?.getTime() ?? 0),
  };
}

interface Counted {
  /** Start of the minute. */
  minute: Date | null;
  lagSeconds: number | null;
}

/** What the counters say of alarms for which the source's last event is not enough. */
async function readCounters(client: Queryable, rows: readonly AlarmRow[], now: Date): Promise<Map<string, Counted>> {
  const asked = rows.filter((row) => row.signal !== "no-data" || row.logType !== "");
  if (asked.length === 0) return new Map();
  const { rows: found } = await client.query<Counted & { sourceId: string; logType: string; signal: string }>(
    `SELECT g.source_id AS "sourceId", g.log_type AS "logType", g.signal, reached.minute, late.lag AS "lagSeconds"
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[]) AS g (source_id, log_type, signal, minimum)
       LEFT JOIN LATERAL (
         SELECT minute FROM (
           SELECT m.minute, sum(m.classified) OVER (ORDER BY m.minute DESC) AS total
             FROM log_source_minutes m
            WHERE m.source_id = g.source_id AND (g.log_type = '' OR m.log_type = g.log_type) AND m.classified > 0
              AND m.minute <= $5 AND m.minute > $5::timestamptz - make_interval(days => $6)) AS back
          WHERE total >= g.minimum ORDER BY minute DESC LIMIT 1) AS reached ON g.signal <> 'late-data'
       LEFT JOIN LATERAL (
         SELECT min(m.lag_seconds_min) AS lag FROM log_source_minutes m
          WHERE m.source_id = g.source_id AND m.minute <= $5
            AND m.minute > $5::timestamptz - make_interval(mins => $7)) AS late ON g.signal = 'late-data'`,
    [
      asked.map((row) => row.sourceId),
      asked.map((row) => row.logType),
      asked.map((row) => row.signal),
      asked.map((row) => row.minimumEvents),
      now,
      horizonDays,
      lagWindowMinutes,
    ],
  );
  return new Map(found.map((row) => [keyOf(row), row]));
}

/**
 * The facts of alarms, keyed by `keyOf`. A backlog is left out (false): it costs a look-up each and matters only to those
 * that are about to go off; see `recheck`.
 */
export async function readFacts(
  client: Queryable,
  rows: readonly AlarmRow[],
  gaps: readonly Interval[],
  now: Date,
): Promise<Map<string, AlarmFacts>> {
  const counters = await readCounters(client, rows, now);
  return new Map(
    rows.map((row) => {
      const counted = counters.get(keyOf(row));
      const lastProcessed = row.lastEventProcessedAt?.getTime() ?? null;
      let lastEventAt = lastProcessed;
      if (counted) {
        // The source's last event bounds the minute from above, exactly.
        const end = counted.minute === null ? null : counted.minute.getTime() + minuteMs;
        lastEventAt = end === null ? null : Math.min(end, lastProcessed ?? end);
      }
      const lagMs = counted?.lagSeconds == null ? null : counted.lagSeconds * 1000;
      return [keyOf(row), { isPaused: row.isPaused, hasBacklog: false, lastEventAt, lagMs, gaps }];
    }),
  );
}

/**
 * The rows as they are now, and which of their sources have a backlog. Both come from one snapshot: a batch that is being
 * committed is either in the last event or still in the backlog, never in neither.
 */
export async function recheck(
  client: Queryable,
  rows: readonly AlarmRow[],
): Promise<{ rows: AlarmRow[]; withBacklog: Set<string> }> {
  const ids = [...new Set(rows.map((row) => row.sourceId))];
  const { rows: sources } = await client.query<
    Pick<AlarmRow, "sourceId" | "isPaused" | "resumedAt" | "lastEventProcessedAt"> & { hasBacklog: boolean }
  >(
    `SELECT s.id AS "sourceId", s.is_paused AS "isPaused", s.resumed_at AS "resumedAt",
            s.last_event_processed_at AS "lastEventProcessedAt",
            EXISTS (SELECT 1 FROM log_batches b WHERE b.source_id = s.id AND b.state = 'pending') AS "hasBacklog"
       FROM log_sources s WHERE s.id = ANY($1::uuid[])`,
    [ids],
  );
  const bySource = new Map(sources.map(({ sourceId, hasBacklog, ...source }) => [sourceId, { hasBacklog, source }]));
  return {
    rows: rows.flatMap((row) => {
      const found = bySource.get(row.sourceId);
      return found ? [{ ...row, ...found.source }] : [];
    }),
    withBacklog: new Set(sources.filter((source) => source.hasBacklog).map((source) => source.sourceId)),
  };
}
