/** The clock of an alarm: it runs while the pipeline was up and the alarm's calendar expects events. Pure. */
import type { AlarmCalendar } from "./schema.ts";
import { type CivilDay, civilDayAt, dateOf, instantOf, weekdayOf } from "./zoned-time.ts";

/** Epoch milliseconds, `from` included, `until` not. */
export interface Interval {
  from: number;
  until: number;
}

/** A calendar that expects nothing for this long expects nothing at all. */
const horizonDays = 800;

function minuteOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

/** The hours of a calendar that begin on `day`; null when it expects nothing then. */
function intervalOn(calendar: AlarmCalendar, day: CivilDay): Interval | null {
  if (!calendar.weekdays.includes(weekdayOf(day)) || calendar.holidays.includes(dateOf(day))) return null;
  const from = calendar.hours ? minuteOf(calendar.hours.from) : 0;
  const to = calendar.hours ? minuteOf(calendar.hours.to) : 1440;
  const until = to > from ? to : to + 1440;
  return {
    from: instantOf(calendar.timeZone, day, from, "earlier"),
    until: instantOf(calendar.timeZone, day, until, "later"),
  };
}

const expectedByCalendar = new WeakMap<AlarmCalendar, Map<CivilDay, Interval | null>>();

function expectedOn(calendar: AlarmCalendar, day: CivilDay): Interval | null {
  let days = expectedByCalendar.get(calendar);
  if (!days) {
    days = new Map();
    expectedByCalendar.set(calendar, days);
  }
  let interval = days.get(day);
  if (interval === undefined) {
    interval = intervalOn(calendar, day);
    days.set(day, interval);
  }
  return interval;
}

/** The intervals in which the calendar expects events, in order and disjoint, from the one that holds or follows `from`. */
function* expectedIntervals(calendar: AlarmCalendar | null, from: number): Generator<Interval> {
  if (!calendar) {
    yield { from, until: Number.POSITIVE_INFINITY };
    return;
  }
  // Hours may reach over midnight, and yesterday's may still run.
  const first = civilDayAt(calendar.timeZone, from) - 1;
  let reached = from;
  for (let day = first; day < first + horizonDays; day += 1) {
    const interval = expectedOn(calendar, day);
    if (!interval || interval.until <= reached) continue;
    yield { from: Math.max(interval.from, reached), until: interval.until };
    reached = interval.until;
  }
}

/** Milliseconds of `interval` in which one of the ordered, disjoint `gaps` runs. */
export function overlap(gaps: readonly Interval[], interval: Interval): number {
  let total = 0;
  for (const gap of gaps) {
    const from = Math.max(gap.from, interval.from);
    const until = Math.min(gap.until, interval.until);
    if (until > from) total += until - from;
  }
  return total;
}

export interface Counted {
  /** Milliseconds that count. */
  counted: number;
  /** Milliseconds that would have counted, had the pipeline been up. */
  down: number;
}

/** How much of [from, until) counts: expected by the calendar, and outside the gaps. */
export function countedTime(
  calendar: AlarmCalendar | null,
  gaps: readonly Interval[],
  from: number,
  until: number,
): Counted {
  let expected = 0;
  let down = 0;
  if (until > from) {
    for (const interval of expectedIntervals(calendar, from)) {
      if (interval.from >= until) break;
      const part = { from: interval.from, until: Math.min(interval.until, until) };
      expected += part.until - part.from;
      down += overlap(gaps, part);
    }
  }
  return { counted: expected - down, down };
}

/**
 * The first moment at which `amount` milliseconds have counted since `from`; null when the calendar expects nothing more.
 */
export function countedUntil(
  calendar: AlarmCalendar | null,
  gaps: readonly Interval[],
  from: number,
  amount: number,
): number | null {
  let left = amount;
  for (const interval of expectedIntervals(calendar, from)) {
    let at = interval.from;
    for (const gap of gaps) {
      if (gap.until <= at) continue;
      if (gap.from >= interval.until) break;
      const run = Math.max(0, gap.from - at);
      if (run >= left) return at + left;
      left -= run;
      at = Math.max(at, gap.until);
      if (at >= interval.until) break;
    }
    const run = interval.until - at;
    if (run >= left) return at + left;
    left -= Math.max(0, run);
  }
  return null;
}

/** The moment, now or later, from which the calendar expects events; null when it never does again. */
export function nextExpected(calendar: AlarmCalendar | null, now: number): number | null {
  for (const interval of expectedIntervals(calendar, now)) return interval.from;
  return null;
}

/**
 * The gaps between rows of uptime, in order: time in which the pipeline was down.
 * @param rows ordered and disjoint.
 */
export function gapsOf(rows: readonly Interval[]): Interval[] {
  const gaps: Interval[] = [];
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    if (before && row.from > before.until) gaps.push({ from: before.until, until: row.from });
  }
  return gaps;
}
