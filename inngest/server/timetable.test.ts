import { expect, test } from "vitest";
import { Timetable } from "./timetable.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("rings after each instant, in whatever order they were added, and never before", async () => {
  const start = Date.now();
  const rings: number[] = [];
  const timetable = new Timetable(() => rings.push(Date.now() - start));
  const instants = [300, 50, 200, 50, 125, 51];
  for (const offset of instants) timetable.add(start + offset);
  await sleep(600);
  timetable.close();
  for (const offset of instants) {
    const next = rings.find((ring) => ring > offset);
    expect(next, `a ring after ${offset}: ${rings}`).toBeDefined();
  }
  expect(rings[0]).toBeGreaterThan(50);
  expect(rings.length).toBeLessThanOrEqual(instants.length);
});

test("rings at once for an instant that is past, and not at all once it is closed", async () => {
  let rings = 0;
  const timetable = new Timetable(() => rings++);
  timetable.add(Date.now() - 1_000);
  await sleep(50);
  expect(rings).toBe(1);
  timetable.add(Date.now() + 20);
  timetable.close();
  await sleep(80);
  expect(rings).toBe(1);
});

test("keeps its order over many instants", async () => {
  const start = Date.now();
  let last = 0;
  const timetable = new Timetable(() => {
    last = Date.now();
  });
  for (let n = 0; n < 5_000; n++) timetable.add(start + 50 + Math.random() * 200);
  timetable.add(start + 260);
  await sleep(500);
  timetable.close();
  expect(last).toBeGreaterThan(start + 260);
});
