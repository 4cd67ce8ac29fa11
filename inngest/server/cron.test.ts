import { describe, expect, test } from "vitest";
import { nextFire, parseCron } from "./cron.ts";

const firesAfter = (cron: string, from: string, count = 1): string[] => {
  const parsed = parseCron(cron);
  const fires: string[] = [];
  let at = Date.parse(from);
  for (let i = 0; i < count; i++) {
    at = nextFire(parsed, at) ?? Number.NaN;
    fires.push(Number.isNaN(at) ? "never" : new Date(at).toISOString());
  }
  return fires;
};

describe("the next fire of a schedule", () => {
  test.each([
    ["* * * * *", "2026-11-24T02:00:00Z", "2026-11-24T02:01:00.000Z"],
    ["* * * * *", "2026-11-24T01:59:59.999Z", "2026-11-24T02:00:00.000Z"],
    ["*/15 * * * *", "2026-11-24T02:44:00Z", "2026-11-24T02:45:00.000Z"],
    ["5-20/7 3 * * *", "2026-11-24T03:12:00Z", "2026-11-24T03:19:00.000Z"],
    ["0 0 29 2 *", "2026-11-24T00:00:00Z", "2028-02-29T00:00:00.000Z"],
    ["0 9 * * mon-fri", "2026-11-27T09:00:00Z", "2026-11-30T09:00:00.000Z"],
    ["0 0 * * 7", "2026-11-24T00:00:00Z", "2026-11-29T00:00:00.000Z"],
    ["0 0 13 * fri", "2026-11-24T00:00:00Z", "2026-11-27T00:00:00.000Z"],
    ["0 0 1 jan,jul *", "2026-11-24T00:00:00Z", "2027-01-01T00:00:00.000Z"],
    ["@hourly", "2026-11-24T02:01:00Z", "2026-11-24T03:00:00.000Z"],
    ["TZ=Europe/Berlin 30 9 * * *", "2026-07-01T00:00:00Z", "2026-07-01T07:30:00.000Z"],
    ["TZ=Asia/Kolkata 0 0 * * *", "2026-07-01T00:00:00Z", "2026-07-01T18:30:00.000Z"],
  ])("%s after %s is %s", (cron, from, expected) => {
    expect(firesAfter(cron, from)).toEqual([expected]);
  });

  test("leaves out a local time that does not exist, and goes on the day after", () => {
    expect(firesAfter("TZ=Europe/Berlin 30 2 * * *", "2026-03-28T12:00:00Z")).toEqual(["2026-03-30T00:30:00.000Z"]);
  });

  test("crosses a day of 23 hours without losing midnight", () => {
    expect(firesAfter("TZ=Europe/Berlin 0 0 * * *", "2026-03-28T12:00:00Z", 3)).toEqual([
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T22:00:00.000Z",
      "2026-03-30T22:00:00.000Z",
    ]);
  });

  test("there is none for a day that never comes", () => {
    expect(firesAfter("0 0 31 2 *", "2026-11-24T00:00:00Z")).toEqual(["never"]);
  });
});

test.each(["* * * *", "60 * * * *", "* * 0 * *", "x * * * *", "*/0 * * * *", "5-1 * * * *", "TZ=Nowhere/X * * * * *"])(
  "refuses %s",
  (cron) => {
    expect(() => parseCron(cron)).toThrow();
  },
);
