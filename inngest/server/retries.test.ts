import { describe, expect, test } from "vitest";
import { parseDuration, parseInstant } from "./durations.ts";
import { retryAfterAt, retryAt } from "./retries.ts";

const now = Date.parse("2026-11-24T02:00:00.900Z");

test.each([
  [1, 15],
  [2, 30],
  [3, 60],
  [4, 120],
  [5, 300],
  [10, 7_200],
  [19, 7_200],
])("retry %i comes after %i s and up to 30 s more", (attempt, seconds) => {
  const delays = Array.from({ length: 200 }, () => (retryAt(attempt, now, undefined) - now) / 1_000);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(seconds);
  expect(Math.max(...delays)).toBeLessThanOrEqual(seconds + 30);
  expect(Math.max(...delays)).toBeGreaterThan(seconds + 15);
});

test("an interval of one's own takes the place of the table", () => {
  expect(retryAt(9, now, 2_000)).toBe(now + 2_000);
});

describe("Retry-After", () => {
  test.each([
    ["3", "2026-11-24T02:00:03.000Z"],
    ["2026-11-24T02:10:00.000Z", "2026-11-24T02:10:00.000Z"],
    ["0", "2026-11-24T02:00:01.900Z"],
    ["2020-01-01T00:00:00Z", "2026-11-24T02:00:01.900Z"],
    ["999999999", "2026-11-25T02:00:00.900Z"],
  ])("%s means %s", (header, expected) => {
    expect(new Date(retryAfterAt(header, now) ?? 0).toISOString()).toBe(expected);
  });

  test.each([undefined, "", "soon"])("%j means nothing", (header) => {
    expect(retryAfterAt(header, now)).toBeUndefined();
  });
});

test.each([
  ["2s", 2_000],
  ["1d2h", 93_600_000],
  ["1w", 604_800_000],
  ["500ms", 500],
  ["1.5m", 90_000],
  ["", undefined],
  ["5", undefined],
  ["5s later", undefined],
])("%j lasts %s ms", (text, expected) => {
  expect(parseDuration(text)).toBe(expected);
});

test("an instant is a duration from now or a date", () => {
  expect(parseInstant("2s", now)).toBe(now + 2_000);
  expect(parseInstant("2026-11-24T03:00:00Z", now)).toBe(Date.parse("2026-11-24T03:00:00Z"));
  expect(parseInstant("never", now)).toBeUndefined();
});
