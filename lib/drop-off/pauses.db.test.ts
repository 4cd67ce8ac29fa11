import { afterAll, beforeEach, expect, test } from "vitest";
import { systemActor } from "#lib/auth/actor.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { updateLogSource } from "#lib/log-sources/commands.ts";
import { pauseSource } from "#lib/testing/pause-source.ts";
import { insertSource } from "#lib/testing/rows.ts";
import { readPauses } from "./pauses.ts";
import { backTestAlarm, proposeAlarm } from "./queries.ts";

afterAll(closeConnections);
beforeEach(() => pool.query("TRUNCATE log_sources, pipeline_uptime CASCADE"));

const start = Date.parse("2026-11-24T08:00:00Z");
const minute = 60_000;
const day = 1_440;
const at = (minutes: number) => new Date(start + minutes * minute);
const interval = (from: number, until: number) => ({ from: at(from).getTime(), until: at(until).getTime() });

const source = (label: string) => insertSource({ label, createdAt: at(-20 * day) });

const pausesOf = async (id: string, now: Date) => (await readPauses(pool, [id], now)).get(id) ?? [];

test("a pause runs until the source is resumed; doing it twice changes nothing", async () => {
  const id = await source("twice");
  const other = await source("other");
  await pauseSource(id, false, at(0));
  await pauseSource(id, true, at(1));
  await pauseSource(id, true, at(2));
  expect(await pausesOf(id, at(5))).toEqual([interval(1, 5)]);
  await pauseSource(id, false, at(10));
  await pauseSource(id, false, at(11));
  await pauseSource(id, true, at(20));
  expect(await pausesOf(id, at(30))).toEqual([interval(1, 10), interval(20, 30)]);
  expect(await pausesOf(other, at(30))).toEqual([]);
  const { rows } = await pool.query("SELECT is_paused, resumed_at FROM log_sources WHERE id = $1", [id]);
  expect(rows).toEqual([{ is_paused: true, resumed_at: at(10) }]);
});

test("people pause and resume by the database's clock, and senders are checked anew", async () => {
  const id = await source("by a person");
  const before = await pool.query("SELECT updated_at, clock_timestamp() AS now FROM log_sources WHERE id = $1", [id]);
  await updateLogSource({ actor: systemActor, now: new Date() }, id, { isPaused: true });
  await updateLogSource({ actor: systemActor, now: new Date() }, id, { isPaused: false, integrationLabel: "renamed" });
  const { rows } = await pool.query(
    `SELECT s.label, s.is_paused, s.updated_at > $2 AS is_checked_anew, p.paused_at >= $3 AND p.paused_at <= p.resumed_at
            AND p.resumed_at <= clock_timestamp() + interval '1 millisecond' AS is_known
       FROM log_sources s JOIN log_source_pauses p ON p.source_id = s.id WHERE s.id = $1`,
    [id, before.rows[0].updated_at, before.rows[0].now],
  );
  expect(rows).toEqual([{ label: "renamed", is_paused: false, is_checked_anew: true, is_known: true }]);
});

test("the back-test and the proposal take a pause for what it is", async () => {
  const id = await source("five days off");
  await pool.query(
    `INSERT INTO log_source_minutes (source_id, minute, log_type, classified)
     SELECT $1, minute, 'AWS.CloudTrail', 5 FROM generate_series($2::timestamptz, $3, interval '10 minutes') AS minute
      WHERE minute < $4 OR minute >= $5`,
    [id, at(-20 * day), at(0), at(-10 * day), at(-5 * day)],
  );
  await pauseSource(id, true, at(-10 * day));
  await pauseSource(id, false, at(-5 * day));
  const rule = { signal: "no-data" as const, logType: "", minutesThreshold: 60, minimumEvents: 1, calendar: null };
  expect(await backTestAlarm(systemActor, id, rule, "UTC", at(0))).toMatchObject({
    count: 0,
    summary: "No alarm in the last 20 days",
  });
  expect(await proposeAlarm(systemActor, id, "", "UTC", at(0))).toMatchObject({
    minutesThreshold: 15,
    longestQuietMinutes: 9,
    backTest: { count: 0 },
  });
});
