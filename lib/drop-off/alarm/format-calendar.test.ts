import { expect, test } from "vitest";
import { formatCalendar } from "./format-calendar.ts";

const hours = { from: "09:00", to: "17:00" };

test.each([
  [{ weekdays: [1, 2, 3, 4, 5], hours, holidays: [] }, "Monday to Friday, 09:00 to 17:00 (Europe/Berlin)"],
  [{ weekdays: [1, 2, 3, 4, 5, 6, 7], hours, holidays: [] }, "every day, 09:00 to 17:00 (Europe/Berlin)"],
  [{ weekdays: [1, 3, 6], hours: null, holidays: [] }, "Monday, Wednesday, and Saturday (Europe/Berlin)"],
  [
    { weekdays: [6, 7], hours: null, holidays: ["2026-12-25", "2026-12-26"] },
    "Saturday and Sunday (Europe/Berlin), without 2 holidays",
  ],
])("%j is %s", (calendar, words) => {
  expect(formatCalendar({ timeZone: "Europe/Berlin", ...calendar })).toBe(words);
});
