import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { systemActor } from "#lib/auth/actor.ts";
import { closeConnections, inTransaction, pool } from "#lib/db.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { pauseSource } from "#lib/testing/pause-source.ts";
import { insertSource } from "#lib/testing/rows.ts";
import { dropOffOperations } from "./operations.ts";
import { databaseNow, readDowntime, recordHeartbeat } from "./uptime.ts";

afterAll(closeConnections);
beforeEach(() => pool.query("TRUNCATE pipeline_uptime"));

const start = Date.parse("2026-11-24T08:00:00Z");
const at = (minutes: number) => new Date(start + minutes * 60_000);
const gap = (from: number, until: number) => ({ from: at(from).getTime(), until: at(until).getTime() });

async function beatAt(...minutes: number[]) {
  for (const minute of minutes) await recordHeartbeat(at(minute));
}

async function rows() {
  return (await pool.query("SELECT up_from, up_until FROM pipeline_uptime ORDER BY up_from")).rows;
}

test("ticks a minute apart are one time of being up, also when one is late", async () => {
  await beatAt(0, 1, 2, 4.4, 5);
  expect(await rows()).toEqual([{ up_from: at(0), up_until: at(5) }]);
  expect(await readDowntime(pool, at(5))).toEqual([]);
});

test("time without ticks is an outage", async () => {
  await beatAt(0, 1, 42, 43, 100, 101);
  expect(await readDowntime(pool, at(101))).toEqual([gap(1, 42), gap(43, 100)]);
});

test("an outage that still runs is one already", async () => {
  expect(await readDowntime(pool, at(0))).toEqual([]);
  await beatAt(0, 1);
  expect(await readDowntime(pool, at(3.5))).toEqual([]);
  expect(await readDowntime(pool, at(42))).toEqual([gap(1, 42)]);
});

test("time after the very first sign of life is an outage too", async () => {
  await beatAt(0, 40, 80);
  expect(await readDowntime(pool, at(80))).toEqual([gap(0, 80)]);
});

test("ticks that are always far apart leave no more than the last of them", async () => {
  await beatAt(0, 1, 10, 20, 30, 40);
  expect(await readDowntime(pool, at(40))).toEqual([gap(1, 40)]);
  expect(await rows()).toHaveLength(2);
});

test("two schedulers at once are one", async () => {
  await Promise.all([recordHeartbeat(at(0)), recordHeartbeat(at(0)), recordHeartbeat(at(0.1))]);
  await Promise.all([recordHeartbeat(at(1)), recordHeartbeat(at(1))]);
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
  expect(await readDowntime(pool, at(-27))).toEqual([]);
});

test("a scheduler that waited for its turn says when its turn was, not when it began to wait", async () => {
  const { waiting, released } = await inTransaction(async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(28271360430892646)");
    const waiting = recordHeartbeat();
    for (let isWaiting = false; !isWaiting; ) {
      const { rows } = await pool.query(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS is",
      );
      isWaiting = rows[0].is;
    }
    return { waiting, released: await databaseNow(client) };
  });
  expect((await waiting).getTime()).toBeGreaterThanOrEqual(released.getTime());
  expect(await rows()).toHaveLength(1);
});

test("a source that was never resumed or never sent still is so after the clock was put back", async () => {
  await insertSource({ label: "never resumed", lastEventProcessedAt: at(14_400) });
  await insertSource({ label: "never sent", resumedAt: at(14_400) });
  await beatAt(0, 1, 14_400, 2);
  const { rows: healed } = await pool.query(
    `SELECT last_event_processed_at AS "lastEventAt", resumed_at AS "resumedAt" FROM log_sources WHERE label LIKE 'never%' ORDER BY label`,
  );
  expect(healed).toEqual([
    { lastEventAt: at(2), resumedAt: null },
    { lastEventAt: null, resumedAt: at(2) },
  ]);
});

test("what a clock that was ahead has written of counters, log types and pauses counts as now", async () => {
  const id = await insertSource({ label: "ahead", logTypes: ["A"] });
  await beatAt(0, 1, 14_400);
  await pool.query("INSERT INTO log_source_log_types VALUES ($1, 'A', $2)", [id, at(14_400)]);
  await pool.query(
    `INSERT INTO log_source_minutes (source_id, minute, log_type, classified, lag_seconds_min, lag_seconds_max)
     VALUES ($1, $2, 'A', 1, 9, 9), ($1, $3, 'A', 2, 7, 7), ($1, $4, 'A', 4, 8, 8), ($1, $5, 'A', 8, 1, 1)`,
    [id, at(14_400), at(14_399), at(2), at(1)],
  );
  await pool.query(
    `INSERT INTO log_source_quarters (source_id, quarter, classified, failed)
     SELECT $1, date_bin('15 minutes', given.at, 'epoch'), given.classified, 1
       FROM (VALUES ($2::timestamptz, 3), ($3, 12)) AS given (at, classified)`,
    [id, at(14_400), at(2)],
  );
  await pauseSource(id, true, at(14_390));
  await pauseSource(id, false, at(14_395));
  await pauseSource(id, true, at(14_400));
  await beatAt(2);
  expect((await pool.query("SELECT last_event_at FROM log_source_log_types")).rows).toEqual([{ last_event_at: at(2) }]);
  const counters =
    "SELECT minute, classified, lag_seconds_min, lag_seconds_max FROM log_source_minutes ORDER BY minute";
  expect((await pool.query(counters)).rows).toEqual([
    { minute: at(1), classified: 8, lag_seconds_min: 1, lag_seconds_max: 1 },
    { minute: at(2), classified: 7, lag_seconds_min: 7, lag_seconds_max: 9 },
  ]);
  const quarters = await pool.query("SELECT classified, failed, quarter <= $1 AS is_past FROM log_source_quarters", [
    at(2),
  ]);
  expect(quarters.rows).toEqual([{ classified: 15, failed: 2, is_past: true }]);
  expect((await pool.query("SELECT paused_at, resumed_at FROM log_source_pauses")).rows).toEqual([
    { paused_at: at(2), resumed_at: null },
  ]);
});

test("an alarm is set by the database's clock, however wrong the app's is", async () => {
  const id = await insertSource({ label: "skewed" });
  const call = apiCaller(dropOffOperations, () => systemActor);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 16 * 60_000 });
  try {
    const path = `/log-source-alarms/${id}/SOURCE_NO_DATA`;
    expect(await call("PUT", path, { minutesThreshold: 15 })).toMatchObject({ status: 200 });
  } finally {
    vi.useRealTimers();
  }
  const { rows: alarms } = await pool.query(
    "SELECT now() - set_at < interval '1 minute' AS is_now, due_at - set_at AS due FROM log_source_alarms WHERE source_id = $1",
    [id],
  );
  expect(alarms).toMatchObject([{ is_now: true, due: { minutes: 15 } }]);
});
