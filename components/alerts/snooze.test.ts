import { expect, test } from "vitest";
import { snoozeChoices } from "./snooze.ts";

const untilNine = (now: string, zone: string) =>
  snoozeChoices(new Date(now), zone)
    .find((choice) => choice.label === "Until 09:00")
    ?.until.toISOString();

test.each([
  ["2026-11-23T06:30:00Z", "UTC", "2026-11-23T09:00:00.000Z"],
  ["2026-11-23T10:30:00Z", "UTC", "2026-11-24T09:00:00.000Z"],
  ["2026-11-23T10:30:00Z", "America/New_York", "2026-11-23T14:00:00.000Z"],
  // The clock goes back at 02:00 on this day, so that it has 25 hours.
  ["2026-10-31T20:00:00Z", "America/New_York", "2026-11-01T14:00:00.000Z"],
])("%s in %s: the next 09:00 is %s", (now, zone, until) => {
  expect(untilNine(now, zone)).toBe(until);
});
