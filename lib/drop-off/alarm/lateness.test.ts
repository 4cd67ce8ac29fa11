import { expect, test } from "vitest";
import { union } from "./counted-time.ts";
import { freshest, senderLagMs } from "./lateness.ts";

const minute = 60_000;
const arrival = (at: number, lag: number) => ({ at: at * minute, lagMs: lag * minute });
const times = (...pairs: [number, number][]) =>
  pairs.map(([from, until]) => ({ from: from * minute, until: until * minute }));

test("without arrivals nothing is known", () => {
  expect(freshest([], [], [])).toEqual({ lagMs: null, lagDownMs: 0, lagPausedMs: 0 });
  expect(senderLagMs(freshest([], [], []))).toBeNull();
});

test("the freshest arrival counts", () => {
  expect(freshest([arrival(10, 7), arrival(11, 3), arrival(12, 5)], [], [])).toMatchObject({ lagMs: 3 * minute });
});

test("time in which the pipeline was down or the source paused is told apart and counts once", () => {
  const lateness = freshest([arrival(123, 115)], times([2, 100]), times([2, 122], [130, 140]));
  expect(lateness).toEqual({ lagMs: 115 * minute, lagDownMs: 92 * minute, lagPausedMs: 22 * minute });
  expect(senderLagMs(lateness)).toBe(minute);
});

test("what was held up by us is fresher than what the sender held up", () => {
  expect(freshest([arrival(200, 40), arrival(198, 112)], times([85, 195]), times([85, 195]))).toMatchObject({
    lagMs: 112 * minute,
  });
});

test("union joins what touches or overlaps", () => {
  expect(union(times([0, 5], [10, 20]), times([5, 7], [12, 15], [19, 30]))).toEqual(times([0, 7], [10, 30]));
});
