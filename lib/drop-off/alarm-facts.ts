import "server-only";
import type { Queryable } from "#lib/db.ts";
import { keptDays } from "#lib/log-source-kinds/kept-days.ts";
import { countedSince, type Interval, union } from "./alarm/counted-time.ts";
import type { AlarmFacts, AlarmRule } from "./alarm/evaluate-alarm.ts";
import { arrivalsKeptMs, freshest, type Lateness } from "./alarm/lateness.ts";
import { type AlarmRow, keyOf } from "./alarm-rows.ts";
import { readPauses } from "./pauses.ts";
import type { AlarmCalendar } from "./schema.ts";

/** Counters are a minute wide: an event in one happened before its end. */
const minuteMs = 60_000;
const dayMs = 86_400_000;

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
    snoozedUntil: row.snoozedUntil,
    state: row.state,
    stateChangedAt: row.stateChangedAt,
    setAt: Math.max(row.setAt, row.resumedAt ?? 0),
  };
}

/** When the latest event of each log type that an alarm watches by itself was processed. */
async function readLastEvents(client: Queryable, rows: readonly AlarmRow[]): Promise<Map<string, number>> {
  const asked = rows.filter((row) => row.logType !== "");
  if (asked.length === 0) return new Map();
  const { rows: found } = await client.query<{ sourceId: string; logType: string; lastEventAt: Date }>(
    `SELECT source_id AS "sourceId", log_type AS "logType", last_event_at AS "lastEventAt"
       FROM log_source_log_types JOIN unnest($1::uuid[], $2::text[]) AS g (source_id, log_type) USING (source_id, log_type)
      GROUP BY source_id, log_type`,
    [asked.map((row) => row.sourceId), asked.map((row) => row.logType)],
  );
  return new Map(found.map((row) => [`${row.sourceId} ${row.logType}`, row.lastEventAt.getTime()]));
}

/** Where the look back for the expected number ends. */
interface LookBack {
  row: AlarmRow;
  /** Counters before do not matter; epoch milliseconds. */
  from: number;
  /** Whether the window reaches back before all counters, so that they cannot say that it has become full. */
  isOutlasted: boolean;
}

/**
 * An alarm that is out only asks for the window up to now. Another one may have been held back since its window was full:
 * it asks as far back as silence can count.
 */
function lookBackOf(row: AlarmRow, downtime: readonly Interval[], now: number): LookBack {
  const rule = ruleOf(row);
  const keptFrom = now - keptDays * dayMs;
  const windowFrom =
    countedSince(rule.calendar, downtime, now, row.minutesThreshold * minuteMs) ?? Number.NEGATIVE_INFINITY;
  const from = rule.state === "ALARM" ? windowFrom : Math.min(windowFrom, rule.setAt);
  return {
    row,
    from: Math.max(from, keptFrom),
    isOutlasted: rule.state !== "ALARM" && Math.max(windowFrom, rule.setAt) < keptFrom,
  };
}

/** low-volume: the end of the latest minute since which the expected number of events came, by `keyOf`. */
async function readReached(client: Queryable, asked: readonly LookBack[], now: Date): Promise<Map<string, number>> {
  if (asked.length === 0) return new Map();
  const { rows: found } = await client.query<{ sourceId: string; logType: string; signal: string; minute: Date }>(
    `SELECT g.source_id AS "sourceId", g.log_type AS "logType", 'low-volume' AS signal, reached.minute
       FROM unnest($1::uuid[], $2::text[], $3::bigint[], $4::float8[]) AS g (source_id, log_type, minimum, from_ms)
      CROSS JOIN LATERAL (
         SELECT minute FROM (
           SELECT m.minute, sum(m.classified) OVER (ORDER BY m.minute DESC) AS total
             FROM log_source_minutes m
            WHERE m.source_id = g.source_id AND (g.log_type = '' OR m.log_type = g.log_type) AND m.classified > 0
              AND m.minute <= $5 AND m.minute > to_timestamp(g.from_ms / 1000) - interval '1 minute') AS back
          WHERE total >= g.minimum ORDER BY minute DESC LIMIT 1) AS reached`,
    [
      asked.map(({ row }) => row.sourceId),
      asked.map(({ row }) => row.logType),
      asked.map(({ row }) => row.minimumEvents),
      asked.map(({ from }) => from),
      now,
    ],
  );
  return new Map(found.map((row) => [keyOf(row), row.minute.getTime() + minuteMs]));
}

/** late-data: how late events are, by source id. */
async function readLateness(
  client: Queryable,
  rows: readonly AlarmRow[],
  downtime: readonly Interval[],
  now: Date,
): Promise<Map<string, Lateness>> {
  const sourceIds = rows.flatMap((row) => (row.signal === "late-data" ? [row.sourceId] : []));
  if (sourceIds.length === 0) return new Map();
  const { rows: found } = await client.query<{ sourceId: string; minute: Date; lagSeconds: number }>(
    `SELECT source_id AS "sourceId", minute, min(lag_seconds_min) AS "lagSeconds" FROM log_source_minutes
      WHERE source_id = ANY($1::uuid[]) AND minute <= $2 AND minute > $3 AND lag_seconds_min IS NOT NULL
      GROUP BY source_id, minute`,
    [sourceIds, now, new Date(now.getTime() - arrivalsKeptMs - minuteMs)],
  );
  const pauses = await readPauses(client, sourceIds, now);
  return new Map(
    [...Map.groupBy(found, (row) => row.sourceId)].map(([sourceId, minutes]) => {
      const arrivals = minutes.map(({ minute, lagSeconds }) => ({
        at: Math.min(minute.getTime() + minuteMs, now.getTime()),
        lagMs: lagSeconds * 1000,
      }));
      const paused = pauses.get(sourceId);
      return [sourceId, freshest(arrivals, downtime, paused ? union(downtime, paused) : downtime)];
    }),
  );
}

const notLate: Lateness = { lagMs: null, lagDownMs: 0, lagPausedMs: 0 };

/** The facts of alarms, in their order. */
export async function readFacts(
  client: Queryable,
  rows: readonly AlarmRow[],
  downtime: readonly Interval[],
  now: Date,
): Promise<AlarmFacts[]> {
  const lastEvents = await readLastEvents(client, rows);
  const lateness = await readLateness(client, rows, downtime, now);
  const lookBacks = rows.flatMap((row) =>
    row.signal === "low-volume" ? [lookBackOf(row, downtime, now.getTime())] : [],
  );
  const reached = await readReached(client, lookBacks, now);
  const outlasted = new Map(lookBacks.map(({ row, from, isOutlasted }) => [row, isOutlasted ? from : null]));
  const lastEventOf = (row: AlarmRow): number | null =>
    row.logType === "" ? row.lastEventProcessedAt : (lastEvents.get(`${row.sourceId} ${row.logType}`) ?? null);
  return rows.map((row) => {
    let lastEventAt = lastEventOf(row);
    if (row.signal === "low-volume") {
      // The latest event bounds the minute from above, exactly; what counters do not reach back to may have been enough.
      const at = reached.get(keyOf(row)) ?? outlasted.get(row) ?? null;
      lastEventAt = at === null || lastEventAt === null ? at : Math.min(at, lastEventAt);
    }
    const { lagMs, lagDownMs, lagPausedMs } = lateness.get(row.sourceId) ?? notLate;
    const { isPaused, pendingSince } = row;
    return { isPaused, pendingSince, lastEventAt, lagMs, lagDownMs, lagPausedMs, downtime };
  });
}
