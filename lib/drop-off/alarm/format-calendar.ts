/** An alarm's calendar in words. Pure. */
import type { AlarmCalendar } from "#lib/drop-off/schema.ts";
import { weekdayLabels } from "#lib/drop-off/terms.ts";

const list = new Intl.ListFormat("en", { type: "conjunction" });

function daysInWords(weekdays: readonly number[]): string {
  const days = [...weekdays].sort((a, b) => a - b);
  const [first = 1] = days;
  const last = days.at(-1) ?? first;
  if (days.length === 7) return "every day";
  const isRun = days.length > 2 && last - first === days.length - 1;
  if (isRun) return `${weekdayLabels[first]} to ${weekdayLabels[last]}`;
  return list.format(days.map((day) => weekdayLabels[day] ?? String(day)));
}

/** "Monday to Friday, 09:00 to 17:00". */
export function formatHours({ weekdays, hours }: Pick<AlarmCalendar, "weekdays" | "hours">): string {
  return `${daysInWords(weekdays)}${hours ? `, ${hours.from} to ${hours.to}` : ""}`;
}

/** "Monday to Friday, 09:00 to 17:00 (Europe/Berlin), without 2 holidays". */
export function formatCalendar(calendar: AlarmCalendar): string {
  const { timeZone, holidays } = calendar;
  const without =
    holidays.length === 0 ? "" : `, without ${holidays.length} holiday${holidays.length === 1 ? "" : "s"}`;
  return `${formatHours(calendar)} (${timeZone})${without}`;
}
