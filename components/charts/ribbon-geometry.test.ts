import { describe, expect, test } from "vitest";
import { clockTime, dayAndTime } from "#components/ui/time-format.ts";
import { barStart, type RibbonSeries, ribbonShape, ribbonSummary, ribbonTotals } from "./ribbon-geometry.ts";

const series = (classified: number[], failed: number[] = classified.map(() => 0)): RibbonSeries => ({
  startAt: "2026-11-23T00:00:00.000Z",
  barMinutes: 15,
  classified,
  failed,
});

describe("ribbonShape", () => {
  test("heights are on a square-root scale", () => {
    expect(ribbonShape(series([100, 25]), 20).flow).toBe("M0 0h2.1v20h-2.1zM3 10h2.1v10h-2.1z");
  });

  test("the failed part stands at the foot on the same scale", () => {
    const shape = ribbonShape(series([75], [25]), 20);
    expect(shape.failed).toBe("M0 10h2.1v10h-2.1z");
    expect(shape.flow).toBe("M0 0h2.1v10h-2.1z");
  });

  test("one failure among a million is still seen", () => {
    expect(ribbonShape(series([999_999], [1]), 20).failed).toBe("M0 17.5h2.1v2.5h-2.1z");
  });

  test("a bar that failed as a whole has no flow", () => {
    const shape = ribbonShape(series([0], [4]), 20);
    expect([shape.flow, shape.failed]).toEqual(["", "M0 0h2.1v20h-2.1z"]);
  });

  test("silence is a hair line", () => {
    expect(ribbonShape(series([0]), 20)).toMatchObject({ flow: "", failed: "", silent: "M0 19h2.1v1h-2.1z" });
  });

  test("a quiet time is hatched over the whole height", () => {
    expect(ribbonShape({ ...series([0, 1]), quiet: [true, false] }, 20).quiet).toBe("M0 0h3v20h-3z");
  });
});

describe("ribbonTotals", () => {
  test("says since when lines fail and which bar the last events stand in", () => {
    expect(ribbonTotals(series([5, 4, 0, 0, 0], [0, 2, 0, 0, 0]))).toEqual({
      classified: 9,
      failed: 2,
      failedSince: "2026-11-23T00:15:00.000Z",
      silence: { lastBusy: { from: "2026-11-23T00:15:00.000Z", to: "2026-11-23T00:30:00.000Z" } },
    });
  });

  test("an empty bar that is still filling is not silence", () => {
    expect(ribbonTotals(series([5, 4, 0])).silence).toBeNull();
  });

  test("a source that never sent is silent from the start", () => {
    expect(ribbonTotals(series([0, 0, 0])).silence).toEqual({ lastBusy: null });
  });
});

test("bars start at equal steps", () => {
  expect(barStart(series([1, 1, 1]), 2)).toBe("2026-11-23T00:30:00.000Z");
});

describe("ribbonSummary", () => {
  const summaryAt = (now: string, given: RibbonSeries) =>
    ribbonSummary(
      "okta-prod",
      given,
      {
        now: new Date(now),
        dayAndTime: (at) => dayAndTime(at, "UTC", new Date(now)),
        clockTime: (at) => clockTime(at, "UTC"),
      },
      String,
    );
  /** A week of bars of two hours that ends when an alarm went off: the last event came at 18:08 on November 23. */
  const week: RibbonSeries = {
    ...series(Array.from({ length: 84 }, (_, at) => (at < 70 ? 10 : 0))),
    startAt: "2026-11-18T00:00:00.000Z",
    barMinutes: 120,
  };

  test("names the span in which the last events came, not the start of a bar as the moment of silence", () => {
    expect(summaryAt("2026-11-24T23:00:00Z", week)).toBe(
      "okta-prod, last 7 days: 700 classified, 0 failed, last events between Yesterday, 18:00 UTC and 20:00, none since",
    );
  });

  test("says until when, when it ends before now", () => {
    expect(summaryAt("2026-11-27T09:00:00Z", week)).toMatch(/^okta-prod, 7 days until about Nov 25, 00:00 UTC: /);
  });

  test("speaks of the last hours while its last bar fills, and of failures and none at all", () => {
    expect(summaryAt("2026-11-23T00:40:00Z", series([5, 4, 0], [0, 2, 0]))).toBe(
      "okta-prod, last 1 hour: 9 classified, 2 failed since about Today, 00:15 UTC",
    );
    expect(summaryAt("2026-11-23T00:40:00Z", series([0, 0, 0]))).toMatch(/: 0 classified, 0 failed, no events at all$/);
  });
});
