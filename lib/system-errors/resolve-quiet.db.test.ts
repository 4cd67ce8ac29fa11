import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { systemChange } from "#lib/change.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { collectNotified } from "#lib/testing/notices.ts";
import { insertDestination, insertSource } from "#lib/testing/rows.ts";
import { alertDeliveryFailure } from "./kinds/alert-delivery-failure.ts";
import { classificationFailures } from "./kinds/classification-failures.ts";
import { report } from "./report.ts";
import { endSnoozes, resolveQuietErrors } from "./resolve-quiet.ts";

afterAll(closeConnections);
beforeEach(async () => {
  await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations, log_sources CASCADE");
});

const start = Date.parse("2026-11-24T08:00:00Z");
const notified = collectNotified();
const at = (hours: number) => new Date(start + hours * 3_600_000);

async function failingSource(lastEventProcessedAt: Date | null) {
  const subject = { sourceId: randomUUID(), sourceLabel: "okta-prod", sourceType: "http-ingest" };
  await insertSource({ id: subject.sourceId, lastEventProcessedAt });
  await systemChange(at(0), (tx) => report(tx, classificationFailures, subject, { lines: 1, causes: [] }));
  return subject;
}

async function statuses(): Promise<string[]> {
  return (await pool.query("SELECT status FROM alerts ORDER BY created_at")).rows.map((row) => row.status);
}

async function lastReason(): Promise<unknown> {
  const { rows } = await pool.query("SELECT detail FROM alert_activities ORDER BY id DESC LIMIT 1");
  return rows[0].detail.why;
}

describe("classification failures", () => {
  test("end after 24 hours without one, once events were classified again", async () => {
    const pager = await insertDestination();
    await failingSource(at(1));
    notified.length = 0;
    await resolveQuietErrors(at(24));
    expect(notified).toEqual([]);
    expect(await statuses()).toEqual(["OPEN"]);
    await resolveQuietErrors(at(24.1));
    expect(notified).toEqual([pager]);
    expect(await statuses()).toEqual(["RESOLVED"]);
    expect(await lastReason()).toBe("No line failed for 24 hours, and events were classified since");
    await resolveQuietErrors(at(24.2));
    expect(notified).toEqual([pager]);
  });

  test.each([
    ["no event ever was classified", null],
    ["the last event is older than the last failing line", at(-1)],
  ])("stay while %s: silence is no proof", async (_name, last) => {
    await failingSource(last);
    await resolveQuietErrors(at(100));
    expect(await statuses()).toEqual(["OPEN"]);
  });

  test("end with their source", async () => {
    await failingSource(null);
    await pool.query("DELETE FROM log_sources");
    await resolveQuietErrors(at(0.1));
    expect(await statuses()).toEqual(["RESOLVED"]);
    expect(await lastReason()).toBe("The log source was deleted");
  });

  test("are not ended over a line that fails at the same moment", async () => {
    const subject = await failingSource(at(1));
    let sweep: Promise<void> = Promise.resolve();
    await systemChange(at(30), async (tx) => {
      await report(tx, classificationFailures, subject, { lines: 1, causes: [] });
      sweep = resolveQuietErrors(at(30));
      await new Promise((resolve) => setTimeout(resolve, 100));
    });
    await sweep;
    expect(await statuses()).toEqual(["OPEN"]);
  });
});

test("a delivery failure ends with its destination", async () => {
  const subject = { destinationId: randomUUID(), destinationName: "Pager", destinationKind: "webhook" };
  const undelivered = { alertId: "a", title: "t", at: at(0).toISOString() };
  const failure = {
    consecutiveFailures: 3,
    reason: "timeout",
    message: "m",
    statusCode: null,
    isFinal: false,
    undelivered,
  };
  await systemChange(at(0), (tx) => report(tx, alertDeliveryFailure, subject, failure));
  await resolveQuietErrors(at(0.1));
  expect(await statuses()).toEqual(["RESOLVED"]);
  expect(await lastReason()).toBe("The destination was deleted");
});

test("a snooze ends at its time and says so", async () => {
  await failingSource(null);
  await pool.query("UPDATE alerts SET snoozed_until = $1", [at(2)]);
  expect(await endSnoozes(at(1.9))).toBe(0);
  expect(await endSnoozes(at(2))).toBe(1);
  const { rows } = await pool.query("SELECT snoozed_until AS until FROM alerts");
  expect(rows).toEqual([{ until: null }]);
  expect((await pool.query("SELECT action FROM alert_activities ORDER BY id DESC LIMIT 1")).rows).toEqual([
    { action: "snoozed" },
  ]);
});
