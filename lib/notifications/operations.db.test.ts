import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { alertOperations } from "#lib/alerts/operations.ts";
import { tokenActor, userActor } from "#lib/auth/actor.ts";
import { allPermissions } from "#lib/auth/schema.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { daysAgo, raiseFailures, sourceSubject } from "#lib/testing/alert-rows.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { insertUser } from "#lib/testing/rows.ts";
import { notificationOperations } from "./operations.ts";

afterAll(closeConnections);

const token = tokenActor({ id: randomUUID(), name: "ci token" }, allPermissions);
let actor = token;
const call = apiCaller([...alertOperations, ...notificationOperations], () => actor);

beforeEach(async () => {
  actor = token;
  await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations, users, log_sources CASCADE");
});

describe("the bell", () => {
  test("rings for what others and the product did since the last look, grouped by alert", async () => {
    const ada = await insertUser("Ada");
    const subject = sourceSubject();
    const first = await raiseFailures(subject, daysAgo(0.2));
    const second = await raiseFailures(sourceSubject("github"), daysAgo(0.1));
    actor = userActor({ id: ada, name: "Ada" }, allPermissions);
    const { json } = await call("GET", "/notifications");
    expect(json).toMatchObject({ unseenCount: 2, seenAt: null });
    expect(json.results.map((row: { alertId: string }) => row.alertId)).toEqual([second, first]);

    expect((await call("POST", "/notifications/seen", {})).status).toBe(204);
    expect((await call("GET", "/notifications")).json).toMatchObject({
      unseenCount: 0,
      results: [{ isUnseen: false }, {}],
    });

    await call("PATCH", "/alerts", { ids: [first], status: "RESOLVED" });
    expect((await call("GET", "/notifications")).json.unseenCount).toBe(0);
    await raiseFailures(subject, new Date(Date.now() + 1));
    expect((await call("GET", "/notifications")).json).toMatchObject({
      unseenCount: 1,
      results: [
        {
          alertId: first,
          isUnseen: true,
          isRegressed: true,
          count: 2,
          entries: [{ action: "regressed" }, { action: "opened" }],
        },
        {},
      ],
    });
  });

  test("leaves failed deliveries to the error of their destination, and tells of nothing that is older than two weeks", async () => {
    const ada = await insertUser("Ada");
    const alert = await raiseFailures(sourceSubject(), daysAgo(0.1));
    const add = (action: string, at: Date, detail: object) =>
      pool.query(
        `INSERT INTO alert_activities (alert_id, occurred_at, action, actor_type, actor_name, detail)
         VALUES ($1, $2, $3, 'system', 'Telltale', $4)`,
        [alert, at, action, JSON.stringify(detail)],
      );
    await add("delivery-failed", daysAgo(0.04), { isFinal: false });
    await add("delivery-failed", daysAgo(0.03), { isFinal: true });
    await add("reported", daysAgo(0.02), {});
    await add("status-changed", daysAgo(15), {});
    actor = userActor({ id: ada, name: "Ada" }, allPermissions);
    const [news] = (await call("GET", "/notifications")).json.results;
    expect(news).toMatchObject({
      count: 1,
      entries: [{ action: "opened" }],
    });
  });

  test("costs in a storm what it costs on a quiet day", async () => {
    const ada = await insertUser("Ada");
    await pool.query(
      `INSERT INTO alerts (type, kind, subject, severity, status, title, facts, first_event_at, last_event_at, updated_at)
       SELECT 'SYSTEM_ERROR', 'SOURCE_NO_DATA', n::text, 'CRITICAL', 'OPEN', 'silent ' || n, '{}', now(), now(), now() FROM generate_series(1, 3000) AS n`,
    );
    await pool.query(
      `INSERT INTO alert_activities (alert_id, occurred_at, action, actor_type, actor_name)
       SELECT id, now() - subject::int * interval '1 second', 'opened', 'system', 'Telltale' FROM alerts`,
    );
    await pool.query("ANALYZE alert_activities");
    actor = userActor({ id: ada, name: "Ada" }, allPermissions);
    const { json } = await call("GET", "/notifications");
    expect(json).toMatchObject({ unseenCount: 500 });
    expect(json.results.slice(0, 2)).toMatchObject([{ title: "silent 1" }, { title: "silent 2" }]);
    expect(json.results).toHaveLength(30);
  });

  test("is nobody's who comes with a token", async () => {
    expect((await call("GET", "/notifications")).status).toBe(403);
    expect((await call("POST", "/notifications/seen", {})).status).toBe(403);
  });
});
