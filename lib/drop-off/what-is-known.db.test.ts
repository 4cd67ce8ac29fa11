import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { systemActor } from "#lib/auth/actor.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { processEvents } from "#lib/testing/processed-events.ts";
import { insertSource } from "#lib/testing/rows.ts";
import { setAlarm } from "./commands.ts";
import type { AlarmValues } from "./schema.ts";
import { dropOffTick } from "./tick.ts";

afterAll(closeConnections);

const start = Date.parse("2026-11-24T08:00:00Z");
const at = (minutes: number) => new Date(start + minutes * 60_000);
const day = 1440;

beforeEach(async () => {
  await pool.query("TRUNCATE log_sources, alerts, alert_activities, deliveries, destinations, pipeline_uptime CASCADE");
  await pool.query("INSERT INTO pipeline_uptime VALUES ($1, $2)", [at(-1_000_000), at(0)]);
});

const source = (label: string, lastEventAt: Date | null = at(0)) =>
  insertSource({ label, lastEventProcessedAt: lastEventAt, lastReceivedAt: lastEventAt });

const set = (id: string, over: Partial<AlarmValues> = {}, now = at(0)) =>
  setAlarm({ actor: systemActor, now }, id, { signal: "no-data", logType: "", minutesThreshold: 60, ...over });

async function tickAt(minutes: number) {
  await pool.query(
    "UPDATE pipeline_uptime SET up_until = $1 WHERE up_from = (SELECT max(up_from) FROM pipeline_uptime)",
    [at(minutes)],
  );
  return dropOffTick(at(minutes));
}

/** What the classifying job does in its transaction. */
function process(id: string, minutes: number, over: { events?: number; logType?: string; lagSeconds?: number } = {}) {
  return processEvents(id, at(minutes), { logType: "AWS.CloudTrail", ...over });
}

/** Events that no alarm has to hear of: history. */
async function count(id: string, from: number, until: number, logType: string, everyMinutes: number, events = 10) {
  await pool.query(
    `INSERT INTO log_source_minutes (source_id, minute, log_type, classified)
     SELECT $1, at, $4, $6 FROM generate_series($2::timestamptz, $3::timestamptz, make_interval(mins => $5)) at`,
    [id, at(from), at(until), logType, everyMinutes, events],
  );
}

async function fail(id: string, minutes: number, lines: number) {
  await pool.query(`INSERT INTO log_source_minutes (source_id, minute, log_type, failed) VALUES ($1, $2, '', $3)`, [
    id,
    at(minutes),
    lines,
  ]);
}

async function refuse(
  id: string,
  minutes: number,
  requests: number,
  reason = "wrong_secret",
  detail = "A wrong secret",
) {
  await pool.query(
    `INSERT INTO log_source_refusals (source_id, minute, reason, count, last_detail, last_at)
     VALUES ($1, date_trunc('minute', $2::timestamptz), $3, $4, $5, $2)`,
    [id, at(minutes), reason, requests, detail],
  );
}

async function body(id: string, minutes: number, state: string, error: string | null = null) {
  await pool.query(
    "INSERT INTO log_batches (source_id, body_bytes, line_count, received_at, state, last_error) VALUES ($1, 1, 1, $2, $3, $4)",
    [id, at(minutes), state, error],
  );
}

async function alertOf(title: RegExp) {
  const { rows } = await pool.query("SELECT * FROM alerts WHERE title ~ $1", [title.source]);
  expect(rows).toHaveLength(1);
  return rows[0];
}

describe("one log type", () => {
  test("in a live source it names its own events, its own rate and the latest body, and never that nothing came", async () => {
    const id = await source("two types");
    await count(id, -30 * day, -1, "AWS.CloudTrail", 10, 1_000);
    await count(id, -30 * day, -1, "Okta.SystemLog", 30, 10);
    await process(id, 0, { logType: "Okta.SystemLog" });
    await set(id, { logType: "Okta.SystemLog" });
    for (let minutes = 1; minutes <= 59; minutes += 1) await process(id, minutes);
    await tickAt(61);
    const alert = await alertOf(/Okta/);
    expect(alert.description).toBe(
      [
        "The last Okta.SystemLog event of two types was processed at 2026-11-24 08:00 UTC.",
        "The latest body was received at 2026-11-24 08:59 UTC.",
        "At this hour of the week it usually processes about 20 Okta.SystemLog events an hour.",
      ].join(" "),
    );
    expect(alert.facts).toMatchObject({
      lastEventProcessedAt: at(0).toISOString(),
      lastReceivedAt: at(59).toISOString(),
      lastConnectionAt: at(59).toISOString(),
      usualEventsPerHour: 20,
    });
    expect(alert.runbook).toMatch(/^1\. Check that Okta\.SystemLog is still switched on where two types/);
  });

  test("that was first sent two weeks ago has the rate of two weeks", async () => {
    const id = await source("new type");
    await count(id, -30 * day, -1, "AWS.CloudTrail", 10);
    await count(id, -15 * day, -1, "Okta.SystemLog", 10, 10);
    await process(id, 0, { logType: "Okta.SystemLog" });
    await set(id, { logType: "Okta.SystemLog" });
    await tickAt(61);
    expect((await alertOf(/Okta/)).facts.usualEventsPerHour).toBe(60);
  });

  test("that never came is looked for as far back as counters are kept", async () => {
    const id = await source("never");
    await set(id, { logType: "Okta.SystemLog" });
    await process(id, 50);
    await tickAt(60);
    const alert = await alertOf(/Okta/);
    expect(alert.description).toBe(
      [
        "No Okta.SystemLog event of never was processed in the last 90 days.",
        "The latest body was received at 2026-11-24 08:50 UTC.",
        "Silence counts from 2026-11-24 08:00 UTC, 1 hour before this alarm, when the alarm was set or the source resumed.",
      ].join(" "),
    );
    expect(alert.facts).toMatchObject({ lastEventProcessedAt: null, lookedBackDays: 90 });
  });

  test("lines that no schema takes may be its, and are not called the sender's format", async () => {
    const id = await source("format");
    await set(id, { logType: "Okta.SystemLog" });
    await fail(id, 20, 77);
    await process(id, 50);
    await tickAt(60);
    expect((await alertOf(/Okta/)).facts).toMatchObject({
      cause:
        "77 lines arrived since 2026-11-24 08:00 UTC that no attached schema accepts: they may be Okta.SystemLog in a new format.",
      unclassifiedLines: 77,
    });
  });

  test("each alarm of a source counts from its own silence", async () => {
    const id = await source("two alarms");
    await set(id);
    await set(id, { logType: "Okta.SystemLog", minutesThreshold: 15 }, at(45));
    await refuse(id, 20, 7);
    expect(await tickAt(60)).toMatchObject({ raised: 2 });
    expect((await alertOf(/any events/)).facts.cause).toBe(
      "7 requests were refused since it fell silent, the latest at 2026-11-24 08:20 UTC: A wrong secret.",
    );
    const ofType = await alertOf(/Okta/);
    expect(ofType.facts.cause).toBeNull();
    expect(ofType.facts).not.toHaveProperty("refused");
    expect(ofType.description).toContain(
      "Nothing has been received since 2026-11-24 08:00 UTC; the latest request was refused at 2026-11-24 08:20 UTC.",
    );
    // They are alarms of one source, not others.
    expect(ofType.description).not.toContain("in the same minute");
  });
});

describe("low volume", () => {
  test("says how many events there were and how many were expected, and counts only in its window", async () => {
    const id = await source("low");
    await set(id, { signal: "low-volume", minimumEvents: 500 }, at(-100 * day));
    await refuse(id, -14 * day, 3, "wrong_secret", "Long ago");
    await fail(id, -14 * day, 1);
    await count(id, -90, -1, "AWS.CloudTrail", 1, 100);
    for (let minutes = 5; minutes < 60; minutes += 5) await process(id, minutes, { events: 1 });
    await tickAt(60);
    const alert = await alertOf(/fewer than 500/);
    expect(alert.description).toBe(
      [
        "low has processed 11 events in 1 hour, at least 500 expected.",
        "The last event of low was processed at 2026-11-24 08:55 UTC.",
        "The latest body was received at 2026-11-24 08:55 UTC.",
        "At this hour of the week it is usually quiet.",
      ].join(" "),
    );
    expect(alert.facts).toMatchObject({ eventsInWindow: 11, silentSince: at(0).toISOString(), cause: null });
  });

  test("of a log type counts that log type, and says when there was none at all", async () => {
    const id = await source("low type");
    await set(id, { signal: "low-volume", logType: "Okta.SystemLog", minimumEvents: 500 });
    for (let minutes = 5; minutes < 60; minutes += 5) await process(id, minutes, { events: 1_000 });
    await count(id, -100, -95, "Okta.SystemLog", 5, 1);
    await tickAt(60);
    expect((await alertOf(/fewer than 500 Okta/)).description).toMatch(
      /^low type has processed no Okta.SystemLog events in 1 hour, at least 500 expected\. The last Okta\.SystemLog event of low type was processed at 2026-11-24 06:25 UTC\./,
    );
  });

  test("in the hours of a calendar the window reaches back over the night", async () => {
    const id = await source("office");
    // 08:00 on a Tuesday; hours end at 08:30 and begin at 07:00.
    const calendar = {
      timeZone: "UTC",
      weekdays: [1, 2, 3, 4, 5],
      hours: { from: "07:00", to: "08:30" },
      holidays: [],
    };
    await set(id, { signal: "low-volume", minimumEvents: 500, minutesThreshold: 120, calendar }, at(-10 * day));
    await count(id, -10 * day, -day - 1, "AWS.CloudTrail", 1, 100);
    await process(id, -day + 5, { events: 3 });
    await process(id, 5, { events: 4 });
    await pool.query("UPDATE log_source_alarms SET due_at = $1", [at(29)]);
    await tickAt(29);
    const alert = await alertOf(/fewer than 500/);
    // 89 minutes of Tuesday, and the last 31 of Monday: from 07:59 on.
    expect(alert.facts).toMatchObject({
      eventsInWindow: 107,
      countedHours: "Monday to Friday, 07:00 to 08:30 (UTC)",
    });
    expect(alert.description).toContain(
      "Only its hours count, Monday to Friday, 07:00 to 08:30 (UTC): the window began at 2026-11-23 07:59 UTC, 1 day 30 minutes before this alarm.",
    );
  });
});

describe("late data", () => {
  test("what happened before its window is no cause, and our own outage is said", async () => {
    const id = await source("late");
    await set(id, { signal: "late-data", minutesThreshold: 30 }, at(-30_000));
    await refuse(id, -20_000, 3);
    await fail(id, -20_000, 1);
    await pool.query("UPDATE pipeline_uptime SET up_until = $1", [at(1)]);
    await dropOffTick(at(61));
    await process(id, 62, { lagSeconds: 100 * 60 });
    await dropOffTick(at(63));
    const alert = await alertOf(/late$/);
    expect(alert.description).toBe(
      [
        "Even the freshest events of late arrive 1 hour 40 minutes after they happened.",
        "The latest body was received at 2026-11-24 09:02 UTC.",
        "At this hour of the week it is usually quiet.",
        "Telltale itself was down for 1 hour of the time that they were on their way.",
      ].join(" "),
    );
    expect(alert.facts).toMatchObject({ cause: null, downMinutes: 60, silentSince: at(33).toISOString() });
    expect(alert.runbook).toMatch(/^1\. Look at the queue of the sender of late/);
  });
});

describe("the source as a whole", () => {
  test("refused requests are counted by reason, and the latest is blamed on its own", async () => {
    const id = await source("refused");
    await set(id);
    await refuse(id, 20, 200, "wrong_secret", "A wrong secret.");
    await refuse(id, 30, 11, "wrong_secret", "Another wrong secret.");
    await refuse(id, 40, 1, "body_too_large", "The body is too large.");
    await tickAt(60);
    const { facts, description } = await alertOf(/any events/);
    expect(facts.cause).toBe(
      "212 requests were refused since it fell silent (211 wrong secret, 1 body too large), the latest at 2026-11-24 08:40 UTC: The body is too large.",
    );
    expect(facts.refused).toEqual([
      { reason: "wrong_secret", count: 211, lastDetail: "Another wrong secret.", lastAt: at(30).toISOString() },
      { reason: "body_too_large", count: 1, lastDetail: "The body is too large.", lastAt: at(40).toISOString() },
    ]);
    expect(facts).toMatchObject({ lastConnectionAt: at(40).toISOString(), lastReceivedAt: at(0).toISOString() });
    expect(description).toContain("The latest body was received at 2026-11-24 08:00 UTC.");
  });

  test("bodies that wait and bodies that failed are its queue, with their age and reason", async () => {
    const id = await source("queue");
    await set(id, {}, at(0));
    await body(id, 20, "failed", "Error A");
    await body(id, 30, "failed", "Error B");
    for (const minutes of [60.5, 61, 61.5]) await body(id, minutes, "pending");
    await tickAt(64);
    const { facts, description } = await alertOf(/any events/);
    expect(facts.cause).toBe(
      "2 bodies arrived since then that could not be processed and are kept, the latest because: Error B.",
    );
    expect(facts).toMatchObject({
      failedBodies: { count: 2, lastError: "Error B" },
      waitingBodies: { count: 3, oldestAt: at(60.5).toISOString() },
      lastReceivedAt: at(61.5).toISOString(),
      lastConnectionAt: at(61.5).toISOString(),
    });
    expect(description).toContain("The latest body was received at 2026-11-24 09:01 UTC.");
    expect(description).toContain("3 bodies wait to be classified, the oldest for 3 minutes.");
  });

  test("a body that is still being received is no connection yet", async () => {
    const id = await source("receiving");
    await set(id);
    await body(id, 59, "receiving");
    await tickAt(60);
    expect((await alertOf(/any events/)).description).toContain(
      "Nothing has been received since 2026-11-24 08:00 UTC, and no request was refused.",
    );
  });

  test("in the hours of a calendar it says since when, and that one day may be three on the wall", async () => {
    const id = await source("weekend", at(-2 * day));
    // From Sunday 08:00, when nothing is expected, to Tuesday.
    const calendar = { timeZone: "UTC", weekdays: [1, 2, 3, 4, 5], hours: null, holidays: ["2026-12-25"] };
    await set(id, { minutesThreshold: day, calendar }, at(-4 * day));
    await tickAt(-8 * 60);
    const alert = await alertOf(/any events in 1 day/);
    expect(alert.description).toContain(
      "Only its hours count, Monday to Friday (UTC), without 1 holiday: silence counts from 2026-11-22 08:00 UTC, 1 day 16 hours before this alarm.",
    );
    expect(alert.facts.countedHours).toBe("Monday to Friday (UTC), without 1 holiday");
  });

  test("many at once keep what else is true, our own outage first", async () => {
    const ids = await Promise.all(Array.from({ length: 101 }, (_, n) => source(`many ${n}`)));
    for (const id of ids) await set(id);
    await pool.query("UPDATE pipeline_uptime SET up_until = $1", [at(1)]);
    await dropOffTick(at(42));
    await tickAt(101);
    const { facts, runbook } = await alertOf(/many 7\]/);
    expect(facts.cause).toBe("100 other sources fell silent in the same minute.");
    expect(facts.observations).toEqual([
      "41 minutes in which Telltale itself was down do not count.",
      "Nothing has been received since 2026-11-24 08:00 UTC, and no request was refused.",
    ]);
    expect(facts.others).toEqual({ count: 100, what: "sources", isAtLeast: false });
    expect(runbook).toContain("have in common");
  });

  test("while others are still due, the number of those that went off is the least it can be", async () => {
    for (const label of ["a", "b", "held"]) await set(await source(label));
    const other = await pool.connect();
    try {
      await other.query("BEGIN");
      await other.query(
        `SELECT 1 FROM log_source_alarms a JOIN log_sources s ON s.id = a.source_id WHERE s.label = 'held' FOR UPDATE OF a`,
      );
      expect(await tickAt(60)).toMatchObject({ raised: 2 });
    } finally {
      await other.query("ROLLBACK");
      other.release();
    }
    expect((await alertOf(/\[a\]/)).description).toContain(
      "At least 1 other source fell silent in the same minute: look for what they have in common.",
    );
  });

  test("more at once than one part of a tick holds: every number is the least that it can be", async () => {
    const sources = 5_030;
    await pool.query(
      `WITH silent AS (
         INSERT INTO log_sources (kind, label, log_types, log_stream_type, config, updated_at, last_event_processed_at, last_received_at)
         SELECT 'http-ingest', 'part ' || n, '{A}', 'Auto', '{}', now(), $1, $1 FROM generate_series(1, $3) AS n RETURNING id)
       INSERT INTO log_source_alarms (source_id, minutes_threshold, state, state_changed_at, set_at, due_at)
       SELECT id, 60, 'OK', $1, $1, $2 FROM silent`,
      [at(0), at(60), sources],
    );
    expect(await tickAt(60)).toMatchObject({ raised: sources });
    const { rows } = await pool.query<{ description: string; others: { count: number; isAtLeast: boolean } }>(
      "SELECT description, facts->'others' AS others FROM alerts",
    );
    expect(rows.every(({ others }) => others.isAtLeast && others.count < sources)).toBe(true);
    expect(rows.every(({ description }) => description.includes("At least"))).toBe(true);
  });

  test("the alarms of one source are no other sources", async () => {
    const id = await source("alone");
    await set(id);
    await set(id, { logType: "Okta.SystemLog" });
    await set(id, { signal: "low-volume", minimumEvents: 5 });
    expect(await tickAt(60)).toMatchObject({ raised: 3 });
    const { rows } = await pool.query("SELECT description FROM alerts");
    for (const { description } of rows) expect(description).not.toContain("in the same minute");
  });
});
