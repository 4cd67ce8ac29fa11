import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { systemActor } from "#lib/auth/actor.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { deleteLogSource, updateLogSource } from "#lib/log-sources/commands.ts";
import { collectNotified } from "#lib/testing/notices.ts";
import { pauseSource } from "#lib/testing/pause-source.ts";
import { processEvents } from "#lib/testing/processed-events.ts";
import { insertDestination, insertSource } from "#lib/testing/rows.ts";
import { removeAlarm, setAlarm } from "./commands.ts";
import type { AlarmValues } from "./schema.ts";
import { dropOffTick } from "./tick.ts";

afterAll(closeConnections);
const notified = collectNotified();

const start = Date.parse("2026-11-24T08:00:00Z");
const at = (minutes: number) => new Date(start + minutes * 60_000);

beforeEach(async () => {
  await pool.query("TRUNCATE log_sources, alerts, alert_activities, deliveries, destinations, pipeline_uptime CASCADE");
  // Up since long before, and ticking.
  await pool.query("INSERT INTO pipeline_uptime VALUES ($1, $2)", [at(-100_000), at(0)]);
});

const source = (label: string, lastEventAt: Date | null = at(0)) =>
  insertSource({ label, lastEventProcessedAt: lastEventAt, lastReceivedAt: lastEventAt });

const destination = () => insertDestination({ displayName: "pager", severities: ["LOW"] });

const set = (id: string, over: Partial<AlarmValues> = {}, now = at(0)) =>
  setAlarm({ actor: systemActor, now }, id, { signal: "no-data", logType: "", minutesThreshold: 60, ...over });

/** The pipeline was up until then without this test ticking every minute. */
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

async function alerts() {
  const { rows } = await pool.query("SELECT * FROM alerts ORDER BY created_at, title");
  return rows;
}

async function stateOf(id: string, signal = "no-data", logType = ""): Promise<string> {
  const { rows } = await pool.query(
    "SELECT state FROM log_source_alarms WHERE source_id = $1 AND signal = $2 AND log_type = $3",
    [id, signal, logType],
  );
  return rows[0]?.state;
}

describe("silence", () => {
  test("one critical alert at the end of the window, told once, resolved and armed again by the next event", async () => {
    const target = await destination();
    const id = await source("okta-prod");
    await set(id);
    expect(await stateOf(id)).toBe("OK");
    expect(await tickAt(59)).toMatchObject({ raised: 0 });
    notified.length = 0;
    expect(await tickAt(60)).toMatchObject({ raised: 1 });
    expect(await tickAt(61)).toMatchObject({ raised: 0 });
    expect(await tickAt(600)).toMatchObject({ raised: 0 });
    expect(notified).toEqual([target]);
    const [alert, ...others] = await alerts();
    expect(others).toEqual([]);
    expect(alert).toMatchObject({
      kind: "SOURCE_NO_DATA",
      subject: id,
      severity: "CRITICAL",
      status: "OPEN",
      title: "Source [okta-prod] has not processed any events in 1 hour",
      event_count: 1,
      source_id: id,
    });
    expect(alert.facts).toMatchObject({
      minutesThreshold: 60,
      lastEventProcessedAt: at(0).toISOString(),
      silentSince: at(0).toISOString(),
      downMinutes: 0,
    });
    expect(alert.runbook).toMatch(/^1\. Check that the sender of okta-prod runs/);

    notified.length = 0;
    await process(id, 601);
    expect(notified).toEqual([target]);
    expect(await stateOf(id)).toBe("OK");
    expect((await alerts())[0]).toMatchObject({ status: "RESOLVED", resolved_at: at(601) });
    expect(await tickAt(661)).toMatchObject({ raised: 1 });
    expect((await alerts())[0]).toMatchObject({ status: "OPEN", is_regressed: true, event_count: 2 });
    const { rows } = await pool.query("SELECT reason FROM deliveries ORDER BY created_at");
    expect(rows.map((row) => row.reason)).toEqual(["opened", "resolved", "regressed"]);
  });

  test("an alert that was marked invalid comes back with the next silence, and not before", async () => {
    const target = await destination();
    const id = await source("invalid");
    const many = await source("invalid, with others");
    for (const each of [id, many]) await set(each);
    await tickAt(60);
    await pool.query("UPDATE alerts SET status = 'CLOSED', resolved_at = $1", [at(61)]);
    expect(await tickAt(120)).toMatchObject({ raised: 0 });
    for (const each of [id, many]) await process(each, 122);
    expect((await alerts()).map((alert) => alert.status)).toEqual(["CLOSED", "CLOSED"]);
    notified.length = 0;
    expect(await tickAt(182)).toMatchObject({ raised: 2 });
    expect(notified).toEqual([target]);
    expect((await alerts()).map((alert) => alert.status)).toEqual(["OPEN", "OPEN"]);
    const { rows } = await pool.query("SELECT reason FROM deliveries ORDER BY created_at");
    expect(rows.map((row) => row.reason)).toEqual(["opened", "opened", "regressed", "regressed"]);
  });

  test("a source that never sent anything alarms after a full window since it was set", async () => {
    const id = await source("new", null);
    await set(id, {}, at(10));
    expect(await stateOf(id)).toBe("INSUFFICIENT_DATA");
    expect(await tickAt(69)).toMatchObject({ raised: 0 });
    expect(await tickAt(70)).toMatchObject({ raised: 1 });
    expect((await alerts())[0].facts).toMatchObject({ lastEventProcessedAt: null, silentSince: at(10).toISOString() });
    expect((await alerts())[0].description).toContain("Nothing was ever received from it.");
  });

  test("events only touch the source; the tick pushes the alarm on", async () => {
    const id = await source("busy");
    await set(id);
    for (let minutes = 10; minutes <= 200; minutes += 10) await process(id, minutes);
    const { rows } = await pool.query("SELECT due_at FROM log_source_alarms");
    expect(rows[0].due_at).toEqual(at(60));
    expect(await tickAt(201)).toMatchObject({ due: 1, raised: 0 });
    expect((await pool.query("SELECT due_at FROM log_source_alarms")).rows[0].due_at).toEqual(at(260));
    expect(await tickAt(202)).toMatchObject({ due: 0 });
  });

  test("an event that the hook did not tell of is found by the sweep", async () => {
    const id = await source("swept");
    await set(id);
    await tickAt(60);
    await pool.query("UPDATE log_sources SET last_event_processed_at = $1", [at(60.5)]);
    expect(await tickAt(61)).toMatchObject({ resolved: 1 });
    expect(await stateOf(id)).toBe("OK");
  });
});

/** A body that waits to be classified. */
async function receive(id: string, minute: number): Promise<void> {
  await pool.query("INSERT INTO log_batches (source_id, body_bytes, line_count, received_at) VALUES ($1, 1, 1, $2)", [
    id,
    at(minute),
  ]);
}

describe("what is not silence", () => {
  test("our own outage does not count, and the alert says so", async () => {
    const id = await source("outage");
    await set(id);
    await dropOffTick(at(1));
    // Down for 41 minutes: the next tick is the first sign of life.
    expect(await dropOffTick(at(42))).toMatchObject({ raised: 0 });
    expect(await tickAt(60)).toMatchObject({ raised: 0 });
    expect(await tickAt(100)).toMatchObject({ raised: 0 });
    expect(await tickAt(101)).toMatchObject({ raised: 1 });
    const [alert] = await alerts();
    expect(alert.facts.downMinutes).toBe(41);
    expect(alert.description).toContain("41 minutes in which Telltale itself was down do not count.");
  });

  test("a backlog that is worked off is not silence, and silence after it is", async () => {
    const id = await source("backlog");
    await set(id);
    await receive(id, 59);
    expect(await tickAt(60)).toMatchObject({ raised: 0 });
    expect(await tickAt(61)).toMatchObject({ raised: 0 });
    await pool.query("UPDATE log_batches SET state = 'failed'");
    expect(await tickAt(62)).toMatchObject({ raised: 1 });
  });

  test("a body that came when the window was full already holds nothing back, however many come", async () => {
    const id = await source("busy with something else");
    await set(id);
    for (const minute of [60.5, 61, 61.9]) await receive(id, minute);
    expect(await tickAt(62)).toMatchObject({ raised: 1 });
  });

  test("a paused source never alarms, what was out is closed, and resuming begins a new window", async () => {
    const id = await source("paused");
    await set(id);
    await tickAt(60);
    // The command takes the wall's clock for itself; the alarm only has to be due.
    await updateLogSource({ actor: systemActor, now: new Date() }, id, { isPaused: true });
    await pool.query("UPDATE log_source_alarms SET due_at = $1", [at(61)]);
    expect(await tickAt(61)).toMatchObject({ raised: 0, resolved: 1 });
    expect(await stateOf(id)).toBe("INSUFFICIENT_DATA");
    expect(await tickAt(1_000)).toMatchObject({ raised: 0 });
    await updateLogSource({ actor: systemActor, now: new Date() }, id, { isPaused: false });
    await pool.query("UPDATE log_sources SET resumed_at = $1", [at(1_000)]);
    expect(await tickAt(1_059)).toMatchObject({ raised: 0 });
    expect(await tickAt(1_060)).toMatchObject({ raised: 1 });
  });

  test("a deleted source takes its alarms with it, and what was out is closed", async () => {
    const quiet = await source("deleted");
    await set(quiet);
    const out = await source("deleted while it was out");
    await set(out, { minutesThreshold: 15 });
    await tickAt(15);
    await deleteLogSource({ actor: systemActor, now: new Date() }, quiet);
    await deleteLogSource({ actor: systemActor, now: new Date() }, out);
    expect(await tickAt(600)).toMatchObject({ due: 0, raised: 0 });
    expect((await alerts()).map((alert) => alert.status)).toEqual(["RESOLVED"]);
  });

  test("a snooze holds it, and a calendar counts only its hours", async () => {
    const snoozed = await source("snoozed");
    await set(snoozed, { snoozedUntil: at(300).toISOString() });
    const office = await source("office");
    // 08:00 on a Tuesday, in hours that end at 08:30.
    const hours = { from: "00:00", to: "08:30" };
    await set(office, { calendar: { timeZone: "UTC", weekdays: [1, 2, 3, 4, 5], hours, holidays: ["2026-11-25"] } });
    expect(await tickAt(299)).toMatchObject({ raised: 0 });
    expect(await tickAt(300)).toMatchObject({ raised: 1 });
    const thursdayHalfPastMidnight = 2 * 1440 - 8 * 60 + 30;
    expect(await tickAt(thursdayHalfPastMidnight - 1)).toMatchObject({ raised: 0 });
    expect(await tickAt(thursdayHalfPastMidnight)).toMatchObject({ raised: 1 });
  });
});

describe("why", () => {
  test("refused requests come first", async () => {
    const id = await source("refused");
    await set(id);
    await pool.query(
      `INSERT INTO log_source_refusals (source_id, minute, reason, count, last_detail, last_at)
       VALUES ($1, $2, 'wrong_secret', 211, 'The header x-api-key holds a wrong secret', $3),
              ($1, $2, 'body_too_large', 1, 'The body is too large', $2),
              ($1, $4, 'wrong_secret', 9, 'Before it fell silent', $4)`,
      [id, at(30), at(30.5), at(-30)],
    );
    await tickAt(60);
    const [alert] = await alerts();
    expect(alert.facts.cause).toBe(
      "212 requests were refused since it fell silent (211 wrong secret, 1 body too large), the latest at 2026-11-24 08:30 UTC: The header x-api-key holds a wrong secret.",
    );
    expect(alert.description).toMatch(/^212 requests were refused/);
  });

  test("lines that no schema takes are named, and the usual rate of the hour of the week", async () => {
    const id = await source("changed");
    await pool.query(
      `INSERT INTO log_source_minutes (source_id, minute, log_type, classified, failed)
       SELECT $1::uuid, at, 'AWS.CloudTrail', 10, 0
         FROM generate_series($2::timestamptz - interval '35 days', $2::timestamptz - interval '1 minute', interval '5 minutes') at
       UNION ALL SELECT $1::uuid, $2::timestamptz + interval '10 minutes', '', 0, 77`,
      [id, at(0)],
    );
    await set(id);
    await tickAt(60);
    const [alert] = await alerts();
    expect(alert.facts.cause).toBe(
      "77 lines arrived since then that no attached schema accepts: the format has changed, not the sender.",
    );
    expect(alert.facts.usualEventsPerHour).toBe(120);
    expect(alert.description).toContain("usually processes about 120 events an hour");
  });

  test("when nothing came at all, since when, and that others fell silent with it", async () => {
    for (const label of ["a", "b", "c"]) await set(await source(label));
    expect(await tickAt(60)).toMatchObject({ raised: 3 });
    const [alert] = await alerts();
    expect(alert.facts.observations).toEqual([
      "Nothing has been received since 2026-11-24 08:00 UTC, and no request was refused.",
      "2 other sources fell silent in the same minute: look for what they have in common.",
    ]);
  });
});

describe("beyond silence", () => {
  test("one log type that falls silent inside a live source has an alert of its own", async () => {
    const id = await source("two-types");
    await process(id, 0, { logType: "Okta.SystemLog" });
    await set(id, { logType: "Okta.SystemLog" });
    for (let minutes = 1; minutes <= 61; minutes += 10) await process(id, minutes);
    expect(await tickAt(59)).toMatchObject({ raised: 0 });
    expect(await tickAt(60)).toMatchObject({ raised: 1 });
    expect((await alerts())[0].title).toBe("Source [two-types] has not processed any Okta.SystemLog events in 1 hour");
    await process(id, 70);
    expect(await stateOf(id, "no-data", "Okta.SystemLog")).toBe("ALARM");
    await process(id, 71, { logType: "Okta.SystemLog" });
    expect(await stateOf(id, "no-data", "Okta.SystemLog")).toBe("OK");
  });

  test("too few events in a window, and enough again", async () => {
    const id = await source("low");
    for (let minutes = -60; minutes < 0; minutes += 1) await process(id, minutes, { events: 10 });
    await set(id, { signal: "low-volume", minimumEvents: 300 });
    for (let minutes = 0; minutes < 60; minutes += 1) await process(id, minutes, { events: 1 });
    expect(await tickAt(33)).toMatchObject({ raised: 0 });
    expect(await tickAt(60)).toMatchObject({ raised: 1 });
    expect((await alerts())[0].title).toBe("Source [low] has processed fewer than 300 events in 1 hour");
    await process(id, 62, { events: 500 });
    expect(await tickAt(63)).toMatchObject({ resolved: 1 });
    expect(await stateOf(id, "low-volume")).toBe("OK");
  });

  test("events that arrive late, found at the next tick after they came", async () => {
    const id = await source("late");
    await set(id, { signal: "late-data", minutesThreshold: 30 });
    await process(id, 1, { lagSeconds: 5 });
    expect(await tickAt(2)).toMatchObject({ raised: 0 });
    expect(await stateOf(id, "late-data")).toBe("OK");
    await tickAt(30);
    await process(id, 31, { lagSeconds: 45 * 60 });
    expect(await tickAt(32)).toMatchObject({ raised: 1 });
    const [alert] = await alerts();
    expect(alert.title).toBe("Source [late] receives events more than 30 minutes late");
    expect(alert.description).toContain("arrive 45 minutes after they happened");
    await process(id, 50, { lagSeconds: 3 });
    expect(await tickAt(51)).toMatchObject({ resolved: 1 });
  });
});

describe("windows that outlast the counters", () => {
  const calendar = { timeZone: "UTC", weekdays: [1, 2, 3, 4, 5], hours: { from: "09:00", to: "17:00" }, holidays: [] };
  const day = 1_440;
  // 30 days of eight hours on weekdays: 90 weekdays, which are 126 days.
  const long = { minutesThreshold: 43_200, calendar };

  async function forgetCounters(before: number) {
    await pool.query("DELETE FROM log_source_minutes WHERE minute < $1", [at(before)]);
    await pool.query("UPDATE log_source_alarms SET due_at = least(due_at, $1)", [at(before)]);
  }

  test("the last event of a log type is known when its counter is long gone", async () => {
    const id = await source("months");
    await set(id, { logType: "Okta.SystemLog", ...long }, at(-300 * day));
    await process(id, 0, { logType: "Okta.SystemLog" });
    for (const days of [100, 125]) {
      await process(id, days * day);
      await forgetCounters((days - 90) * day);
      expect(await tickAt(days * day)).toMatchObject({ due: 1, raised: 0 });
    }
    await process(id, 126 * day);
    await forgetCounters(36 * day);
    expect(await tickAt(126 * day + 90)).toMatchObject({ raised: 1 });
    expect((await alerts())[0].facts).toMatchObject({ silentSince: at(0).toISOString() });
    expect((await alerts())[0].description).toContain(
      "Okta.SystemLog event of months was processed at 2026-11-24 08:00",
    );
  });

  test("counters that do not reach back over the window do not say that too few events came, and a dead source does", async () => {
    const id = await source("months");
    await set(id, { signal: "low-volume", minimumEvents: 300, ...long }, at(-300 * day));
    await process(id, 0, { events: 300 });
    for (const days of [100, 130]) {
      await process(id, days * day, { events: 10 });
      await forgetCounters((days - 90) * day);
      expect(await tickAt(days * day + 240)).toMatchObject({ due: 1, raised: 0 });
    }
    await forgetCounters(300 * day);
    expect(await tickAt(300 * day + 240)).toMatchObject({ raised: 1 });
    // A few events are not enough, and that nobody knows of earlier ones does not make them so.
    await process(id, 301 * day, { events: 10 });
    expect(await tickAt(301 * day + 240)).toMatchObject({ due: 1, resolved: 0 });
    await process(id, 302 * day, { events: 300 });
    expect(await tickAt(302 * day + 240)).toMatchObject({ resolved: 1 });
  });
});

describe("our own doing is not lateness", () => {
  test("what a sender kept while the pipeline was down is not late, and what it kept longer says how much we were down", async () => {
    const id = await source("kept");
    await set(id, { signal: "late-data", minutesThreshold: 30 });
    await process(id, 1, { lagSeconds: 5 });
    await tickAt(2);
    // Down from minute 2 to 122.
    await dropOffTick(at(122));
    await process(id, 122, { lagSeconds: 115 * 60 });
    expect(await dropOffTick(at(123))).toMatchObject({ raised: 0 });
    expect(await stateOf(id, "late-data")).toBe("OK");
    await tickAt(140);
    await process(id, 140, { lagSeconds: 145 * 60 });
    expect(await tickAt(141)).toMatchObject({ raised: 0 });
    await tickAt(170);
    await process(id, 170, { lagSeconds: 170 * 60 });
    expect(await tickAt(171)).toMatchObject({ raised: 1 });
    expect((await alerts())[0].facts).toMatchObject({ downMinutes: 120, lateMinutes: 170 });
  });

  test("what a sender kept while its source was paused is not late either", async () => {
    const id = await source("paused and late");
    await set(id, { signal: "late-data", minutesThreshold: 30 });
    await process(id, 1);
    await pauseSource(id, true, at(2));
    await tickAt(3);
    await pauseSource(id, false, at(5_000));
    await process(id, 5_001, { lagSeconds: 4_990 * 60 });
    expect(await tickAt(5_002)).toMatchObject({ raised: 0 });
    expect(await stateOf(id, "late-data")).toBe("OK");
    await process(id, 5_040, { lagSeconds: 5_030 * 60 });
    expect(await tickAt(5_041)).toMatchObject({ raised: 1 });
    expect((await alerts())[0].facts).toMatchObject({ downMinutes: 0, lateMinutes: 5_030 });
  });
});

describe("changes", () => {
  test("setting an alarm to what it is changes nothing; a longer window closes an alert that no longer holds", async () => {
    const id = await source("changed");
    await set(id);
    await set(id, {}, at(50));
    await tickAt(60);
    await set(id, {}, at(61));
    expect(await stateOf(id)).toBe("ALARM");
    await set(id, { minutesThreshold: 120 }, at(62));
    expect(await stateOf(id)).toBe("OK");
    expect((await alerts())[0]).toMatchObject({ status: "RESOLVED" });
    expect(await tickAt(120)).toMatchObject({ raised: 1 });
  });

  test("a longer window closes the alert of a source that never sent, too", async () => {
    const id = await source("never", null);
    await set(id, { minutesThreshold: 15 });
    expect(await tickAt(15)).toMatchObject({ raised: 1 });
    await set(id, { minutesThreshold: 1_440 }, at(16));
    expect(await stateOf(id)).toBe("INSUFFICIENT_DATA");
    expect((await alerts())[0]).toMatchObject({ status: "RESOLVED" });
    expect(await tickAt(1_439)).toMatchObject({ raised: 0 });
    expect(await tickAt(1_440)).toMatchObject({ raised: 1 });
  });

  test("a shorter window begins anew instead of alarming at once", async () => {
    const id = await source("shorter");
    await set(id);
    await set(id, { minutesThreshold: 15 }, at(50));
    expect(await tickAt(51)).toMatchObject({ raised: 0 });
    expect(await tickAt(65)).toMatchObject({ raised: 1 });
  });

  test("removing an alarm closes its alert", async () => {
    const id = await source("removed");
    await set(id);
    await tickAt(60);
    await removeAlarm({ actor: systemActor, now: at(61) }, id, { signal: "no-data", logType: "" });
    expect((await alerts())[0]).toMatchObject({ status: "RESOLVED" });
    expect(await tickAt(1_000)).toMatchObject({ due: 0, raised: 0 });
  });
});
