import { expect, test } from "vitest";
import { calendarInWords } from "./calendar-words.ts";

const timeZone = "Europe/Berlin";
const hours = { from: "08:00", to: "18:00" };

test.each([
  [{ weekdays: [1, 2, 3, 4, 5], hours, holidays: [] }, "Monday to Friday, 08:00 to 18:00 (Europe/Berlin)"],
  [{ weekdays: [1, 7], hours: null, holidays: ["2026-12-25"] }, "Monday and Sunday (Europe/Berlin), without 1 holiday"],
  [
    { weekdays: [1, 2, 3, 4, 5, 6, 7], hours, holidays: ["2026-12-25", "2026-12-26"] },
    "every day, 08:00 to 18:00 (Europe/Berlin), without 2 holidays",
  ],
])("a calendar is said with its days, hours, zone and holidays", (calendar, words) => {
  expect(calendarInWords({ timeZone, ...calendar })).toBe(words);
});
