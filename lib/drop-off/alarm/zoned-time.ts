/** Civil time in a time zone. Node has no Temporal yet; Intl knows the zones, and the rest is arithmetic. */

const dayMs = 86_400_000;

/** A date without a time zone, as days since 1970-01-01. */
export type CivilDay = number;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formatters.set(timeZone, made);
  return made;
}

/** Milliseconds that clocks in the zone show ahead of UTC at an instant. */
export function offsetAt(timeZone: string, at: number): number {
  const whole = Math.floor(at / 1000) * 1000;
  const found: Record<string, number> = {};
  for (const part of formatterOf(timeZone).formatToParts(whole)) found[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = found;
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
}

/** The moment in (after, before] at which the zone's offset changes. */
function transitionBetween(timeZone: string, after: number, before: number): number {
  const offset = offsetAt(timeZone, after);
  let low = after;
  let high = before;
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2000) * 1000;
    if (offsetAt(timeZone, middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * The instant at which clocks in the zone show `minuteOfDay` on `day` (1440 is the next midnight). When they show it
 * twice, the one asked for; when they skip it, the moment of the skip.
 */
export function instantOf(timeZone: string, day: CivilDay, minuteOfDay: number, which: "earlier" | "later"): number {
  const wall = day * dayMs + minuteOfDay * 60_000;
  const before = offsetAt(timeZone, wall - dayMs);
  const after = offsetAt(timeZone, wall + dayMs);
  if (before === after) return wall - before;
  const fitting = [wall - before, wall - after].filter((at) => offsetAt(timeZone, at) === wall - at);
  if (fitting.length === 0)
    return transitionBetween(timeZone, wall - Math.max(before, after), wall - Math.min(before, after));
  return which === "earlier" ? Math.min(...fitting) : Math.max(...fitting);
}

/** The date that the zone's calendars show at an instant. */
export function civilDayAt(timeZone: string, at: number): CivilDay {
  return Math.floor((at + offsetAt(timeZone, at)) / dayMs);
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: CivilDay): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** As `2026-12-25`. */
export function dateOf(day: CivilDay): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** Hour of the week (0 is Monday 00:00) that the zone's clocks show at an instant. */
export function hourOfWeekAt(timeZone: string, at: number): number {
  const local = at + offsetAt(timeZone, at);
  const day = Math.floor(local / dayMs);
  return (weekdayOf(day) - 1) * 24 + Math.floor((local - day * dayMs) / 3_600_000);
}
