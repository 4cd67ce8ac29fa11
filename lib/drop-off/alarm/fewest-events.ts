/** The least that a source sent in a window: what a low-volume alarm expects has to lie below it. Pure. */

import type { FewestEvents } from "#lib/drop-off/schema.ts";
import type { HistoryMinute } from "./back-test.ts";
import type { Interval } from "./counted-time.ts";

const minuteMs = 60_000;

/** Windows that people would choose, in minutes. */
const windows = [15, 30, 60, 120, 240, 480, 720, 1_440];

/** The times of [from, until) outside of the ordered, disjoint gaps. */
function upTimes(downtime: readonly Interval[], from: number, until: number): Interval[] {
  const times: Interval[] = [];
  let at = from;
  for (const gap of downtime) {
    if (gap.from > at) times.push({ from: at, until: Math.min(gap.from, until) });
    at = Math.max(at, gap.until);
  }
  times.push({ from: at, until });
  return times.filter((time) => time.until > time.from);
}

/** The fewest events of any window of `windowMs` inside `time`; null when none fits. The fewest begin just behind an event. */
function fewestIn(time: Interval, windowMs: number, minutes: readonly HistoryMinute[]): number | null {
  let fewest: number | null = null;
  let sum = 0;
  let first = 0;
  let next = 0;
  for (const start of [time.from, ...minutes.map(({ at }) => at + minuteMs)]) {
    if (start + windowMs > time.until) break;
    for (; (minutes[next]?.at ?? Number.POSITIVE_INFINITY) < start + windowMs; next += 1)
      sum += minutes[next]?.events ?? 0;
    for (; (minutes[first]?.at ?? Number.POSITIVE_INFINITY) < start; first += 1) sum -= minutes[first]?.events ?? 0;
    fewest = Math.min(fewest ?? sum, sum);
  }
  return fewest;
}

/**
 * For usual windows, the fewest events that came in any one of them while the pipeline was up and the source was not paused.
 * @param minutes with events, oldest first.
 */
export function fewestEvents(
  minutes: readonly HistoryMinute[],
  downtime: readonly Interval[],
  from: number,
  until: number,
): FewestEvents[] {
  const times = upTimes(downtime, from, until).map((time) => ({
    time,
    inside: minutes.filter(({ at }) => at >= time.from && at < time.until),
  }));
  return windows.flatMap((minutesThreshold) => {
    const found = times.flatMap(({ time, inside }) => fewestIn(time, minutesThreshold * minuteMs, inside) ?? []);
    return found.length === 0 ? [] : [{ minutesThreshold, events: Math.min(...found) }];
  });
}
