/** A window learned from how a source has behaved. Pure. */

import type { AlarmCalendar, AlarmProposal } from "#lib/drop-off/schema.ts";
import { defaultThresholdMinutes } from "#lib/drop-off/terms.ts";
import { minutesInWords } from "#lib/duration-words.ts";
import { backTest, type ExcludedTime, type HistoryMinute } from "./back-test.ts";
import { countedTime, type Interval, union } from "./counted-time.ts";
import { fewestEvents } from "./fewest-events.ts";
import { formatHours } from "./format-calendar.ts";
import { hourOfWeekAt } from "./zoned-time.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;
export const learnedDays = 28;

/** Windows that people would choose, in minutes. */
const windows = [
  15, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1_080, 1_440, 2_160, 2_880, 4_320, 7_200, 10_080, 14_400, 20_160,
  30_240, 43_200,
];

/** How much longer than the longest usual silence a window is. */
const margin = 1.5;
/** A silence this many times longer than every other is an incident, not a habit. */
const incidentRatio = 3;
const maxIncidents = 2;
const minHistoryDays = 3;
const minEventMinutes = 20;

interface Quiet {
  from: number;
  ms: number;
}

function quietStretches(
  minutes: readonly HistoryMinute[],
  calendar: AlarmCalendar | null,
  downtime: readonly Interval[],
  now: number,
): Quiet[] {
  const quiet: Quiet[] = [];
  for (const [index, minute] of minutes.entries()) {
    const from = minute.at + minuteMs;
    const until = minutes[index + 1]?.at ?? now;
    if (until > from) quiet.push({ from, ms: countedTime(calendar, downtime, from, until).counted });
  }
  return quiet.sort((a, b) => b.ms - a.ms);
}

/** Takes off the longest stretches while each is far longer than all others: outages of the sender, to be alarmed about. */
function withoutIncidents(quiet: readonly Quiet[]): { longest: Quiet | null; incidents: Quiet[] } {
  let first = 0;
  while (first < maxIncidents) {
    const next = quiet[first + 1];
    if (!next || (quiet[first]?.ms ?? 0) <= incidentRatio * Math.max(next.ms, 5 * minuteMs)) break;
    first += 1;
  }
  return { longest: quiet[first] ?? null, incidents: quiet.slice(0, first) };
}

function windowFor(longestMs: number): number {
  const needed = (longestMs / minuteMs) * margin;
  return windows.find((window) => window >= needed) ?? 43_200;
}

/** Hours of the week in which events came in at least three quarters of the weeks. */
function busyHours(minutes: readonly HistoryMinute[], timeZone: string, weeks: number): boolean[] {
  const seen = Array.from({ length: 168 }, () => new Set<number>());
  for (const minute of minutes) {
    const hour = hourOfWeekAt(timeZone, minute.at);
    seen[hour]?.add(Math.floor((minute.at - hour * 3_600_000) / (7 * dayMs)));
  }
  return seen.map((found) => found.size >= Math.max(1, weeks * 0.75 - 0.01));
}

const twoDigits = (hour: number) => `${String(hour).padStart(2, "0")}:00`;

/** A calendar, when the busy hours have the shape of one: the same hours on some days, nothing on the others. */
function calendarOf(busy: readonly boolean[], timeZone: string): AlarmCalendar | null {
  const days = Array.from({ length: 7 }, (_, day) => busy.slice(day * 24, day * 24 + 24));
  const weekdays = days.flatMap((hours, day) => (hours.filter(Boolean).length >= 3 ? [day + 1] : []));
  if (weekdays.length === 0) return null;
  const common = Array.from({ length: 24 }, (_, hour) => weekdays.every((day) => days[day - 1]?.[hour]));
  const from = common.indexOf(true);
  const until = common.lastIndexOf(true) + 1;
  if (from < 0 || common.slice(from, until).includes(false)) return null;
  const isWholeDay = until - from >= 22;
  if (isWholeDay && weekdays.length === 7) return null;
  const hours = isWholeDay ? null : { from: twoDigits(from), to: twoDigits(until) };
  return { timeZone, weekdays, hours, holidays: [] };
}

/**
 * Proposes an alarm for a source from its last 28 days.
 * @param minutes with events, oldest first.
 * @param since when there first was something to count.
 * @param timeZone for hours of the week and weekdays: the person's own.
 */
export function propose(
  minutes: readonly HistoryMinute[],
  held: ExcludedTime,
  since: number,
  now: number,
  timeZone: string,
): AlarmProposal {
  const notCounted = union(held.downtime, held.pauses);
  const from = Math.max(since, now - learnedDays * dayMs);
  const learned = minutes.filter((minute) => minute.at >= from);
  const firstAt = learned[0]?.at ?? now;
  const days = Math.round((now - Math.max(from, firstAt)) / dayMs);
  const tested = (minutesThreshold: number, calendar: AlarmCalendar | null) =>
    backTest({ signal: "no-data", minutesThreshold, minimumEvents: 1, calendar }, minutes, held, since, now, timeZone);

  if (days < minHistoryDays || learned.length < minEventMinutes) {
    const minutesThreshold = defaultThresholdMinutes;
    const known =
      learned.length === 0
        ? "nothing was processed yet"
        : `its history is only ${minutesInWords(Math.max(1, Math.round((now - firstAt) / minuteMs)))} long`;
    return {
      minutesThreshold,
      calendar: null,
      because: `A window cannot be learned because ${known}. One day is a careful start.`,
      isLearned: false,
      longestQuietMinutes: null,
      days,
      fewest: [],
      backTest: tested(minutesThreshold, null),
    };
  }

  const plain = withoutIncidents(quietStretches(learned, null, notCounted, now));
  let minutesThreshold = windowFor(plain.longest?.ms ?? 0);
  let longestMs = plain.longest?.ms ?? 0;
  let incidents = plain.incidents;
  let calendar: AlarmCalendar | null = null;
  if (days >= 14) {
    const found = calendarOf(busyHours(learned, timeZone, days / 7), timeZone);
    const inside = found ? withoutIncidents(quietStretches(learned, found, notCounted, now)) : null;
    // A calendar has to be worth its complication: a window of a quarter or less.
    if (found && inside?.longest && windowFor(inside.longest.ms) * 4 <= minutesThreshold) {
      calendar = found;
      minutesThreshold = windowFor(inside.longest.ms);
      longestMs = inside.longest.ms;
      incidents = inside.incidents;
    }
  }
  const longestQuietMinutes = Math.round(longestMs / minuteMs);
  const where = calendar ? ` within its usual hours (${formatHours(calendar)}, ${calendar.timeZone})` : "";
  const left =
    incidents.length === 0
      ? ""
      : ` Not counted: ${incidents.length === 1 ? "one silence" : `${incidents.length} silences`} of ${minutesInWords(Math.round((incidents[0]?.ms ?? 0) / minuteMs))}${incidents.length === 1 ? "" : " at most"}, far longer than any other.`;
  return {
    minutesThreshold,
    calendar,
    because: `In the last ${Math.min(days, learnedDays)} days it was never silent for longer than ${minutesInWords(Math.max(1, longestQuietMinutes))}${where}.${left}`,
    isLearned: true,
    longestQuietMinutes,
    days,
    fewest: fewestEvents(learned, notCounted, Math.max(from, firstAt), now),
    backTest: tested(minutesThreshold, calendar),
  };
}
