import { describe, expect, test } from "vitest";
import { barStart, type RibbonSeries, ribbonShape, ribbonTotals } from "./ribbon-geometry.ts";

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
  test("says since when lines fail and since when nothing comes", () => {
    expect(ribbonTotals(series([5, 4, 0, 0, 0], [0, 2, 0, 0, 0]))).toEqual({
      classified: 9,
      failed: 2,
      failedSince: "2026-11-23T00:15:00.000Z",
      silentSince: "2026-11-23T00:30:00.000Z",
    });
  });

  test("an empty bar that is still filling is not silence", () => {
    expect(ribbonTotals(series([5, 4, 0])).silentSince).toBeNull();
  });

  test("a source that never sent is silent from the start", () => {
    expect(ribbonTotals(series([0, 0, 0])).silentSince).toBe("2026-11-23T00:00:00.000Z");
  });
});

test("bars start at equal steps", () => {
  expect(barStart(series([1, 1, 1]), 2)).toBe("2026-11-23T00:30:00.000Z");
});
