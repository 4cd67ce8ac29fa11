/** What a calendar says, for people. Client-safe. */
import { type AlarmCalendar, weekdayLabels } from "./schema.ts";

/** Days and hours: "Monday to Friday, 08:00 to 18:00". */
export function hoursInWords({ weekdays, hours }: AlarmCalendar): string {
  const isRun = weekdays.every((day, index) => index === 0 || day === (weekdays[index - 1] ?? 0) + 1);
  const names = weekdays.map((day) => weekdayLabels[day] ?? "");
  const days =
    weekdays.length === 7
      ? "every day"
      : isRun && names.length > 2
        ? `${names[0]} to ${names.at(-1)}`
        : new Intl.ListFormat("en").format(names);
  return hours ? `${days}, ${hours.from} to ${hours.to}` : days;
}

/** All of it: "Monday to Friday, 08:00 to 18:00 (Europe/Berlin), without 2 holidays". */
export function calendarInWords(calendar: AlarmCalendar): string {
  const { length } = calendar.holidays;
  const without = length === 0 ? "" : `, without ${length} ${length === 1 ? "holiday" : "holidays"}`;
  return `${hoursInWords(calendar)} (${calendar.timeZone})${without}`;
}
