/** What an alarm would have done with the events that came: the state machine, replayed. Pure. */
import { minutesInWords } from "#lib/duration-words.ts";
import { countedTime, type Interval } from "./counted-time.ts";
import { type AlarmCalendar, type AlarmSignal, type BackTest, type BackTestAlarm, weekdayLabels } from "./schema.ts";
import { type AlarmFacts, type AlarmRule, step } from "./state-machine.ts";
import { civilDayAt, weekdayOf } from "./zoned-time.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
const lagWindowMs = 15 * minuteMs;
const maxListed = 50;

export const historyDays = 30;

/** A minute in which events were processed. */
export interface HistoryMinute {
  /** Its start, epoch milliseconds. */
  at: number;
  events: number;
  /** How late its freshest events arrived; null when not known. */
  lagMs: number | null;
}

export interface TestedRule {
  signal: AlarmSignal;
  minutesThreshold: number;
  minimumEvents: number;
  calendar: AlarmCalendar | null;
}

/** One alarm of a replay. `until` is null when events had not come back at its end. */
export interface Edge {
  at: number;
  until: number | null;
}

/**
 * Replays an alarm that was set at `from` over the minutes until `now`, oldest first.
 * @param minutes ordered; those without events may be left out.
 */
export function replay(
  tested: TestedRule,
  minutes: readonly HistoryMinute[],
  gaps: readonly Interval[],
  from: number,
  now: number,
): Edge[] {
  const rule: AlarmRule = {
    ...tested,
    snoozedUntil: null,
    state: "INSUFFICIENT_DATA",
    stateChangedAt: from,
    setAt: from,
  };
  const facts: AlarmFacts = { isPaused: false, pendingSince: null, lastEventAt: null, lagMs: null, gaps };
  const edges: Edge[] = [];
  let dueAt = from;
  const lookAt = (at: number) => {
    const outcome = step(rule, facts, at);
    dueAt = outcome.dueAt;
    if (outcome.state === rule.state) return;
    rule.state = outcome.state;
    rule.stateChangedAt = at;
    if (outcome.effect === "raise") edges.push({ at, until: null });
    const latest = edges.at(-1);
    if (outcome.effect === "resolve" && latest) latest.until = at;
  };
  const lookUntil = (at: number) => {
    while (dueAt < at) lookAt(dueAt);
  };

  const needed = tested.signal === "low-volume" ? tested.minimumEvents : 1;
  let oldest = 0;
  let sum = 0;
  for (const [index, minute] of minutes.entries()) {
    const at = minute.at + minuteMs;
    if (at > now) break;
    if (at >= from) lookUntil(at);
    sum += minute.events;
    while (sum - (minutes[oldest]?.events ?? 0) >= needed) {
      sum -= minutes[oldest]?.events ?? 0;
      oldest += 1;
    }
    facts.lastEventAt = sum >= needed ? (minutes[oldest]?.at ?? 0) + minuteMs : null;
    if (tested.signal === "late-data") facts.lagMs = latestLag(minutes, index);
    if (at >= from && (tested.signal === "late-data" || rule.state !== "OK")) lookAt(at);
  }
  // Without arrivals there is no lateness to look at.
  if (tested.signal !== "late-data") lookUntil(now);
  return edges;
}

function latestLag(minutes: readonly HistoryMinute[], index: number): number | null {
  const end = minutes[index]?.at ?? 0;
  let lag: number | null = null;
  for (let at = index; at >= 0; at -= 1) {
    const minute = minutes[at];
    if (!minute || minute.at <= end - lagWindowMs) break;
    if (minute.lagMs !== null) lag = Math.min(lag ?? minute.lagMs, minute.lagMs);
  }
  return lag;
}

/** "4 alarms in the last 30 days, 3 on Sundays". */
export function summarise(alarms: readonly BackTestAlarm[], days: number): string {
  const period = days === 1 ? "in the last day" : `in the last ${days} days`;
  if (alarms.length === 0) return `No alarm ${period}`;
  const count = `${alarms.length} ${alarms.length === 1 ? "alarm" : "alarms"} ${period}`;
  const byDay = new Map<number, number>();
  for (const { weekday } of alarms) byDay.set(weekday, (byDay.get(weekday) ?? 0) + 1);
  const [most] = [...byDay].sort((a, b) => b[1] - a[1]);
  if (!most || alarms.length < 2 || most[1] < 2 || most[1] * 2 < alarms.length) return count;
  const on = `on ${weekdayLabels[most[0]]}s`;
  if (most[1] === alarms.length) return `${count}, ${alarms.length === 2 ? "both" : "all"} ${on}`;
  return `${count}, ${most[1]} ${on}`;
}

/** That nothing would have been raised means nothing when nothing could have been. */
function tooYoung(historyMs: number): string {
  const history = minutesInWords(Math.max(1, Math.round(historyMs / minuteMs)));
  return `There is not enough history yet (${history}) to say what would have happened`;
}

/**
 * Replays a rule over what there is of the last 30 days.
 * @param since when there first was something to count: the source's creation or its first event.
 * @param timeZone whose weekdays the summary speaks of.
 */
export function backTest(
  tested: TestedRule,
  minutes: readonly HistoryMinute[],
  gaps: readonly Interval[],
  since: number,
  now: number,
  timeZone: string,
): BackTest {
  const from = Math.max(since, now - historyDays * dayMs);
  const alarms = replay(tested, minutes, gaps, from, now)
    .map(({ at, until }) => ({
      at: new Date(at).toISOString(),
      until: until === null ? null : new Date(until).toISOString(),
      weekday: weekdayOf(civilDayAt(timeZone, at)),
    }))
    .reverse();
  const days = Math.min(historyDays, Math.max(1, Math.round((now - from) / dayMs)));
  const { counted } = countedTime(tested.calendar, gaps, from, now);
  const isTooYoung = counted < tested.minutesThreshold * minuteMs || minutes.length === 0;
  const summary = alarms.length === 0 && isTooYoung ? tooYoung(now - from) : summarise(alarms, days);
  return { days, alarms: alarms.slice(0, maxListed), count: alarms.length, summary };
}
