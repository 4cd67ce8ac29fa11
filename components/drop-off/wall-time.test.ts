import { expect, test } from "vitest";
import { instantAt, wallTimeOf } from "./wall-time.ts";

test.each([
  ["2026-11-26T00:15", "Europe/Berlin", "2026-11-25T23:15:00.000Z"],
  ["2026-07-01T09:00", "America/New_York", "2026-07-01T13:00:00.000Z"],
  ["2026-11-26T00:15", "Asia/Kolkata", "2026-11-25T18:45:00.000Z"],
])("%s in %s is %s, and back", (wallTime, zone, instant) => {
  expect(instantAt(wallTime, zone)).toBe(instant);
  expect(wallTimeOf(instant, zone)).toBe(wallTime);
});

test("what is no date and time stays empty", () => {
  expect(instantAt("", "UTC")).toBe("");
  expect(wallTimeOf("", "UTC")).toBe("");
});
