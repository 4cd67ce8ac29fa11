import { readFile } from "node:fs/promises";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { tokenActor } from "#lib/auth/actor.ts";
import { allPermissions, type Permission } from "#lib/auth/schema.ts";
import { closeConnections, db, pool } from "#lib/db.ts";
import { logSourceOperations } from "#lib/log-sources/operations.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { createHttpSourceForTest } from "#lib/testing/http-source.ts";
import { collectNotified } from "#lib/testing/notices.ts";
import { processEvents } from "#lib/testing/processed-events.ts";
import { insertDestination } from "#lib/testing/rows.ts";
import { setAlarm } from "./commands.ts";
import { dropOffOperations } from "./operations.ts";
import { dropOffTick } from "./tick.ts";

/** What follows from setting, changing and removing alarms, by way of the API. */
afterAll(closeConnections);

const notified = collectNotified();
let permissions: readonly Permission[] = allPermissions;
const actor = () => tokenActor({ id: "3f2b", name: "terraform" }, permissions);
const call = apiCaller([...logSourceOperations, ...dropOffOperations], actor);

const minuteMs = 60_000;
/** When a test begins, a little ahead of the clock by which the API sets alarms. */
let now = 0;
const at = (minutes: number) => new Date(now + minutes * minuteMs);

beforeEach(async () => {
  now = Math.ceil(Date.now() / minuteMs) * minuteMs + minuteMs;
  notified.length = 0;
  permissions = allPermissions;
  await pool.query(
    "TRUNCATE log_sources, alerts, alert_activities, deliveries, destinations, pipeline_uptime, log_schemas CASCADE",
  );
  await pool.query("INSERT INTO pipeline_uptime VALUES ($1, $2)", [at(-100_000), at(0)]);
});

/** The pipeline was up until then. */
async function tickAt(minutes: number) {
  await pool.query("UPDATE pipeline_uptime SET up_until = $1", [at(minutes)]);
  return dropOffTick(at(minutes));
}

function process(id: string, minutes: number, logType: string): Promise<void> {
  return processEvents(id, at(minutes), { logType });
}

async function alarms(): Promise<{ log_type: string; signal: string; state: string }[]> {
  return (await pool.query("SELECT * FROM log_source_alarms ORDER BY log_type, signal")).rows;
}

async function alerts() {
  return (await pool.query("SELECT * FROM alerts ORDER BY subject")).rows;
}

/** Of every alert, oldest first. */
async function changes() {
  const { rows } = await pool.query(
    "SELECT actor_name, actor_type, detail FROM alert_activities WHERE action = 'status-changed' ORDER BY id",
  );
  return rows.map((row) => ({ by: `${row.actor_type} ${row.actor_name}`, why: row.detail.why }));
}

const destination = () => insertDestination({ displayName: "pager", severities: ["LOW"] });

/** What is done once to alarms that an earlier version has set. */
async function repair(): Promise<void> {
  await pool.query(await readFile("prisma/migrations/20261125000200_repair_alarms/migration.sql", "utf8"));
}

const publicPath = (id: string) => `/log-source-alarms/${id}/SOURCE_NO_DATA`;

describe("a custom log type that is attached without its prefix", () => {
  async function shop(): Promise<string> {
    await db.logSchema.create({
      data: { logType: "Custom.Shop.Order", spec: "schema: Custom.Shop.Order\nfields:\n  - {name: id, type: bigint}" },
    });
    return (await createHttpSourceForTest({ logTypes: ["Shop.Order", "Okta.SystemLog"] })).id;
  }

  test.each(["Shop.Order", "Custom.Shop.Order"])(
    "is watched by the name of its events, given as %s",
    async (logType) => {
      const id = await shop();
      expect((await call("GET", `/log-sources/${id}/alarms`)).json.logTypes).toEqual([
        "Custom.Shop.Order",
        "Okta.SystemLog",
      ]);
      const set = await call("PUT", `/log-sources/${id}/alarms`, { minutesThreshold: 15, logType });
      expect(set).toMatchObject({ status: 200, json: { logType: "Custom.Shop.Order" } });
      for (let minute = 1; minute <= 20; minute += 1) {
        await process(id, minute, "Custom.Shop.Order");
        expect(await tickAt(minute)).toMatchObject({ raised: 0 });
      }
      expect(await tickAt(37)).toMatchObject({ raised: 1 });
      expect((await alerts())[0].title).toContain("any Custom.Shop.Order events in 15 minutes");
      expect((await call("DELETE", `/log-sources/${id}/alarms?logType=${logType}`)).status).toBe(204);
      expect(await alarms()).toEqual([]);
    },
  );

  test("is tested and proposed by the name of its events", async () => {
    const id = await shop();
    await pool.query("UPDATE log_sources SET created_at = $1", [at(-20 * 1440)]);
    await pool.query(
      `INSERT INTO log_source_minutes (source_id, minute, log_type, classified)
       SELECT $1, minute, 'Custom.Shop.Order', 5 FROM generate_series($2::timestamptz, $3, interval '5 minutes') AS minute`,
      [id, at(-20 * 1440), at(0)],
    );
    for (const logType of ["Shop.Order", "Custom.Shop.Order"]) {
      const tested = await call("POST", `/log-sources/${id}/alarms/backtest`, { minutesThreshold: 60, logType });
      expect(tested.json).toMatchObject({ count: 0 });
      const proposed = await call("GET", `/log-sources/${id}/alarms/proposal?logType=${logType}`);
      expect(proposed.json).toMatchObject({ isLearned: true, minutesThreshold: 15 });
    }
  });

  test("an alarm from before takes the full name, and so does its alert, which the next events resolve", async () => {
    const id = await shop();
    const names = ["Shop.Order", "Okta.SystemLog", ""];
    await pool.query(
      `INSERT INTO log_source_alarms (source_id, log_type, signal, minutes_threshold, state, state_changed_at, set_at, due_at)
       SELECT $1, name, 'no-data', 60, 'OK', $2, $2, $2 FROM unnest($3::text[]) AS name`,
      [id, at(-60), names],
    );
    await process(id, -30, "Okta.SystemLog");
    expect(await tickAt(0)).toMatchObject({ raised: 1 });
    await repair();
    expect((await alarms()).map((alarm) => alarm.log_type)).toEqual(["", "Custom.Shop.Order", "Okta.SystemLog"]);
    expect(await alerts()).toMatchObject([{ subject: `${id}/no-data/Custom.Shop.Order`, status: "OPEN" }]);
    await process(id, 1, "Custom.Shop.Order");
    expect(await alerts()).toMatchObject([{ status: "RESOLVED" }]);
  });

  test("a log type that the source does not have is refused wherever one is named", async () => {
    const id = await shop();
    const refusal = {
      status: 400,
      json: {
        message: "logType: Nope is not one of the source's log types (Custom.Shop.Order, Okta.SystemLog)",
        field: "logType",
      },
    };
    const body = { minutesThreshold: 60, logType: "Nope" };
    expect(await call("PUT", `/log-sources/${id}/alarms`, body)).toMatchObject(refusal);
    expect(await call("POST", `/log-sources/${id}/alarms/backtest`, body)).toMatchObject(refusal);
    expect(await call("GET", `/log-sources/${id}/alarms/proposal?logType=Nope`)).toMatchObject(refusal);
  });
});

describe("a source that is deleted while its alarm is set", () => {
  /** Deletes a source in a transaction that commits while `work` waits for it. */
  async function whileDeleting<T>(id: string, work: () => Promise<T>): Promise<T> {
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      await client.query("DELETE FROM log_sources WHERE id = $1", [id]);
      const working = work();
      await expect
        .poll(async () => (await pool.query("SELECT 1 FROM pg_locks WHERE NOT granted")).rowCount, { timeout: 10_000 })
        .toBeGreaterThan(0);
      await client.query("COMMIT");
      return await working;
    } finally {
      client.release();
    }
  }

  test("is not found", async () => {
    const { id } = await createHttpSourceForTest();
    const answer = await whileDeleting(id, () => call("PUT", publicPath(id), { minutesThreshold: 60 }));
    expect(answer).toMatchObject({ status: 404, json: { message: `There is no log source ${id}` } });
  });

  test("is among the refused in bulk, and the others are set", async () => {
    const { id } = await createHttpSourceForTest();
    const { id: other } = await createHttpSourceForTest();
    const body = { sourceIds: [id, other], minutesThreshold: 60 };
    const answer = await whileDeleting(id, () => call("POST", "/log-source-alarms/bulk", body));
    expect(answer).toMatchObject({
      status: 200,
      json: { changed: 1, refused: [{ sourceId: id, message: `There is no log source ${id}` }] },
    });
    expect(await alarms()).toMatchObject([{ source_id: other }]);
  });
});

describe("an alarm that is out", () => {
  /** A source with two log types whose alarms, for the whole and for Okta, are out. */
  async function silent(): Promise<{ id: string; target: string }> {
    const target = await destination();
    const { id } = await createHttpSourceForTest({ logTypes: ["AWS.CloudTrail", "Okta.SystemLog"] });
    await call("PUT", publicPath(id), { minutesThreshold: 60 });
    await call("PUT", `/log-sources/${id}/alarms`, { minutesThreshold: 60, logType: "Okta.SystemLog" });
    expect(await tickAt(61)).toMatchObject({ raised: 2 });
    return { id, target };
  }

  test("is removed and closed with its log type, and who was told hears of it; the others stay", async () => {
    const { id, target } = await silent();
    notified.length = 0;
    const body = { integrationLabel: "fewer", logStreamType: "Auto", authMethod: "None" };
    const kept = { ...body, logTypes: ["Okta.SystemLog", "GitHub.Audit"] };
    expect((await call("PUT", `/log-sources/http/${id}`, kept)).status).toBe(200);
    expect(await alarms()).toHaveLength(2);
    expect(notified).toEqual([]);
    const fewer = { ...body, logTypes: ["AWS.CloudTrail"] };
    expect((await call("PUT", `/log-sources/http/${id}`, fewer)).json).toMatchObject({ logTypes: ["AWS.CloudTrail"] });
    expect(await alarms()).toMatchObject([{ log_type: "", state: "ALARM" }]);
    expect((await alerts()).map((alert) => [alert.subject, alert.status])).toEqual([
      [id, "OPEN"],
      [`${id}/no-data/Okta.SystemLog`, "RESOLVED"],
    ]);
    expect(await changes()).toEqual([{ by: "api-token terraform", why: "The log type was detached." }]);
    expect(notified).toEqual([target]);
    const again = await call("PUT", `/log-sources/${id}/alarms`, { minutesThreshold: 60, logType: "Okta.SystemLog" });
    expect(again.status).toBe(400);
  });

  test("and stays out under new settings speaks of them, without telling anybody or counting an event", async () => {
    const { id } = await silent();
    const before = (await alerts())[0];
    await setAlarm({ actor: actor(), now: at(62) }, id, { signal: "no-data", logType: "", minutesThreshold: 15 });
    const after = (await alerts())[0];
    expect(after).toMatchObject({
      status: "OPEN",
      title: expect.stringMatching(/has not processed any events in 15 minutes$/),
      // What is known is that of the moment of the change.
      facts: { ...before.facts, minutesThreshold: 15, observations: expect.any(Array) },
      runbook: before.runbook,
      event_count: 1,
      updated_at: at(62),
      updated_by_type: "api-token",
    });
    await setAlarm({ actor: actor(), now: at(62) }, id, {
      signal: "no-data",
      logType: "Okta.SystemLog",
      minutesThreshold: 15,
    });
    expect((await alerts())[1].title).toMatch(/any Okta\.SystemLog events in 15 minutes$/);
    expect((await pool.query("SELECT 1 FROM deliveries")).rowCount).toBe(2);
    expect((await pool.query("SELECT 1 FROM alert_activities")).rowCount).toBe(2);
  });

  test("and would have ended anyway is not ended by whom snoozes it or changes it while its source is paused", async () => {
    const { id } = await silent();
    await pool.query("UPDATE log_sources SET last_event_processed_at = $1", [at(62)]);
    const snoozedUntil = at(1_000).toISOString();
    await setAlarm({ actor: actor(), now: at(63) }, id, {
      signal: "no-data",
      logType: "",
      minutesThreshold: 60,
      snoozedUntil,
    });
    await pool.query("UPDATE log_sources SET is_paused = true");
    await setAlarm({ actor: actor(), now: at(63) }, id, {
      signal: "no-data",
      logType: "Okta.SystemLog",
      minutesThreshold: 90,
    });
    expect(await changes()).toEqual([]);
    expect(await tickAt(63)).toMatchObject({ resolved: 2 });
    const paused = { by: "system Telltale", why: "The source was paused." };
    expect(await changes()).toEqual([paused, paused]);
  });

  test("for late events speaks of new settings only when events still come that late", async () => {
    const { id } = await createHttpSourceForTest({ logTypes: ["Okta.SystemLog"] });
    const set = (minutesThreshold: number, minutes: number) =>
      setAlarm({ actor: actor(), now: at(minutes) }, id, { signal: "late-data", logType: "", minutesThreshold });
    await set(30, 0);
    await process(id, 1, "Okta.SystemLog");
    await pool.query("UPDATE log_source_minutes SET lag_seconds_min = 3600");
    expect(await tickAt(2)).toMatchObject({ raised: 1 });
    await set(45, 3);
    expect((await alerts())[0].title).toMatch(/more than 45 minutes late$/);
    await set(120, 60);
    expect(await alarms()).toMatchObject([{ state: "ALARM" }]);
    expect((await alerts())[0].title).toMatch(/more than 45 minutes late$/);
  });

  test("is never left behind when it is set while its log type is detached", async () => {
    const { id } = await createHttpSourceForTest();
    const body = { integrationLabel: "contended", logStreamType: "Auto", authMethod: "None" };
    const attach = (logTypes: string[]) => call("PUT", `/log-sources/http/${id}`, { ...body, logTypes });
    const alarm = { minutesThreshold: 60, logType: "Okta.SystemLog" };
    for (let round = 0; round < 10; round += 1) {
      await attach(["AWS.CloudTrail", "Okta.SystemLog"]);
      const answers = await Promise.all([
        call("PUT", `/log-sources/${id}/alarms`, alarm),
        attach(["AWS.CloudTrail"]),
        call("PUT", `/log-sources/${id}/alarms`, alarm),
      ]);
      for (const { status } of answers) expect([200, 400, 404]).toContain(status);
      expect(await alarms()).toEqual([]);
    }
  });

  test("stays when its log type is only written differently", async () => {
    await db.logSchema.create({
      data: { logType: "Custom.Shop.Order", spec: "schema: Custom.Shop.Order\nfields: []" },
    });
    const { id } = await createHttpSourceForTest({ logTypes: ["Shop.Order"] });
    await call("PUT", `/log-sources/${id}/alarms`, { minutesThreshold: 60, logType: "Shop.Order" });
    const body = {
      integrationLabel: "same",
      logStreamType: "Auto",
      authMethod: "None",
      logTypes: ["Custom.Shop.Order"],
    };
    expect((await call("PUT", `/log-sources/http/${id}`, body)).status).toBe(200);
    expect(await alarms()).toMatchObject([{ log_type: "Custom.Shop.Order" }]);
  });

  test("is closed by whom removes or changes it, or deletes its source", async () => {
    const { id, target } = await silent();
    notified.length = 0;
    await process(id, 62, "AWS.CloudTrail");
    await tickAt(123);
    await pool.query("UPDATE log_sources SET last_event_processed_at = $1", [new Date()]);
    await call("PUT", publicPath(id), { minutesThreshold: 1440 });
    await call("DELETE", `/log-sources/${id}/alarms?logType=Okta.SystemLog`);
    const { id: deleted } = await createHttpSourceForTest();
    await call("PUT", publicPath(deleted), { minutesThreshold: 15 });
    await tickAt(140);
    await call("DELETE", `/log-sources/http/${deleted}`);
    expect(await changes()).toEqual([
      { by: "system Telltale", why: expect.stringMatching(/^Events are processed again since/) },
      { by: "api-token terraform", why: "The alarm was changed." },
      { by: "api-token terraform", why: "The alarm was removed." },
      { by: "api-token terraform", why: "The source was deleted." },
    ]);
    const resolved = await pool.query("SELECT destination_id FROM deliveries WHERE reason = 'resolved'");
    expect(resolved.rows).toEqual(Array.from({ length: 4 }, () => ({ destination_id: target })));
    expect(new Set(notified)).toEqual(new Set([target]));
    expect(await alarms()).toMatchObject([{ source_id: id, log_type: "" }]);
  });
});

test("in bulk only what changed is counted, and a source that is named twice or in capitals is one", async () => {
  const { id: one } = await createHttpSourceForTest();
  const { id: other } = await createHttpSourceForTest();
  const bulk = async (sourceIds: string[], minutesThreshold: number | null) =>
    (await call("POST", "/log-source-alarms/bulk", { sourceIds, minutesThreshold })).json;
  expect(await bulk([one, other], null)).toEqual({ changed: 0, refused: [] });
  expect(await bulk([one, one.toUpperCase()], 60)).toEqual({ changed: 1, refused: [] });
  expect(await bulk([one, other], 60)).toEqual({ changed: 1, refused: [] });
  expect(await bulk([one, other], 60)).toEqual({ changed: 0, refused: [] });
  expect(await bulk([one], null)).toEqual({ changed: 1, refused: [] });
  expect(await bulk([one, other], null)).toEqual({ changed: 1, refused: [] });
});

test("a calendar that never fills the window is refused wherever the two meet", async () => {
  const { id } = await createHttpSourceForTest();
  const calendar = { timeZone: "UTC", weekdays: [1], hours: { from: "08:00", to: "09:00" } };
  const refusal = {
    status: 400,
    json: {
      message: "calendar: its hours do not add up to 7 days within the next two years, so the alarm would never go off",
      field: "calendar",
    },
  };
  const never = { minutesThreshold: 7 * 1440, calendar };
  expect(await call("PUT", `/log-sources/${id}/alarms`, never)).toMatchObject(refusal);
  expect(await call("POST", `/log-sources/${id}/alarms/backtest`, never)).toMatchObject(refusal);
  expect(await alarms()).toEqual([]);
  expect((await call("PUT", `/log-sources/${id}/alarms`, { minutesThreshold: 4 * 1440, calendar })).status).toBe(200);
  expect(await call("PUT", publicPath(id), { minutesThreshold: 7 * 1440 })).toMatchObject(refusal);
  const bulk = await call("POST", "/log-source-alarms/bulk", { sourceIds: [id], minutesThreshold: 7 * 1440 });
  expect(bulk.json).toEqual({ changed: 0, refused: [{ sourceId: id, message: refusal.json.message }] });
  const late = { ...never, signal: "late-data" };
  expect((await call("PUT", `/log-sources/${id}/alarms`, late)).status).toBe(200);
});

test("an alarm from before that counts events although its signal does not is made to keep its word", async () => {
  const { id } = await createHttpSourceForTest();
  await call("PUT", publicPath(id), { minutesThreshold: 60 });
  await call("PUT", `/log-sources/${id}/alarms`, { minutesThreshold: 60, signal: "low-volume", minimumEvents: 500 });
  await pool.query("UPDATE log_source_alarms SET minimum_events = 500");
  await repair();
  expect(await alarms()).toMatchObject([
    { signal: "low-volume", minimum_events: 500 },
    { signal: "no-data", minimum_events: 1 },
  ]);
});

test("a parameter that is misspelt does not remove another alarm", async () => {
  const { id } = await createHttpSourceForTest();
  await call("PUT", publicPath(id), { minutesThreshold: 60 });
  expect(await call("DELETE", `/log-sources/${id}/alarms?sginal=late-data`)).toMatchObject({
    status: 400,
    json: { message: "query: has no field sginal; its fields are signal and logType" },
  });
  expect(await alarms()).toHaveLength(1);
});

test("who may set an alarm but not read it is answered with what was set", async () => {
  const { id } = await createHttpSourceForTest();
  permissions = ["LogSourceModify"];
  expect((await call("GET", publicPath(id))).status).toBe(403);
  expect(await call("PUT", `/log-sources/${id}/alarms`, { minutesThreshold: 60 })).toMatchObject({
    status: 200,
    json: { minutesThreshold: 60, state: "INSUFFICIENT_DATA" },
  });
});

test("an alarm is not set over a change that was not seen, nor where another was set meanwhile", async () => {
  const { id } = await createHttpSourceForTest();
  const path = `/log-sources/${id}/alarms`;
  const set = (minutesThreshold: number, headers: Record<string, string>) =>
    call("PUT", path, { minutesThreshold }, headers);
  const none = { "if-none-match": "*" };
  const first = await set(60, none);
  expect(first.status).toBe(200);
  expect(await set(90, none)).toMatchObject({ status: 412, json: { current: { minutesThreshold: 60 } } });

  const [listed] = (await call("GET", path)).json.alarms;
  expect(listed.etag).toBe(first.headers.get("etag"));
  const seen = { "if-match": listed.etag };
  expect((await set(120, seen)).status).toBe(200);
  const late = await set(90, seen);
  expect(late).toMatchObject({ status: 412, json: { current: { minutesThreshold: 120, signal: "no-data" } } });
  expect((await set(90, { "if-match": late.headers.get("etag") ?? "" })).status).toBe(200);

  await call("DELETE", path);
  const gone = await set(60, { "if-match": late.headers.get("etag") ?? "" });
  expect(gone).toMatchObject({ status: 412, json: { current: null } });
  expect(gone.headers.get("etag")).toBeNull();
  expect(await alarms()).toEqual([]);
});
