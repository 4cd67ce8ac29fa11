import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { tokenActor } from "#lib/auth/actor.ts";
import { allPermissions } from "#lib/auth/schema.ts";
import { systemChange } from "#lib/change.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { classificationFailures } from "#lib/system-errors/kinds/classification-failures.ts";
import { systemErrorOperations } from "#lib/system-errors/operations.ts";
import { resolve } from "#lib/system-errors/report.ts";
import { daysAgo, raiseFailures, sourceSubject } from "#lib/testing/alert-rows.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { insertDestination, insertSource, insertUser } from "#lib/testing/rows.ts";
import { alertOperations } from "./operations.ts";
import type { Alert } from "./schema.ts";

afterAll(closeConnections);

const token = tokenActor({ id: randomUUID(), name: "ci token" }, allPermissions);
const call = apiCaller([...alertOperations, ...systemErrorOperations], () => token);

beforeEach(async () => {
  await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations, users, log_sources CASCADE");
});

const idsOf = (answer: { json: { results: Alert[] } }) => answer.json.results.map((alert) => alert.id);

describe("GET /alerts", () => {
  test("answers an alert in the shape of the contract", async () => {
    const target = await insertDestination({ displayName: "Pager" });
    const subject = sourceSubject();
    const id = await raiseFailures(subject, new Date(), 4);
    const { status, json } = await call("GET", "/alerts?type=SYSTEM_ERROR");
    expect(status).toBe(200);
    expect(json).not.toHaveProperty("next");
    expect(json.results).toHaveLength(1);
    expect(json.results[0]).toMatchObject({
      id,
      type: "SYSTEM_ERROR",
      status: "OPEN",
      severity: "CRITICAL",
      title: "Source [okta-prod] received events that we were unable to classify in the last 24 hours",
      eventCount: 4,
      isRegressed: false,
      systemError: { type: "SOURCE_CLASSIFICATION_FAILURES", sourceId: subject.sourceId, sourceType: "http-ingest" },
      deliveries: [{ outputId: target, label: "Pager", success: false, statusCode: 0, message: "", state: "PENDING" }],
    });
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(json.results[0]).not.toHaveProperty("assignee");
  });

  test("shows system errors to nobody who does not ask for them", async () => {
    await raiseFailures();
    expect(idsOf(await call("GET", "/alerts"))).toEqual([]);
    expect(idsOf(await call("GET", "/alerts?type=ALERT&limit=25&sort-dir=desc&event-count-min=1"))).toEqual([]);
  });

  test("leaves out what ended more than 30 days ago unless it is asked for, and keeps what goes on", async () => {
    const ended = sourceSubject("ended");
    const endedId = await raiseFailures(ended, daysAgo(40));
    await systemChange(daysAgo(39), (tx) => resolve(tx, classificationFailures, ended, "over"));
    const goesOn = await raiseFailures(sourceSubject("goes on"), daysAgo(50));
    const back = sourceSubject("back");
    const backId = await raiseFailures(back, daysAgo(60));
    await systemChange(daysAgo(59), (tx) => resolve(tx, classificationFailures, back, "over"));
    await raiseFailures(back, daysAgo(1));
    expect(idsOf(await call("GET", "/alerts?type=SYSTEM_ERROR"))).toEqual([goesOn, backId]);
    const since = daysAgo(45).toISOString();
    expect(idsOf(await call("GET", `/alerts?type=SYSTEM_ERROR&created-after=${since}`))).toEqual([endedId, backId]);
    const seconds = Math.floor(daysAgo(55).getTime() / 1000);
    expect(
      idsOf(await call("GET", `/alerts?type=SYSTEM_ERROR&created-after=2020-01&created-before=${seconds}`)),
    ).toEqual([backId]);
  });

  test("narrows by each filter", async () => {
    const okta = sourceSubject("okta-prod");
    const first = await raiseFailures(okta, daysAgo(2), 10);
    const second = await raiseFailures(sourceSubject("github_audit 100%"), daysAgo(1), 1);
    const ada = await insertUser();
    await call("PATCH", `/alerts/${second}`, { status: "TRIAGED", assignee: ada });
    await insertSource({ id: okta.sourceId, label: "okta-prod", logTypes: ["Okta.SystemLog"] });
    const cases: [string, string[]][] = [
      ["status=OPEN", [first]],
      ["status=OPEN&status=TRIAGED", [second, first]],
      ["severity=LOW", []],
      ["severity=CRITICAL&severity=LOW", [second, first]],
      ["name-contains=OKTA", [first]],
      ["name-contains=100%25", [second]],
      ["name-contains=_", [second]],
      [`log-source=${okta.sourceId}`, [first]],
      ["log-type=Okta.SystemLog", [first]],
      ["resource-type=AWS.S3.Bucket", []],
      ["detection-id=AWS.Root.Login", []],
      [`assignee=${ada}`, [second]],
      ["event-count-min=2", [first]],
      ["event-count-max=1", [second]],
      ["kind=SOURCE_NO_DATA", []],
      ["sub-type=SYSTEM_ERROR", [second, first]],
      ["sub-type=CORRELATION_RULE", []],
      ["sort-dir=asc", [first, second]],
      ["cursor=&name-contains=&status=&created-after=&event-count-min=&detection-id=", [second, first]],
    ];
    for (const [query, expected] of cases) {
      expect({ query, ids: idsOf(await call("GET", `/alerts?type=SYSTEM_ERROR&${query}`)) }).toEqual({
        query,
        ids: expected,
      });
    }
  });

  test.each([
    "limit=51",
    "limit=0",
    "limit=x",
    "cursor=nonsense",
    "created-after=yesterday",
    "type=EVERYTHING",
    "status=DONE",
    "event-count-min=many",
  ])("refuses %s with 400 and a message", async (query) => {
    const { status, json, contentType } = await call("GET", `/alerts?type=SYSTEM_ERROR&${query}`);
    expect({ status, contentType }).toEqual({ status: 400, contentType: "application/json" });
    expect(json.message).toContain(query.split("=")[0]);
  });

  test("pages without a gap or a repeat, both ways, while alerts come and change", async () => {
    const all: string[] = [];
    const subjects = Array.from({ length: 7 }, (_, index) => sourceSubject(`s${index}`));
    const at = daysAgo(1);
    for (const subject of subjects) all.push(await raiseFailures(subject, at));
    for (const direction of ["asc", "desc"]) {
      const seen: string[] = [];
      let cursor = "";
      do {
        const page = await call(
          "GET",
          `/alerts?type=SYSTEM_ERROR&limit=3&sort-dir=${direction}&cursor=${cursor}&created-before=${new Date(at.getTime() + 1).toISOString()}`,
        );
        seen.push(...idsOf(page));
        cursor = page.json.next ?? "";
        await raiseFailures(sourceSubject(), new Date());
        await raiseFailures(subjects[0], new Date());
      } while (cursor !== "");
      expect(seen.toSorted()).toEqual(all.toSorted());
    }
  });
});

describe("one alert", () => {
  test("is found by its id with and without dashes", async () => {
    const id = await raiseFailures();
    const dashed = `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;
    expect((await call("GET", `/alerts/${id}`)).json.id).toBe(id);
    expect((await call("GET", `/alerts/${dashed}`)).json.id).toBe(id);
  });

  test.each(["0".repeat(32), "nonsense", "%27"])("is 404 in JSON for %s", async (id) => {
    expect(await call("GET", `/alerts/${id}`)).toMatchObject({ status: 404, contentType: "application/json" });
    expect((await call("GET", `/alerts/${id}/events`)).status).toBe(404);
    expect((await call("PATCH", `/alerts/${id}`, { status: "OPEN" })).status).toBe(404);
  });

  test("lists the failing lines of its source from its first event on, newest first, in pages", async () => {
    const subject = sourceSubject();
    const at = daysAgo(0);
    const id = await raiseFailures(subject, at, 3);
    await pool.query(
      `CREATE TABLE IF NOT EXISTS lake.failures_for_test PARTITION OF panther_monitor.classification_failures DEFAULT`,
    );
    const line = (sourceId: string, minutes: number, payload: string) =>
      pool.query(
        `INSERT INTO panther_monitor.classification_failures (p_parse_time, p_row_id, p_source_id, line_number, byte_offset,
           payload_bytes, p_source_label, error, schema_revisions, payload)
         VALUES ($1, gen_random_uuid(), $2, 1, 0, 10, 'okta-prod', '[{"id":"Okta.SystemLog"}]', '{"Okta.SystemLog":1}', $3)`,
        [new Date(at.getTime() + minutes * 60_000), sourceId, payload],
      );
    await line(subject.sourceId, -1, "before");
    for (const minutes of [0, 1, 2]) await line(subject.sourceId, minutes, `line ${minutes}`);
    await line(randomUUID(), 1, "another source");
    const first = await call("GET", `/alerts/${id}/events?limit=2`);
    expect(first.json.results).toMatchObject([
      { payload: "line 2", errors: [{ id: "Okta.SystemLog" }] },
      { payload: "line 1" },
    ]);
    const second = await call("GET", `/alerts/${id}/events?limit=2&cursor=${first.json.next}`);
    expect(second.json.results).toMatchObject([{ payload: "line 0", state: "failing", lineNumber: 1 }]);
    expect(second.json).not.toHaveProperty("next");
  });
});
