/** Bars of a chart in which a calendar expects nothing. Pure, client-safe. */

import type { AlarmCalendar } from "#lib/drop-off/schema.ts";
import { nextExpected } from "./counted-time.ts";

/**
 * For each bar whether it lies as a whole outside of the times in which the calendar expects events.
 * @param startAt ISO 8601; start of the first bar.
 */
export function quietBars(calendar: AlarmCalendar, startAt: string, barMinutes: number, bars: number): boolean[] {
  const barMs = barMinutes * 60_000;
  return Array.from({ length: bars }, (_, bar) => {
    const from = Date.parse(startAt) + bar * barMs;
    const expectedAt = nextExpected(calendar, from);
    return expectedAt === null || expectedAt >= from + barMs;
  });
}
