/** What an alarm would have done with the events that came: the state machine, replayed. Pure. */

import type { AlarmCalendar, BackTest, BackTestAlarm } from "#lib/drop-off/schema.ts";
import { weekdayLabels } from "#lib/drop-off/terms.ts";
import { minutesInWords } from "#lib/duration-words.ts";
import type { AlarmSignal } from "#lib/log-source-kinds/terms.ts";
import { countedTime, endOf, type Interval, union } from "./counted-time.ts";
import { type AlarmFacts, type AlarmRule, evaluateAlarm } from "./evaluate-alarm.ts";
import { type Arrival, arrivalsKeptMs, freshest } from "./lateness.ts";
import { civilDayAt, weekdayOf } from "./zoned-time.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
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

/** When silence and lateness were our own doing. Ordered and disjoint, each. */
export interface ExcludedTime {
  /** Times in which the pipeline was down. */
  downtime: readonly Interval[];
  /** Times in which the source was paused. */
  pauses: readonly Interval[];
}

/** What the counters say at a moment of a replay that goes on in time. */
class Counters {
  readonly #minutes: readonly HistoryMinute[];
  readonly #needed: number;
  #known = 0;
  #oldest = 0;
  #sum = 0;

  constructor(minutes: readonly HistoryMinute[], needed: number) {
    this.#minutes = minutes;
    this.#needed = needed;
  }

  /** The end of the next minute that is not known yet. */
  get nextAt(): number {
    return (this.#minutes[this.#known]?.at ?? Number.POSITIVE_INFINITY) + minuteMs;
  }

  /** Takes in the next minute. */
  advance(): void {
    this.#sum += this.#minutes[this.#known]?.events ?? 0;
    this.#known += 1;
    while (this.#sum - (this.#minutes[this.#oldest]?.events ?? 0) >= this.#needed) {
      this.#sum -= this.#minutes[this.#oldest]?.events ?? 0;
      this.#oldest += 1;
    }
  }

  /** The end of the latest minute since which enough events came; null when there is none. */
  get reachedAt(): number | null {
    return this.#sum >= this.#needed ? (this.#minutes[this.#oldest]?.at ?? 0) + minuteMs : null;
  }

  *arrivals(now: number): Generator<Arrival> {
    for (let index = this.#known - 1; index >= 0; index -= 1) {
      const minute = this.#minutes[index];
      if (!minute || minute.at + minuteMs <= now - arrivalsKeptMs) return;
      if (minute.lagMs !== null) yield { at: minute.at + minuteMs, lagMs: minute.lagMs };
    }
  }
}

/**
 * Replays an alarm that was set at `from` over the minutes until `now`, oldest first.
 * @param minutes ordered; those without events may be left out.
 */
export function replay(
  tested: TestedRule,
  minutes: readonly HistoryMinute[],
  { downtime, pauses }: ExcludedTime,
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
  const held = union(downtime, pauses);
  const isLate = tested.signal === "late-data";
  const counters = new Counters(minutes, tested.signal === "low-volume" ? tested.minimumEvents : 1);
  const edges: Edge[] = [];
  let isPaused = false;
  let dueAt = from;
  const lookAt = (at: number) => {
    const lateness = freshest(isLate ? counters.arrivals(at) : [], downtime, held);
    const facts: AlarmFacts = { isPaused, pendingSince: null, lastEventAt: counters.reachedAt, ...lateness, downtime };
    const outcome = evaluateAlarm(rule, facts, at);
    dueAt = outcome.dueAt;
    if (outcome.state === rule.state) return;
    rule.state = outcome.state;
    rule.stateChangedAt = at;
    if (outcome.effect === "raise") edges.push({ at, until: null });
    const latest = edges.at(-1);
    if (outcome.effect === "resolve" && latest) latest.until = at;
  };
  const lookUntil = (at: number) => {
    while (dueAt < at) {
      // Nobody looks while the pipeline is down.
      const upAt = endOf(downtime, dueAt);
      if (upAt === null) lookAt(dueAt);
      else dueAt = upAt;
    }
  };
  const processUntil = (until: number) => {
    while (counters.nextAt <= until) {
      const at = counters.nextAt;
      if (at >= from) lookUntil(at);
      counters.advance();
      if (at >= from && (isLate || rule.state !== "OK")) lookAt(at);
    }
    lookUntil(until);
  };

  for (const pause of pauses) {
    if (pause.until <= from || pause.from >= now) continue;
    // What is processed in the moment of the pause finds the source paused, as it does live.
    processUntil(pause.from - 1);
    lookUntil(pause.from);
    isPaused = true;
    dueAt = Math.min(dueAt, Math.max(pause.from, from));
    if (pause.until >= now) break;
    processUntil(pause.until);
    isPaused = false;
    rule.setAt = pause.until;
    dueAt = pause.until;
  }
  processUntil(now);
  lookUntil(now + 1);
  return edges;
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
  held: ExcludedTime,
  since: number,
  now: number,
  timeZone: string,
): BackTest {
  const from = Math.max(since, now - historyDays * dayMs);
  const alarms = replay(tested, minutes, held, from, now)
    .map(({ at, until }) => ({
      at: new Date(at).toISOString(),
      until: until === null ? null : new Date(until).toISOString(),
      weekday: weekdayOf(civilDayAt(timeZone, at)),
    }))
    .reverse();
  const days = Math.min(historyDays, Math.max(1, Math.round((now - from) / dayMs)));
  const { counted } = countedTime(tested.calendar, union(held.downtime, held.pauses), from, now);
  const isTooYoung = counted < tested.minutesThreshold * minuteMs || minutes.length === 0;
  const summary = alarms.length === 0 && isTooYoung ? tooYoung(now - from) : summarise(alarms, days);
  return { days, alarms: alarms.slice(0, maxListed), count: alarms.length, summary };
}
