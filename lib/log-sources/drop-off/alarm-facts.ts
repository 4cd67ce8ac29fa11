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

/** The facts of alarms, keyed by `keyOf`. */
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
      return [
        keyOf(row),
        { isPaused: row.isPaused, pendingSince: row.pendingSince?.getTime() ?? null, lastEventAt, lagMs, gaps },
      ];
    }),
  );
}
