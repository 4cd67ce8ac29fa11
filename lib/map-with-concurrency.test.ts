import { expect, test } from "vitest";
import { mapWithConcurrency } from "./map-with-concurrency.ts";

test("runs a few at a time, begins them in order and keeps the order of what they give", async () => {
  let running = 0;
  let most = 0;
  const begun: number[] = [];
  const results = await mapWithConcurrency([5, 1, 4, 2, 3], 2, async (item) => {
    begun.push(item);
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, item * 3));
    running -= 1;
    return item * 10;
  });
  expect({ most, begun, results }).toEqual({ most: 2, begun: [5, 1, 4, 2, 3], results: [50, 10, 40, 20, 30] });
});

test("fails with the first that fails", async () => {
  await expect(mapWithConcurrency([1], 3, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await mapWithConcurrency([], 3, async () => 1)).toEqual([]);
});
