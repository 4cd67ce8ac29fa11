import { describe, expect, test } from "vitest";
import { axisCount, byteSize, count, percent, plural } from "./number-format.ts";

describe("count is exact while that is short, then keeps three digits", () => {
  test.each([
    [0, "0"],
    [1204, "1,204"],
    [99_999, "99,999"],
    [412_400, "412 k"],
    [999_700, "1 M"],
    [1_921_000, "1.92 M"],
    [3_000_000_000, "3 G"],
  ])("%d", (value, words) => {
    expect(count(value)).toBe(words);
  });
});

test("axes are short", () => {
  expect([0, 850, 2000, 6000, 1_200_000].map(axisCount)).toEqual(["0", "850", "2 k", "6 k", "1.2 M"]);
});

test("sizes are in binary units", () => {
  expect([0, 512, 1024, 65_536, 1_572_864, 1_048_575].map(byteSize)).toEqual([
    "0 B",
    "512 B",
    "1 KiB",
    "64 KiB",
    "1.5 MiB",
    "1 MiB",
  ]);
});

test("one is singular", () => {
  expect([plural(1, "line"), plural(418, "line"), plural(2, "entry", "entries")]).toEqual([
    "1 line",
    "418 lines",
    "2 entries",
  ]);
});

test("a share is 0 % or 100 % only when it is exactly that", () => {
  expect([percent(0, 5), percent(1, 100_000), percent(22, 100), percent(99_999, 100_000), percent(5, 5)]).toEqual([
    "0 %",
    "under 0.1 %",
    "22 %",
    "over 99.9 %",
    "100 %",
  ]);
});
