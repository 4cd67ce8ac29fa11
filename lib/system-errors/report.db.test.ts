import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { composePendingMessages } from "#lib/alerts/delivery-messages.ts";
import { systemChange } from "#lib/change.ts";
import { closeConnections, inTransaction, pool } from "#lib/db.ts";
import { insertDestination } from "#lib/testing/rows.ts";
import type { FailureCause } from "./kinds/classification-failures.ts";
import { classificationFailures } from "./kinds/classification-failures.ts";
import { logDropOff } from "./kinds/log-drop-off.ts";
import { report, resolve } from "./report.ts";

afterAll(closeConnections);
beforeEach(async () => {
  await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations CASCADE");
});

const start = Date.parse("2026-11-24T08:00:00Z");
const at = (minutes: number) => new Date(start + minutes * 60_000);

function cause(over: Partial<FailureCause> = {}): FailureCause {
  return {
    schema: "Okta.SystemLog",
    path: "$.published",
    reason: "wrong_time_format",
    expected: "a timestamp in RFC 3339 form",
    found: 'the text "yesterday"',
    message: 'published: expected a timestamp in RFC 3339 form, found the text "yesterday".',
    lines: 1,
    ...over,
  };
}

function source(label = "okta-prod") {
  return { sourceId: randomUUID(), sourceLabel: label, sourceType: "http-ingest" };
}

const destination = (alertTypes = ["SYSTEM_ERROR"], severities: string[] = []) =>
  insertDestination({ alertTypes, severities });

type Source = ReturnType<typeof source>;

function reportLines(subject: Source, lines: number, now: Date, causes = [cause({ lines })]) {
  return systemChange(now, (tx) => report(tx, classificationFailures, subject, { lines, causes }));
}

function resolveIt(subject: Source, now: Date) {
  return systemChange(now, (tx) => resolve(tx, classificationFailures, subject, "no failing line for 24 hours"));
}

async function theAlert() {
  const { rows } = await pool.query("SELECT * FROM alerts");
  expect(rows).toHaveLength(1);
  return rows[0];
}

/** As they would be sent now. */
async function deliveries() {
  await inTransaction(async (client) => {
    const { rows } = await client.query("SELECT id FROM alerts");
    await composePendingMessages(
      client,
      rows.map((row) => row.id),
    );
  });
  const { rows } = await pool.query("SELECT * FROM deliveries ORDER BY created_at, destination_id");
  return rows;
}

describe("report", () => {
  test("opens one critical alert with its deliveries, whatever the severities of the destination", async () => {
    const target = await destination(["SYSTEM_ERROR"], ["LOW"]);
    await destination(["RULE"], ["CRITICAL"]);
    const reported = await reportLines(source(), 3, at(0));
    expect(reported).toMatchObject({ outcome: "opened", notified: [target] });
    const alert = await theAlert();
    expect(alert).toMatchObject({
      type: "SYSTEM_ERROR",
      kind: "SOURCE_CLASSIFICATION_FAILURES",
      severity: "CRITICAL",
      status: "OPEN",
      is_regressed: false,
      title: "Source [okta-prod] received events that we were unable to classify in the last 24 hours",
      event_count: 3,
    });
    const [delivery, ...others] = await deliveries();
    expect(others).toEqual([]);
    expect(delivery).toMatchObject({ destination_id: target, state: "PENDING", reason: "opened", attempt_count: 0 });
    expect(delivery.message).toMatchObject({
      event: "alert.opened",
      title: alert.title,
      severity: "CRITICAL",
      eventCount: 3,
    });
  });

  test("appends to the open alert without a further delivery and merges its causes", async () => {
    await destination();
    const subject = source();
    await reportLines(subject, 2, at(0));
    const other = cause({ path: "$.actor", reason: "missing_field", expected: "a value", found: "nothing", lines: 5 });
    const again = await reportLines(subject, 6, at(1), [cause({ lines: 1 }), other]);
    expect(again).toMatchObject({ outcome: "appended", notified: [] });
    const alert = await theAlert();
    expect(alert).toMatchObject({ event_count: 8, last_event_at: at(1), first_event_at: at(0) });
    expect(alert.facts).toMatchObject({
      lines: 8,
      causes: [
        { path: "$.actor", lines: 5 },
        { path: "$.published", lines: 3 },
      ],
    });
    expect(await deliveries()).toHaveLength(1);
  });

  test("lists at most twenty causes and counts the rest", async () => {
    const causes = Array.from({ length: 30 }, (_, index) => cause({ path: `$.f${index}`, lines: 2 }));
    await reportLines(source(), 60, at(0), causes);
    const { facts } = await theAlert();
    expect(facts.causes).toHaveLength(20);
    expect(facts.otherRefusals).toBe(20);
  });

  test("opens a resolved alert again as regressed, with new facts and new deliveries", async () => {
    const target = await destination();
    const subject = source();
    await reportLines(subject, 2, at(0));
    await resolveIt(subject, at(5));
    const again = await reportLines(subject, 1, at(10), [cause({ path: "$.uuid", lines: 1 })]);
    expect(again).toMatchObject({ outcome: "regressed", notified: [target] });
    const alert = await theAlert();
    expect(alert).toMatchObject({
      status: "OPEN",
      is_regressed: true,
      event_count: 3,
      resolved_at: null,
      opened_at: at(10),
    });
    expect(alert.created_at).toEqual(at(0));
    expect(alert.facts).toMatchObject({ lines: 1, causes: [{ path: "$.uuid" }] });
    expect((await deliveries()).map((row) => row.reason)).toEqual(["opened", "resolved", "regressed"]);
  });

  test("leaves an alert that was marked invalid alone for a day, then brings it back", async () => {
    await destination();
    const subject = source();
    await reportLines(subject, 1, at(0));
    await pool.query("UPDATE alerts SET status = 'CLOSED', resolved_at = $1", [at(1)]);
    expect((await reportLines(subject, 1, at(60))).outcome).toBe("appended");
    expect(await theAlert()).toMatchObject({ status: "CLOSED", event_count: 2 });
    expect((await reportLines(subject, 1, at(25 * 60))).outcome).toBe("regressed");
  });

  test("keeps kinds and subjects apart", async () => {
    const subject = source();
    await reportLines(subject, 1, at(0));
    await reportLines(source(), 1, at(0));
    const silence = {
      minutesThreshold: 1440,
      minimumEvents: 1,
      lastEventProcessedAt: null,
      lastReceivedAt: null,
      silentSince: at(-1440).toISOString(),
      downMinutes: 0,
      lateMinutes: null,
      usualEventsPerHour: null,
      cause: null,
      observations: [],
      checks: [],
    };
    await systemChange(at(0), (tx) => report(tx, logDropOff, subject, silence));
    const { rows } = await pool.query("SELECT kind FROM alerts");
    expect(rows).toHaveLength(3);
  });

  test("leaves nothing behind when the transaction rolls back", async () => {
    await destination();
    const failing = systemChange(at(0), async (tx) => {
      await report(tx, classificationFailures, source(), { lines: 1, causes: [] });
      throw new Error("COPY failed");
    });
    await expect(failing).rejects.toThrow("COPY failed");
    expect((await pool.query("SELECT 1 FROM alerts")).rowCount).toBe(0);
    expect(await deliveries()).toEqual([]);
  });
});

describe("resolve", () => {
  test("tells the destinations that were told, and only those", async () => {
    const told = await destination();
    const subject = source();
    await reportLines(subject, 1, at(0));
    await destination();
    expect(await resolveIt(subject, at(5))).toBe(true);
    expect(await theAlert()).toMatchObject({ status: "RESOLVED", resolved_at: at(5), updated_by_type: "system" });
    const last = (await deliveries()).at(-1);
    expect(last).toMatchObject({ reason: "resolved", destination_id: told });
    expect(last.message).toMatchObject({ event: "alert.resolved", status: "RESOLVED" });
  });

  test("says nothing to a destination that could not be told for good", async () => {
    await destination();
    const subject = source();
    await reportLines(subject, 1, at(0));
    await pool.query("UPDATE deliveries SET state = 'FAILED'");
    expect(await resolveIt(subject, at(5))).toBe(true);
    expect((await deliveries()).map((row) => row.reason)).toEqual(["opened"]);
  });

  test("does nothing when no alert is active", async () => {
    const subject = source();
    expect(await resolveIt(subject, at(0))).toBe(false);
    await reportLines(subject, 1, at(0));
    await resolveIt(subject, at(1));
    expect(await resolveIt(subject, at(2))).toBe(false);
    const { rows } = await pool.query("SELECT action FROM alert_activities ORDER BY id");
    expect(rows.map((row) => row.action)).toEqual(["opened", "status-changed"]);
  });
});

describe("at once", () => {
  test("reports of one subject give one alert, exact counts and one set of deliveries", {
    timeout: 60_000,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 8 }), async (counts) => {
        await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations CASCADE");
        const targets = [await destination(), await destination()].sort();
        const subject = source();
        const results = await Promise.all(counts.map((count) => reportLines(subject, count, at(0))));
        const total = counts.reduce((sum, count) => sum + count, 0);
        expect(await theAlert()).toMatchObject({ event_count: total, facts: { lines: total } });
        expect(results.filter((result) => result.outcome === "opened")).toHaveLength(1);
        expect((await deliveries()).map((row) => row.destination_id).sort()).toEqual(targets);
      }),
      { numRuns: 15 },
    );
  });

  test("reports and resolves in any order leave counts exact and deliveries in step", { timeout: 60_000 }, async () => {
    const steps = fc.array(fc.constantFrom("report" as const, "resolve" as const), { minLength: 2, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(steps, async (actions) => {
        await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations CASCADE");
        await destination();
        const subject = source();
        await reportLines(subject, 1, at(0));
        const results = await Promise.all(
          actions.map(async (action, index) =>
            action === "report"
              ? (await reportLines(subject, 1, at(index))).outcome
              : (await resolveIt(subject, at(index))) && "resolved",
          ),
        );
        const alert = await theAlert();
        expect(alert.event_count).toBe(1 + actions.filter((action) => action === "report").length);
        const regressed = results.filter((result) => result === "regressed").length;
        const resolved = results.filter((result) => result === "resolved").length;
        expect(alert.status).toBe(resolved > regressed ? "RESOLVED" : "OPEN");
        const reasons = (await deliveries()).map((row) => row.reason);
        // Opened, then resolved and regressed by turns: that is the order in which the receiver hears it.
        expect(reasons).toEqual(
          Array.from({ length: reasons.length }, (_, i) => (i === 0 ? "opened" : i % 2 ? "resolved" : "regressed")),
        );
        expect(reasons).toHaveLength(1 + regressed + resolved);
      }),
      { numRuns: 15 },
    );
  });
});
