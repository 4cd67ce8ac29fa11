/** The clock of an alarm: it runs while the pipeline was up and the alarm's calendar expects events. Pure. */
import type { AlarmCalendar } from "#lib/drop-off/schema.ts";
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

/**
 * The hours of a calendar that begin on `day`; null when it expects nothing then. Those that reach into a holiday end at
 * its midnight, and those that would begin on it do not take place at all.
 */
function intervalOn(calendar: AlarmCalendar, day: CivilDay): Interval | null {
  const isHoliday = (date: CivilDay) => calendar.holidays.includes(dateOf(date));
  if (!calendar.weekdays.includes(weekdayOf(day)) || isHoliday(day)) return null;
  const from = calendar.hours ? minuteOf(calendar.hours.from) : 0;
  const to = calendar.hours ? minuteOf(calendar.hours.to) : 1440;
  const until = to > from ? to : isHoliday(day + 1) ? 1440 : to + 1440;
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

/** The same as `expectedIntervals`, from the one that holds or precedes `until` back into the past. */
function* expectedIntervalsBack(calendar: AlarmCalendar | null, until: number): Generator<Interval> {
  if (!calendar) {
    yield { from: Number.NEGATIVE_INFINITY, until };
    return;
  }
  const last = civilDayAt(calendar.timeZone, until);
  let reached = until;
  for (let day = last; day > last - horizonDays; day -= 1) {
    const interval = expectedOn(calendar, day);
    if (!interval || interval.from >= reached) continue;
    yield { from: interval.from, until: Math.min(interval.until, reached) };
    reached = interval.from;
  }
}

/** Index of the first of the ordered, disjoint `gaps` that ends after `at`; their number when none does. */
function firstEndingAfter(downtime: readonly Interval[], at: number): number {
  let low = 0;
  let high = downtime.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((downtime[middle]?.until ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Those of the ordered, disjoint `gaps` that run in `interval`, in order. */
function* gapsIn(downtime: readonly Interval[], interval: Interval): Generator<Interval> {
  for (let index = firstEndingAfter(downtime, interval.from); index < downtime.length; index += 1) {
    const gap = downtime[index];
    if (!gap || gap.from >= interval.until) return;
    yield gap;
  }
}

/** All times that are in one of two ordered, disjoint lists, as one such list. */
export function union(one: readonly Interval[], other: readonly Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const { from, until } of [...one, ...other].sort((a, b) => a.from - b.from)) {
    const latest = merged.at(-1);
    if (latest && from <= latest.until) latest.until = Math.max(latest.until, until);
    else merged.push({ from, until });
  }
  return merged;
}

/** When the one of the ordered, disjoint `gaps` that runs at a moment ends; null when none runs. */
export function endOf(downtime: readonly Interval[], at: number): number | null {
  const gap = downtime[firstEndingAfter(downtime, at)];
  return gap && gap.from <= at ? gap.until : null;
}

/** Milliseconds of `interval` in which one of the ordered, disjoint `gaps` runs. */
export function overlap(downtime: readonly Interval[], interval: Interval): number {
  let total = 0;
  for (const gap of gapsIn(downtime, interval)) {
    total += Math.min(gap.until, interval.until) - Math.max(gap.from, interval.from);
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
  downtime: readonly Interval[],
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
      down += overlap(downtime, part);
    }
  }
  return { counted: expected - down, down };
}

/**
 * The first moment at which `amount` milliseconds have counted since `from`; null when the calendar expects nothing more.
 */
export function countedUntil(
  calendar: AlarmCalendar | null,
  downtime: readonly Interval[],
  from: number,
  amount: number,
): number | null {
  let left = amount;
  for (const interval of expectedIntervals(calendar, from)) {
    let at = interval.from;
    for (const gap of gapsIn(downtime, interval)) {
      const run = Math.max(0, gap.from - at);
      if (run >= left) return at + left;
      left -= run;
      at = gap.until;
    }
    const run = interval.until - at;
    if (run >= left) return at + left;
    left -= Math.max(0, run);
  }
  return null;
}

/**
 * The latest moment from which on `amount` milliseconds have counted until `until`: what is older than that is older than
 * a window of that length. Null when the calendar has not expected so much.
 */
export function countedSince(
  calendar: AlarmCalendar | null,
  downtime: readonly Interval[],
  until: number,
  amount: number,
): number | null {
  let left = amount;
  for (const interval of expectedIntervalsBack(calendar, until)) {
    let at = interval.until;
    for (let index = firstEndingAfter(downtime, at); index >= 0; index -= 1) {
      const gap = downtime[index];
      if (!gap || gap.from >= at) continue;
      if (gap.until <= interval.from) break;
      const run = Math.max(0, at - gap.until);
      if (run >= left) return at - left;
      left -= run;
      at = gap.from;
    }
    const run = Math.max(0, at - interval.from);
    if (run >= left) return at - left;
    left -= run;
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
  const downtime: Interval[] = [];
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    if (before && row.from > before.until) downtime.push({ from: before.until, until: row.from });
  }
  return downtime;
}
