import { afterAll, beforeEach, expect, test } from "vitest";
import { closeConnections, pool } from "#lib/db.ts";
import { beat, outages } from "./uptime.ts";

afterAll(closeConnections);
beforeEach(() => pool.query("TRUNCATE pipeline_uptime"));

const start = Date.parse("2026-11-24T08:00:00Z");
const at = (minutes: number) => new Date(start + minutes * 60_000);
const gap = (from: number, until: number) => ({ from: at(from).getTime(), until: at(until).getTime() });

async function beatAt(...minutes: number[]) {
  for (const minute of minutes) await beat(at(minute));
}

async function rows() {
  return (await pool.query("SELECT up_from, up_until FROM pipeline_uptime ORDER BY up_from")).rows;
}

test("ticks a minute apart are one time of being up, also when one is late", async () => {
  await beatAt(0, 1, 2, 4.4, 5);
  expect(await rows()).toEqual([{ up_from: at(0), up_until: at(5) }]);
  expect(await outages(pool)).toEqual([]);
});

test("time without ticks is an outage", async () => {
  await beatAt(0, 1, 42, 43, 100, 101);
  expect(await outages(pool)).toEqual([gap(1, 42), gap(43, 100)]);
});

test("ticks that are always far apart leave no more than the last of them", async () => {
  await beatAt(0, 1, 10, 20, 30, 40);
  expect(await outages(pool)).toEqual([gap(1, 40)]);
  expect(await rows()).toHaveLength(2);
});

test("two schedulers at once are one", async () => {
  await Promise.all([beat(at(0)), beat(at(0)), beat(at(0.1))]);
  await Promise.all([beat(at(1)), beat(at(1))]);
  expect(await rows()).toHaveLength(1);
});

test("a clock that was ahead and came back leaves no trace", async () => {
  await beatAt(0, 1, 2, 14_400, 14_401, 3, 4);
  expect(await rows()).toEqual([{ up_from: at(0), up_until: at(4) }]);
});

test("a clock that is put back begins again from there", async () => {
  await beatAt(0, 1, 2, 3, 4, -30, -29);
  // Nothing is known of the time before it first said that it was up.
  expect(await rows()).toEqual([{ up_from: at(-30), up_until: at(-29) }]);
  await beatAt(-28, -27);
  expect(await outages(pool)).toEqual([]);
});
