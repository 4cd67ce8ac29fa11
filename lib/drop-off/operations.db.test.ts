import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { tokenActor } from "#lib/auth/actor.ts";
import { allPermissions, type Permission } from "#lib/auth/schema.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { insertDestination, insertSource } from "#lib/testing/rows.ts";
import { dropOffOperationsFor } from "./operations.ts";
import { dropOffRuleOf } from "./support.ts";

afterAll(closeConnections);

let permissions: readonly Permission[] = allPermissions;
const unsupported = new Map([
  ["audit-log", "Telltale's own audit log is silent when nobody changes anything; it can have no drop-off alarm."],
  ["aws-scan", "Cloud accounts are scanned, not sent; they can have no drop-off alarm."],
]);
const operations = dropOffOperationsFor((kind) => {
  const reason = unsupported.get(kind);
  return reason === undefined ? dropOffRuleOf(kind) : { isSupported: false, reason };
});
const callOperation = apiCaller(operations, () => tokenActor({ id: "t", name: "terraform" }, permissions));

beforeEach(async () => {
  permissions = allPermissions;
  await pool.query("TRUNCATE log_sources, alerts, alert_activities, deliveries, destinations, pipeline_uptime CASCADE");
});

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
  const { status, contentType, json } = await callOperation(method, path, body);
  expect(contentType).toBe("application/json");
  return { status, body: json };
}

const source = (label: string, kind = "http-ingest", lastEventAt: Date | null = null) =>
  insertSource({ label, kind, lastEventProcessedAt: lastEventAt });

const path = (id: string, type = "SOURCE_NO_DATA") => `/log-source-alarms/${id}/${type}`;
const nobody = "ffffffff-ffff-4fff-bfff-ffffffffffff";

describe("the public contract", () => {
  test("the provider's life of an alarm: set, read, change to both bounds, remove, set again, source removed", async () => {
    const id = await source("parent");
    expect(await call("PUT", path(id), { minutesThreshold: 60 })).toEqual({
      status: 200,
      body: { type: "SOURCE_NO_DATA", minutesThreshold: 60 },
    });
    expect(await call("GET", path(id))).toEqual({
      status: 200,
      body: { type: "SOURCE_NO_DATA", minutesThreshold: 60, state: "INSUFFICIENT_DATA" },
    });
    for (const minutesThreshold of [1440, 15, 43_200]) {
      const answer = await call("PUT", path(id), { minutesThreshold });
      expect(answer).toEqual({ status: 200, body: { type: "SOURCE_NO_DATA", minutesThreshold } });
      expect((await call("GET", path(id))).body).toMatchObject({ minutesThreshold });
    }
    expect(await call("DELETE", path(id))).toEqual({ status: 204, body: null });
    expect((await call("GET", path(id))).status).toBe(404);
    expect((await call("DELETE", path(id))).status).toBe(404);
    expect((await call("PUT", path(id), { minutesThreshold: 43_200 })).status).toBe(200);
    await pool.query("DELETE FROM log_sources WHERE id = $1", [id]);
    expect((await call("GET", path(id))).status).toBe(404);
    expect((await call("DELETE", path(id))).status).toBe(404);
    expect((await pool.query("SELECT 1 FROM log_source_alarms")).rowCount).toBe(0);
  });

  test.each([14, 43_201, 60.5, "60", null, -1])("a threshold of %j is refused in words", async (minutesThreshold) => {
    const id = await source("bounds");
    expect(await call("PUT", path(id), { minutesThreshold })).toEqual({
      status: 400,
      body: {
        message: "minutesThreshold: must be a whole number of minutes from 15 to 43200 (15 minutes to 30 days)",
        field: "minutesThreshold",
      },
    });
  });

  test("a body that is no object, or no JSON, is refused", async () => {
    const id = await source("bodies");
    for (const body of ["[]", "{", "null", '{"minutesThreshold":'])
      expect((await call("PUT", path(id), body)).status).toBe(400);
  });

  test("an unknown source is 404 with a message, whatever its id looks like", async () => {
    for (const id of [nobody, "nonsense", "00000000-0000-0000-0000-00000000000g"]) {
      for (const method of ["GET", "PUT", "DELETE"]) {
        const answer = await call(method, path(id), method === "PUT" ? { minutesThreshold: 60 } : undefined);
        expect(answer).toMatchObject({ status: 404, body: { message: `There is no log source ${id}` } });
      }
    }
  });

  test("types that are raised by themselves cannot be set, and unknown ones do not exist", async () => {
    const id = await source("types");
    for (const type of ["ALERT_DELIVERY", "SOURCE_CLASSIFICATION_FAILURES"]) {
      expect(await call("PUT", path(id, type), { minutesThreshold: 60 })).toMatchObject({
        status: 400,
        body: { message: `${type} is raised by itself and cannot be set; only SOURCE_NO_DATA can` },
      });
    }
    expect((await call("GET", path(id, "SOURCE_NOTHING"))).status).toBe(404);
  });

  test.each([...unsupported])("a source of the kind %s is refused with the reason", async (kind, reason) => {
    const id = await source("special", kind);
    expect(await call("PUT", path(id), { minutesThreshold: 60 })).toEqual({ status: 400, body: { message: reason } });
    expect(await call("PUT", `/log-sources/${id}/alarms`, { minutesThreshold: 60 })).toMatchObject({ status: 400 });
    expect(await call("POST", `/log-sources/${id}/alarms/backtest`, { minutesThreshold: 60 })).toMatchObject({
      status: 400,
    });
    expect(await call("GET", `/log-sources/${id}/alarms/proposal`)).toMatchObject({ status: 400 });
    expect((await call("GET", `/log-sources/${id}/alarms`)).body).toMatchObject({
      isSupported: false,
      unsupportedReason: reason,
      alarms: [],
    });
    const bulk = await call("POST", "/log-source-alarms/bulk", { sourceIds: [id], minutesThreshold: 60 });
    expect(bulk.body).toEqual({ changed: 0, refused: [{ sourceId: id, message: reason }] });
    expect((await pool.query("SELECT 1 FROM log_source_alarms")).rowCount).toBe(0);
  });

  test("reading asks for LogSourceRead, writing for LogSourceModify", async () => {
    const id = await source("permissions");
    permissions = ["LogSourceRead"];
    expect((await call("PUT", path(id), { minutesThreshold: 60 })).status).toBe(403);
    expect((await call("DELETE", path(id))).status).toBe(403);
    expect((await call("GET", path(id))).status).toBe(404);
    permissions = ["LogSourceModify"];
    expect((await call("GET", path(id))).status).toBe(403);
  });
});

describe("our own operations", () => {
  const calendar = { timeZone: "Europe/Berlin", weekdays: [5, 1, 1], hours: { from: "09:00", to: "17:00" } };

  test("the public PUT changes the window and leaves calendar and snooze as they are", async () => {
    const id = await source("both", "http-ingest", new Date());
    const body = { minutesThreshold: 60, calendar, snoozedUntil: "2031-01-01T00:00:00Z" };
    expect((await call("PUT", `/log-sources/${id}/alarms`, body)).body).toMatchObject({
      signal: "no-data",
      logType: "",
      minutesThreshold: 60,
      calendar: { ...calendar, weekdays: [1, 5], holidays: [] },
      snoozedUntil: "2031-01-01T00:00:00.000Z",
      state: "OK",
      summary: "1 hour without events, in its hours",
    });
    await call("PUT", path(id), { minutesThreshold: 120 });
    expect((await call("GET", `/log-sources/${id}/alarms`)).body).toMatchObject({
      alarms: [{ minutesThreshold: 120, calendar: { weekdays: [1, 5] }, snoozedUntil: "2031-01-01T00:00:00.000Z" }],
    });
  });

  test("says what holds an alarm back: a paused source, and a body that waits", async () => {
    const id = await source("held");
    await call("PUT", path(id), { minutesThreshold: 60 });
    const alarms = async () => (await call("GET", `/log-sources/${id}/alarms`)).body;
    expect(await alarms()).toMatchObject({ alarms: [{ isPaused: false, pendingSince: null }] });
    await pool.query("UPDATE log_sources SET is_paused = true WHERE id = $1", [id]);
    await pool.query(
      `INSERT INTO log_batches (source_id, body_bytes, line_count, received_at) VALUES ($1, 1, 1, '2026-11-25T10:00:00Z')`,
      [id],
    );
    expect(await alarms()).toMatchObject({ alarms: [{ isPaused: true, pendingSince: "2026-11-25T10:00:00.000Z" }] });
  });

  test("a source has an alarm for each signal and log type, each removed alone", async () => {
    const id = await source("many");
    const given = [
      { minutesThreshold: 1440 },
      { minutesThreshold: 60, signal: "low-volume", minimumEvents: 100 },
      { minutesThreshold: 30, signal: "late-data" },
      { minutesThreshold: 720, logType: "AWS.CloudTrail" },
    ];
    for (const body of given) expect((await call("PUT", `/log-sources/${id}/alarms`, body)).status).toBe(200);
    const list = async () => (await call("GET", `/log-sources/${id}/alarms`)).body as { alarms: { summary: string }[] };
    expect((await list()).alarms.map((alarm) => alarm.summary)).toEqual([
      "1 day without events",
      "fewer than 100 events in 1 hour",
      "events more than 30 minutes late",
      "12 hours without AWS.CloudTrail events",
    ]);
    expect((await call("DELETE", `/log-sources/${id}/alarms?signal=late-data`)).status).toBe(204);
    expect((await call("DELETE", `/log-sources/${id}/alarms?logType=AWS.CloudTrail`)).status).toBe(204);
    expect((await list()).alarms).toHaveLength(2);
  });

  test.each([
    [{ minutesThreshold: 60, logType: "GCP.AuditLog" }, /^logType: GCP.AuditLog is not one of the source's log types/],
    [{ minutesThreshold: 60, signal: "low-volume" }, /^minimumEvents: must be at least 2/],
    [{ minutesThreshold: 60, signal: "late-data", logType: "AWS.CloudTrail" }, /^logType: must be empty/],
    [
      { minutesThreshold: 60, calendar: { ...calendar, timeZone: "Mars/Base" } },
      /^calendar.timeZone: must be a time zone/,
    ],
    [
      { minutesThreshold: 60, calendar: { ...calendar, weekdays: [] } },
      /^calendar.weekdays: must name at least one day/,
    ],
    [
      { minutesThreshold: 60, calendar: { ...calendar, holidays: ["2026-02-30"] } },
      /^calendar.holidays.0: must be a date/,
    ],
    [
      { minutesThreshold: 60, calendar: { ...calendar, hours: { from: "9:00", to: "17:00" } } },
      /must be a time like 09:00/,
    ],
  ])("%j is refused in words", async (body, message) => {
    const id = await source("refused");
    const answer = await call("PUT", `/log-sources/${id}/alarms`, body);
    expect(answer).toMatchObject({ status: 400, body: { message: expect.stringMatching(message) } });
  });

  test("in bulk: sets, changes and removes, and tells which sources could not", async () => {
    const ids = [await source("one"), await source("two")];
    const answer = await call("POST", "/log-source-alarms/bulk", { sourceIds: [...ids, nobody], minutesThreshold: 90 });
    expect(answer.body).toEqual({
      changed: 2,
      refused: [{ sourceId: nobody, message: `There is no log source ${nobody}` }],
    });
    expect((await call("GET", path(ids[1] ?? ""))).body).toMatchObject({ minutesThreshold: 90 });
    await call("POST", "/log-source-alarms/bulk", { sourceIds: ids, minutesThreshold: null });
    expect((await pool.query("SELECT 1 FROM log_source_alarms")).rowCount).toBe(0);
    expect((await call("POST", "/log-source-alarms/bulk", { sourceIds: ids, minutesThreshold: 14 })).status).toBe(400);
  });

  test("names the destinations that would be told, and no others", async () => {
    const id = await source("told");
    const add = (name: string, types: string[], isEnabled: boolean) =>
      insertDestination({ displayName: name, alertTypes: types, severities: ["LOW"], isEnabled });
    await add("pager", ["SYSTEM_ERROR"], true);
    await add("rules", ["RULE"], true);
    await add("off", ["SYSTEM_ERROR"], false);
    const answer = (await call("GET", `/log-sources/${id}/alarms`)).body;
    expect(answer).toMatchObject({ destinations: [{ displayName: "pager", kind: "webhook", health: "unknown" }] });
    permissions = ["LogSourceRead"];
    expect((await call("GET", `/log-sources/${id}/alarms`)).body).toMatchObject({ destinations: null });
  });

  test("back-test and proposal speak of the events that came", async () => {
    const id = await source("history", "http-ingest", new Date());
    await pool.query("UPDATE log_sources SET created_at = now() - interval '20 days'");
    await pool.query(
      `INSERT INTO log_source_minutes (source_id, minute, log_type, classified)
       SELECT $1, at, 'AWS.CloudTrail', 5
         FROM generate_series(date_trunc('minute', now()) - interval '20 days', now(), interval '10 minutes') AS at
        WHERE at NOT BETWEEN now() - interval '5 days' AND now() - interval '4 days 18 hours'`,
      [id],
    );
    const tested = await call("POST", `/log-sources/${id}/alarms/backtest`, { minutesThreshold: 60, timeZone: "UTC" });
    expect(tested.body).toMatchObject({ days: 20, count: 1, summary: "1 alarm in the last 20 days" });
    const none = await call("POST", `/log-sources/${id}/alarms/backtest`, { minutesThreshold: 720 });
    expect(none.body).toMatchObject({ count: 0, summary: "No alarm in the last 20 days" });
    const quiet = { minutesThreshold: 60, logType: "Okta.SystemLog" };
    expect((await call("POST", `/log-sources/${id}/alarms/backtest`, quiet)).body).toMatchObject({ count: 1 });
    expect((await call("GET", `/log-sources/${id}/alarms/proposal?timeZone=Europe/Berlin`)).body).toMatchObject({
      minutesThreshold: 15,
      isLearned: true,
      backTest: { count: 1 },
    });
    expect((await call("GET", `/log-sources/${id}/alarms/proposal?timeZone=Nowhere`)).status).toBe(400);
  });
});
