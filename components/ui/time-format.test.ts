import { describe, expect, test } from "vitest";
import {
  absoluteTime,
  clockTimeInZone,
  dayAndTime,
  duration,
  momentInSentence,
  relativeTime,
  timeInSentence,
  windowWords,
} from "./time-format.ts";

const now = new Date("2026-11-23T10:04:31Z");
const before = (ms: number) => new Date(now.getTime() - ms);

describe("duration", () => {
  test.each([
    [12, "12 ms"],
    [300, "0.3 s"],
    [410, "0.41 s"],
    [1_240, "1.2 s"],
    [12_900, "12 s"],
    [41 * 60_000, "41 min"],
    [72 * 60_000, "1 h 12 min"],
    [3 * 3_600_000, "3 h"],
    [76 * 3_600_000, "3 d 4 h"],
    [40 * 86_400_000 + 3_600_000, "40 d"],
  ])("%d ms is %s", (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});

describe("windowWords says the largest whole unit", () => {
  test.each([
    [15, "15 minutes"],
    [60, "1 hour"],
    [90, "90 minutes"],
    [1440, "1 day"],
    [43_200, "30 days"],
  ])("%d", (minutes, words) => {
    expect(windowWords(minutes)).toBe(words);
  });
});

describe("relativeTime", () => {
  test.each([
    [0, "now"],
    [12_400, "12 s ago"],
    [59_999, "59 s ago"],
    [41 * 60_000, "41 min ago"],
    [3 * 3_600_000, "3 h ago"],
    [-5 * 60_000, "in 5 min"],
    [2 * 86_400_000, "Nov 21"],
    [400 * 86_400_000, "Oct 19, 2025"],
  ])("%d ms before now is %s", (ms, words) => {
    expect(relativeTime(before(ms), "UTC", now)).toBe(words);
  });
});

test("absolute times name their zone", () => {
  expect(absoluteTime(now, "UTC")).toBe("Nov 23, 2026, 10:04:31 UTC");
  expect(absoluteTime(now, "America/New_York")).toBe("Nov 23, 2026, 05:04:31 EST");
  expect(clockTimeInZone(now, "Asia/Kolkata")).toBe("15:34:31 GMT+5:30");
});

test("days are counted in the zone that is shown", () => {
  const lateYesterdayInTokyo = new Date("2026-11-22T14:59:00Z");
  expect(dayAndTime(lateYesterdayInTokyo, "Asia/Tokyo", now)).toBe("Yesterday, 23:59 GMT+9");
  expect(dayAndTime(new Date("2026-11-23T00:05:00Z"), "UTC", now)).toBe("Today, 00:05 UTC");
  expect(dayAndTime(new Date("2026-11-20T00:05:00Z"), "UTC", now)).toBe("Nov 20, 00:05 UTC");
});

test.each([
  ["2026-11-23T08:14:00Z", "today at 08:14 UTC"],
  ["2026-11-22T23:10:00Z", "yesterday at 23:10 UTC"],
  ["2025-11-21T08:14:00Z", "on Nov 21, 2025 at 08:14 UTC"],
])("%s stands in a sentence as %s", (at, words) => {
  expect(timeInSentence(new Date(at), "UTC", now)).toBe(words);
});

test('behind "until" a date stands without "on"', () => {
  expect(momentInSentence(new Date("2026-11-26T00:15:00Z"), "UTC", now)).toBe("Nov 26 at 00:15 UTC");
  expect(momentInSentence(new Date("2026-11-23T20:15:00Z"), "UTC", now)).toBe("today at 20:15 UTC");
});
