import { describe, expect, test } from "vitest";
import { civilDayAt, dateOf, hourOfWeekAt, instantOf, offsetAt, weekdayOf } from "./zoned-time.ts";

const day = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const iso = (at: number) => new Date(at).toISOString();

describe("instantOf", () => {
  test.each([
    ["Europe/Berlin", "2026-07-01", 9 * 60, "2026-07-01T07:00:00.000Z"],
    ["Europe/Berlin", "2026-12-01", 9 * 60, "2026-12-01T08:00:00.000Z"],
    ["America/New_York", "2026-11-24", 1440, "2026-11-25T05:00:00.000Z"],
    ["Asia/Kolkata", "2026-11-24", 0, "2026-11-23T18:30:00.000Z"],
    ["Pacific/Chatham", "2026-01-15", 0, "2026-01-14T10:15:00.000Z"],
    ["UTC", "2026-11-24", 61, "2026-11-24T01:01:00.000Z"],
  ])("%s shows %s minute %i at %s", (zone, date, minute, expected) => {
    expect(iso(instantOf(zone, day(date), minute, "earlier"))).toBe(expected);
  });

  test("a time that clocks show twice is the earlier or the later one, as asked", () => {
    const at = (which: "earlier" | "later") => iso(instantOf("Europe/Berlin", day("2026-10-25"), 150, which));
    expect(at("earlier")).toBe("2026-10-25T00:30:00.000Z");
    expect(at("later")).toBe("2026-10-25T01:30:00.000Z");
  });

  test("a time that clocks skip is the moment of the skip", () => {
    expect(iso(instantOf("Europe/Berlin", day("2026-03-29"), 150, "earlier"))).toBe("2026-03-29T01:00:00.000Z");
    expect(iso(instantOf("Australia/Lord_Howe", day("2026-10-04"), 135, "later"))).toBe("2026-10-03T15:30:00.000Z");
    // Cairo skips midnight itself.
    expect(iso(instantOf("Africa/Cairo", day("2026-04-24"), 0, "earlier"))).toBe("2026-04-23T22:00:00.000Z");
  });
});

test("offsets and dates follow the zone through both changes of a year", () => {
  expect(offsetAt("Europe/Berlin", Date.parse("2026-03-29T00:59:59Z"))).toBe(3_600_000);
  expect(offsetAt("Europe/Berlin", Date.parse("2026-03-29T01:00:00Z"))).toBe(7_200_000);
  expect(dateOf(civilDayAt("Pacific/Auckland", Date.parse("2026-11-24T12:00:00Z")))).toBe("2026-11-25");
});

test("weekdays and hours of the week are the zone's own", () => {
  expect(weekdayOf(day("2026-11-23"))).toBe(1);
  expect(weekdayOf(day("2026-11-29"))).toBe(7);
  expect(weekdayOf(day("1969-12-29"))).toBe(1);
  expect(hourOfWeekAt("UTC", Date.parse("2026-11-23T00:30:00Z"))).toBe(0);
  expect(hourOfWeekAt("America/New_York", Date.parse("2026-11-23T00:30:00Z"))).toBe(6 * 24 + 19);
});
