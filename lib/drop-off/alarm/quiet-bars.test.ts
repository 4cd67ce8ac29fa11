import { expect, test } from "vitest";
import { quietBars } from "./quiet-bars.ts";

const calendar = {
  timeZone: "Europe/Berlin",
  weekdays: [1, 2, 3, 4, 5],
  hours: { from: "08:10", to: "18:00" },
  holidays: ["2026-11-26"],
};

test("bars are quiet outside of the hours, in the calendar's own zone; one that the hours begin in is not", () => {
  // 07:45 to 08:45 in Berlin.
  expect(quietBars(calendar, "2026-11-25T06:45:00Z", 15, 4)).toEqual([true, false, false, false]);
  // 17:30 to 18:30.
  expect(quietBars(calendar, "2026-11-25T16:30:00Z", 15, 4)).toEqual([false, false, true, true]);
});

test("a holiday is quiet as a whole", () => {
  expect(quietBars(calendar, "2026-11-26T06:45:00Z", 60, 8)).toEqual(Array(8).fill(true));
});
