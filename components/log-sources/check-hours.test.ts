import { expect, test } from "vitest";
import type { SourceBucket } from "#lib/log-processing/schema.ts";
import { checkHours } from "./check-hours.ts";

const start = Date.parse("2026-11-23T03:00:00.000Z");

/** 96 quarters of an hour with ten events each; `last` changes the latest. */
const ribbon = (last: Partial<SourceBucket>): SourceBucket[] =>
  Array.from({ length: 96 }, (_, at) => ({
    at: new Date(start + at * 900_000).toISOString(),
    classified: 10,
    failed: 0,
    refused: 0,
    ...(at === 95 ? last : {}),
  }));

test("an hour is marked by the check that something failed for", () => {
  const bad = ribbon({ failed: 3, refused: 2 });
  expect(checkHours("classification", bad)).toEqual([...Array(23).fill("healthy"), "failing"]);
  expect(checkHours("authentication", bad).at(-1)).toBe("failing");
  expect(checkHours("receiving", bad).at(-1)).toBe("healthy");
});

test("an hour without events says nothing", () => {
  const quiet = ribbon({}).map((bucket) => ({ ...bucket, classified: 0 }));
  for (const id of ["receiving", "authentication", "classification"] as const) {
    expect(checkHours(id, quiet)).toEqual(Array(24).fill("unknown"));
  }
});

test("a check that counts say nothing about has no history", () => {
  expect(checkHours("processing", ribbon({}))).toEqual([]);
});
