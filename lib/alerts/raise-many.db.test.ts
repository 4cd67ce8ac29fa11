import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { systemChange } from "#lib/change.ts";
import { closeConnections, inTransaction, pool } from "#lib/db.ts";
import { insertDestination } from "#lib/testing/rows.ts";
import type { AlertReport } from "./alert-report.ts";
import { composePendingMessages } from "./delivery-messages.ts";
import { raiseAlert } from "./raise.ts";
import { raiseAlerts } from "./raise-many.ts";

afterAll(closeConnections);

const start = Date.parse("2026-11-24T08:00:00Z");
const at = (minutes: number) => new Date(start + minutes * 60_000);

function report(kind: string, subject: string, count: number, hasEvent: boolean, excluded?: string): AlertReport {
  return {
    type: "SYSTEM_ERROR",
    kind,
    subject,
    severity: "CRITICAL",
    sourceId: null,
    sourceType: "http-ingest",
    excludedDestinationId: excluded,
    tags: ["one"],
    count,
    event: hasEvent ? { count } : null,
    describe: (previous) => {
      const total = Number(previous?.total ?? 0) + count;
      return { facts: { total }, title: `${subject}: ${total}`, description: `d ${total}`, runbook: "r" };
    },
  };
}

const destination = (displayName: string, alertTypes: string[]) => insertDestination({ displayName, alertTypes });

/** All that stands of the alerts of a kind, without ids; messages as they would be sent now. */
async function recorded(kind: string) {
  await inTransaction(async (client) => {
    const { rows } = await client.query("SELECT id FROM alerts WHERE kind = $1", [kind]);
    await composePendingMessages(
      client,
      rows.map((row) => row.id),
    );
  });
  const { rows } = await pool.query(
    `SELECT a.subject, a.status, a.is_regressed, a.title, a.description, a.facts, a.event_count, a.created_at, a.opened_at,
       a.first_event_at, a.last_event_at, a.resolved_at, a.snoozed_until, a.updated_at, a.tags, a.source_type,
       (SELECT json_agg(json_build_array(v.occurred_at, v.action, v.actor_name, v.detail, v.event) ORDER BY v.id) FROM alert_activities v WHERE v.alert_id = a.id) AS activities,
       (SELECT json_agg(json_build_array(d.destination_id, d.destination_name, d.reason, d.state, d.created_at, d.next_attempt_at, d.message::jsonb - 'alertId' - 'link' - 'kind')
          ORDER BY d.created_at, d.destination_id) FROM deliveries d WHERE d.alert_id = a.id) AS deliveries
       FROM alerts a WHERE a.kind = $1 ORDER BY a.subject`,
    [kind],
  );
  return rows;
}

const statuses = fc.constantFrom("none", "OPEN", "TRIAGED", "RESOLVED", "CLOSED", "CLOSED long ago");
/** A clock that is late says that an alert's first event was before the one that opened it. */
const clocks = fc.constantFrom(10, -10);
const cases = fc.array(
  fc.record({
    before: statuses,
    count: fc.integer({ min: 1, max: 9 }),
    hasEvent: fc.boolean(),
    isExcluded: fc.boolean(),
    isReportedOnce: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

test("raising many at once leaves what raising one by one leaves", { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(cases, clocks, async (given, minutes) => {
      const raisedAt = at(minutes);
      await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations CASCADE");
      const failing = await destination("failing", ["SYSTEM_ERROR"]);
      await destination("other", ["RULE", "SYSTEM_ERROR"]);
      await destination("rules only", ["RULE"]);
      const outcomes: Record<string, string[]> = {};
      for (const kind of ["ONE", "MANY"]) {
        const reports = given.map(({ count, hasEvent, isExcluded, isReportedOnce }, index) => ({
          ...report(kind, `subject ${index}`, count, hasEvent, isExcluded ? failing : undefined),
          isReportedOnce,
        }));
        for (const [index, { before }] of given.entries()) {
          if (before === "none") continue;
          const earlier = report(kind, `subject ${index}`, 1, true);
          await systemChange(at(0), (tx) => raiseAlert(tx, earlier));
          const isActive = before === "OPEN" || before === "TRIAGED";
          await pool.query(
            "UPDATE alerts SET status = $2, resolved_at = $3, snoozed_until = $4 WHERE kind = $5 AND subject = $1",
            [
              `subject ${index}`,
              before.split(" ")[0],
              isActive ? null : at(before === "CLOSED long ago" ? -5_000 : 1),
              isActive ? at(99) : null,
              kind,
            ],
          );
        }
        const raised = await systemChange(raisedAt, async (tx) => {
          if (kind === "MANY") return raiseAlerts(tx, reports);
          const one = [];
          for (const item of reports) one.push(await raiseAlert(tx, item));
          return one;
        });
        outcomes[kind] = raised.map(({ outcome, notified }) => `${outcome} ${notified.toSorted()}`).sort();
      }
      expect(outcomes.MANY).toEqual(outcomes.ONE);
      expect(await recorded("MANY")).toEqual(await recorded("ONE"));
    }),
    { numRuns: 20 },
  );
});

test("two transactions that raise the same alerts at once open each once", { timeout: 60_000 }, async () => {
  await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations CASCADE");
  await destination(randomUUID(), ["SYSTEM_ERROR"]);
  const reports = Array.from({ length: 200 }, (_, index) => report("AT ONCE", `subject ${index}`, 1, true));
  const raise = (items: AlertReport[]) => systemChange(at(0), (tx) => raiseAlerts(tx, items));
  const results = (await Promise.all([raise(reports), raise([...reports].reverse()), raise(reports)])).flat();
  expect(results.filter(({ outcome }) => outcome === "opened")).toHaveLength(200);
  expect(results.filter(({ outcome }) => outcome === "appended")).toHaveLength(400);
  expect((await pool.query("SELECT count(*)::int AS n FROM deliveries")).rows).toEqual([{ n: 200 }]);
  expect((await pool.query("SELECT DISTINCT event_count FROM alerts")).rows).toEqual([{ event_count: 3 }]);
});

test("an alert that was marked invalid comes back at once with a report that is made once an episode", async () => {
  await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations CASCADE");
  const reports = ["one", "many"].map((subject) => ({ ...report("ONCE", subject, 1, true), isReportedOnce: true }));
  await systemChange(at(0), (tx) => raiseAlerts(tx, reports));
  await pool.query("UPDATE alerts SET status = 'CLOSED', resolved_at = $1", [at(1)]);
  const [one, many] = reports;
  if (!one || !many) throw new Error("there are two");
  expect((await systemChange(at(2), (tx) => raiseAlert(tx, one))).outcome).toBe("regressed");
  expect((await systemChange(at(2), (tx) => raiseAlerts(tx, [many])))[0]?.outcome).toBe("regressed");
  expect((await systemChange(at(3), (tx) => raiseAlerts(tx, reports))).map(({ outcome }) => outcome)).toEqual([
    "appended",
    "appended",
  ]);
});
