import fc from "fast-check";
import { expect, test } from "vitest";
import { breakerDelayMs, nextDelayMs, retryDelaysMs } from "./retry-schedule.ts";

const hour = 3_600_000;

test("makes 14 attempts over 75 h 52 min 35 s", () => {
  expect(retryDelaysMs).toHaveLength(14);
  expect(retryDelaysMs.reduce((sum, delay) => sum + delay, 0)).toBe(75 * hour + 52 * 60_000 + 35_000);
});

test("never shortens a wait from one attempt to the next", () => {
  expect([...retryDelaysMs]).toEqual([...retryDelaysMs].sort((a, b) => a - b));
});

test("stays within 20 % of the schedule and ends with it", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 20 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempts, random) => {
      const delay = nextDelayMs(attempts, null, random);
      const planned = retryDelaysMs[attempts];
      if (planned === undefined) {
        expect(delay).toBeNull();
      } else {
        expect(delay).toBeGreaterThanOrEqual(Math.floor(planned * 0.8));
        expect(delay).toBeLessThanOrEqual(Math.ceil(planned * 1.2));
      }
    }),
  );
});

test("honours Retry-After, up to one hour", () => {
  expect(nextDelayMs(1, 90_000, 0.5)).toBe(90_000);
  expect(nextDelayMs(11, 1_000, 0.5)).toBe(1_000);
  expect(nextDelayMs(1, 86_400_000, 0.5)).toBe(hour);
});

test("takes Retry-After: 0 as a second, so that a receiver cannot ask to be stormed", () => {
  expect(nextDelayMs(1, 0, 0.5)).toBe(1_000);
});

test("Retry-After does not prolong a schedule that is used up", () => {
  expect(nextDelayMs(14, 1_000, 0.5)).toBeNull();
});

test.each([
  [0, 0],
  [4, 0],
  [5, 30_000],
  [6, 60_000],
  [7, 120_000],
  [9, 480_000],
  [10, 600_000],
  [1_000, 600_000],
])("the breaker after %i failures in a row holds for %i ms", (failures, expected) => {
  expect(breakerDelayMs(failures)).toBe(expected);
});
