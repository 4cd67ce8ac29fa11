import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { createRouter } from "#lib/api/route-request.ts";
import { tokenActor, userActor } from "#lib/auth/actor.ts";
import { allPermissions } from "#lib/auth/schema.ts";
import { closeConnections, inTransaction, pool } from "#lib/db.ts";
import { notificationOperations } from "#lib/notifications/operations.ts";
import { classificationFailures } from "#lib/system-errors/kinds/classification-failures.ts";
import { report, resolve } from "#lib/system-errors/report.ts";
import { alertOperations } from "./operations.ts";
import type { Alert } from "./schema.ts";

afterAll(closeConnections);

const token = tokenActor({ id: randomUUID(), name: "ci token" }, allPermissions);
let actor = token;
let nudged: string[] = [];
const operations = [...alertOperations(async (ids) => void nudged.push(...ids)), ...notificationOperations];
const route = createRouter(operations, async () => actor);

beforeEach(async () => {
  actor = token;
  nudged = [];
  await pool.query("TRUNCATE alerts, destinations, users, log_sources CASCADE");
});

async function call(method: string, path: string, body?: unknown) {
  const url = new URL(path, "http://telltale.test");
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await route(new Request(url, init), url.pathname);
  const text = await response.text();
  return {
    status: response.status,
    contentType: response.headers.get("content-type"),
    json: text ? JSON.parse(text) : null,
  };
}

const dayMs = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);

function source(sourceLabel = "okta-prod") {
  return { sourceId: randomUUID(), sourceLabel, sourceType: "http-ingest" };
}
type Source = ReturnType<typeof source>;

async function raise(subject: Source = source(), at = new Date(), lines = 1): Promise<string> {
  const reported = await inTransaction((client) =>
    report(client, classificationFailures, subject, { lines, causes: [] }, lines, at),
  );
  return reported.alertId.replaceAll("-", "");
}

async function destination(name: string = randomUUID()): Promise<string> {
  const { rows } = await pool.query(
    `INSERT INTO destinations (kind, display_name, alert_types, severities, config, sealed_secrets, updated_at)
     VALUES ('webhook', $1, '{SYSTEM_ERROR}', '{}', '{}', '', now()) RETURNING id`,
    [name],
  );
  return rows[0].id;
}

async function user(name = "Ada"): Promise<string> {
  const { rows } = await pool.query("INSERT INTO users (email, name, password_hash) VALUES ($1, $2, '') RETURNING id", [
    `${randomUUID()}@example.com`,
    name,
  ]);
  return rows[0].id;
}

const idsOf = (answer: { json: { results: Alert[] } }) => answer.json.results.map((alert) => alert.id);

describe("GET /alerts", () => {
  test("answers an alert in the shape of the contract", async () => {
    const target = await destination("Pager");
    const subject = source();
    const id = await raise(subject, new Date(), 4);
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
    await raise();
    expect(idsOf(await call("GET", "/alerts"))).toEqual([]);
    expect(idsOf(await call("GET", "/alerts?type=ALERT&limit=25&sort-dir=desc&event-count-min=1"))).toEqual([]);
  });

  test("leaves out what ended more than 30 days ago unless it is asked for, and keeps what goes on", async () => {
    const ended = source("ended");
    const endedId = await raise(ended, daysAgo(40));
    await inTransaction((client) => resolve(client, classificationFailures, ended, daysAgo(39), "over"));
    const goesOn = await raise(source("goes on"), daysAgo(50));
    const back = source("back");
    const backId = await raise(back, daysAgo(60));
    await inTransaction((client) => resolve(client, classificationFailures, back, daysAgo(59), "over"));
    await raise(back, daysAgo(1));
    expect(idsOf(await call("GET", "/alerts?type=SYSTEM_ERROR"))).toEqual([goesOn, backId]);
    const since = daysAgo(45).toISOString();
    expect(idsOf(await call("GET", `/alerts?type=SYSTEM_ERROR&created-after=${since}`))).toEqual([endedId, backId]);
    const seconds = Math.floor(daysAgo(55).getTime() / 1000);
    expect(
      idsOf(await call("GET", `/alerts?type=SYSTEM_ERROR&created-after=2020-01&created-before=${seconds}`)),
    ).toEqual([backId]);
  });

  test("narrows by each filter", async () => {
    const okta = source("okta-prod");
    const first = await raise(okta, daysAgo(2), 10);
    const second = await raise(source("github_audit 100%"), daysAgo(1), 1);
    const ada = await user();
    await call("PATCH", `/alerts/${second}`, { status: "TRIAGED", assignee: ada });
    await pool.query(
      "INSERT INTO log_sources (id, kind, label, log_types, log_stream_type, config, updated_at) VALUES ($1, 'http-ingest', 'okta-prod', '{Okta.SystemLog}', 'Auto', '{}', now())",
      [okta.sourceId],
    );
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
    const subjects = Array.from({ length: 7 }, (_, index) => source(`s${index}`));
    const at = daysAgo(1);
    for (const subject of subjects) all.push(await raise(subject, at));
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
        await raise(source(), new Date());
        await raise(subjects[0], new Date());
      } while (cursor !== "");
      expect(seen.toSorted()).toEqual(all.toSorted());
    }
  });
});

describe("one alert", () => {
  test("is found by its id with and without dashes", async () => {
    const id = await raise();
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
    const subject = source();
    const at = daysAgo(0);
    const id = await raise(subject, at, 3);
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

describe("PATCH /alerts", () => {
  test("answers 204 with a JSON content type, changes all and nudges those that have to hear of it", async () => {
    const target = await destination();
    const ids = [await raise(), await raise()];
    const answer = await call("PATCH", "/alerts", { ids, status: "RESOLVED" });
    expect(answer).toEqual({ status: 204, contentType: "application/json", json: null });
    expect(nudged).toEqual([target]);
    for (const id of ids) {
      const { json } = await call("GET", `/alerts/${id}`);
      expect(json).toMatchObject({ status: "RESOLVED", updatedBy: { id: token.id, type: "api-token" } });
      expect(json.deliveries.map((delivery: { cause: string }) => delivery.cause)).toEqual(["resolved", "opened"]);
    }
  });

  test("changes nothing when one id is unknown", async () => {
    const id = await raise();
    const unknown = "f".repeat(32);
    const answer = await call("PATCH", "/alerts", { ids: [id, unknown], status: "RESOLVED" });
    expect(answer).toMatchObject({ status: 404, json: { message: `There is no alert ${unknown}` } });
    expect((await call("GET", `/alerts/${id}`)).json.status).toBe("OPEN");
  });

  test.each([
    [{ status: "DONE" }, "status"],
    [{}, "status"],
    [{ assignee: randomUUID() }, "assignee"],
    [{ assignee: "nobody" }, "assignee"],
    [{ snoozedUntil: "2020-01-01T00:00:00Z" }, "snoozedUntil"],
    [{ snoozedUntil: "tomorrow" }, "snoozedUntil"],
  ])("refuses %j with 400", async (body, field) => {
    const id = await raise();
    const answer = await call("PATCH", `/alerts/${id}`, body);
    expect(answer.status).toBe(400);
    expect(answer.json.message).toContain(field);
  });

  test("assigns, unassigns, snoozes and wakes, and tells it in the timeline", async () => {
    const id = await raise();
    const ada = await user("Ada");
    const until = new Date(Date.now() + dayMs).toISOString();
    expect((await call("PATCH", `/alerts/${id}`, { assignee: ada })).json.assignee).toEqual({
      id: ada,
      type: "user",
      name: "Ada",
    });
    expect((await call("PATCH", `/alerts/${id}`, { snoozedUntil: until })).json.snoozedUntil).toBe(until);
    expect((await call("PATCH", `/alerts/${id}`, { assignee: "" })).json).not.toHaveProperty("assignee");
    expect((await call("PATCH", `/alerts/${id}`, { snoozedUntil: null })).json).not.toHaveProperty("snoozedUntil");
    const { json } = await call("GET", `/alerts/${id}/activities`);
    expect(json.results.map((entry: { action: string; detail: object }) => [entry.action, entry.detail])).toEqual([
      ["snoozed", { until: null }],
      ["assigned", { assigneeId: null, assigneeName: null }],
      ["snoozed", { until }],
      ["assigned", { assigneeId: ada, assigneeName: "Ada" }],
      ["opened", { count: 1 }],
    ]);
  });

  test("resolves at once with failing lines that come in: no line is lost and the receiver hears each change in order", async () => {
    await destination();
    const subject = source();
    const id = await raise(subject);
    const work: Promise<unknown>[] = [];
    for (let index = 0; index < 10; index++) {
      work.push(raise(subject), call("PATCH", "/alerts", { ids: [id], status: "RESOLVED" }));
    }
    await Promise.all(work);
    const { json } = await call("GET", `/alerts/${id}`);
    expect(json.eventCount).toBe(11);
    const causes = json.deliveries.map((delivery: { cause: string }) => delivery.cause).reverse();
    expect(causes).toEqual(
      causes.map((_: string, at: number) => (at === 0 ? "opened" : at % 2 ? "resolved" : "regressed")),
    );
    expect(json.status).toBe(causes.at(-1) === "resolved" ? "RESOLVED" : "OPEN");
  });
});

describe("deliveries", () => {
  async function deliveryOf(id: string) {
    return (await call("GET", `/alerts/${id}`)).json.deliveries[0];
  }

  test("that were given up are tried again under the same id, also while the breaker is open", async () => {
    const target = await destination();
    const id = await raise();
    const { id: deliveryId } = await deliveryOf(id);
    await pool.query("UPDATE deliveries SET state = 'FAILED', next_attempt_at = NULL, finished_at = now()");
    await pool.query("UPDATE destinations SET breaker_open_until = now() + interval '1 hour'");
    const answer = await call("POST", `/alerts/${id}/deliveries/${deliveryId}/retry`);
    expect(answer).toMatchObject({
      status: 200,
      json: { deliveries: [{ id: deliveryId, state: "PENDING", finishedAt: null }] },
    });
    expect(nudged).toEqual([target]);
    expect((await pool.query("SELECT breaker_open_until AS at FROM destinations")).rows).toEqual([{ at: null }]);
  });

  test("that arrived are not sent under the same id again", async () => {
    await destination();
    const id = await raise();
    await pool.query("UPDATE deliveries SET state = 'DELIVERED'");
    const { id: deliveryId } = await deliveryOf(id);
    expect((await call("POST", `/alerts/${id}/deliveries/${deliveryId}/retry`)).status).toBe(409);
    expect((await call("POST", `/alerts/${id}/deliveries/${randomUUID()}/retry`)).status).toBe(404);
  });

  test("of a deleted destination stay on record and are not retried", async () => {
    await destination("Old pager");
    const id = await raise();
    await pool.query("DELETE FROM destinations");
    const delivery = await deliveryOf(id);
    expect(delivery).toMatchObject({ label: "Old pager" });
    expect((await call("POST", `/alerts/${id}/deliveries/${delivery.id}/retry`)).status).toBe(409);
  });

  test("that were given up since a time are tried again in one go, where the alert still goes on", async () => {
    const target = await destination();
    const goesOn = await raise();
    const isOver = await raise();
    await raise(source("earlier"));
    await pool.query("UPDATE deliveries SET state = 'FAILED', next_attempt_at = NULL, finished_at = $1", [daysAgo(1)]);
    await pool.query("UPDATE deliveries SET finished_at = $1 WHERE message->>'title' LIKE '%earlier%'", [daysAgo(5)]);
    await call("PATCH", `/alerts/${isOver}`, { status: "RESOLVED" });
    nudged = [];
    const since = daysAgo(2).toISOString();
    expect((await call("POST", `/destinations/${target}/retry-failed`, { since })).json).toEqual({ retried: 1 });
    expect(nudged).toEqual([target]);
    expect(await deliveryOf(goesOn)).toMatchObject({ state: "PENDING" });
    expect(await deliveryOf(isOver)).toMatchObject({ state: "FAILED" });
    expect((await call("POST", `/destinations/${randomUUID()}/retry-failed`, { since })).status).toBe(404);
  });

  test("are sent by hand to any enabled destination, marked as sent again", async () => {
    const id = await raise();
    const target = await destination("Late pager");
    const answer = await call("POST", `/alerts/${id}/deliveries`, { destinationIds: [target] });
    expect(answer.json.deliveries).toMatchObject([{ outputId: target, cause: "manual", state: "PENDING" }]);
    expect((await pool.query("SELECT message->'isResent' AS resent FROM deliveries")).rows).toEqual([{ resent: true }]);
    expect((await call("POST", `/alerts/${id}/deliveries`, { destinationIds: [randomUUID()] })).status).toBe(400);
    expect((await call("POST", `/alerts/${id}/deliveries`, { destinationIds: [] })).status).toBe(400);
  });
});

describe("comments", () => {
  test("are written, listed oldest first, read and changed, each with 200", async () => {
    const id = await raise();
    const first = await call("POST", "/alert-comments", { alertId: id, body: "Looking", format: "PLAIN_TEXT" });
    expect(first).toMatchObject({
      status: 200,
      json: { alertId: id, body: "Looking", createdBy: { id: token.id, type: "api-token" } },
    });
    await call("POST", "/alert-comments", { alertId: id, body: "Found it", format: "PLAIN_TEXT" });
    const page = await call("GET", `/alert-comments?alert-id=${id}&limit=1`);
    expect(page.json.results.map((comment: { body: string }) => comment.body)).toEqual(["Looking"]);
    const rest = await call("GET", `/alert-comments?alert-id=${id}&limit=1&cursor=${page.json.next}`);
    expect(rest.json).toMatchObject({ results: [{ body: "Found it" }] });
    expect(rest.json).not.toHaveProperty("next");
    const path = `/alert-comments/${first.json.id}`;
    const changed = await call("POST", path, { alertId: id, body: "Looked", format: "HTML" });
    expect(changed).toMatchObject({
      status: 200,
      json: { body: "Looked", format: "HTML", createdAt: first.json.createdAt },
    });
    expect((await call("GET", path)).json).toEqual(changed.json);
  });

  test.each([
    ["GET", "/alert-comments", 400],
    ["GET", "/alert-comments?alert-id=nonsense", 404],
    ["GET", "/alert-comments/nonsense", 404],
    ["GET", "/alert-comments/999", 404],
  ])("%s %s is %i", async (method, path, status) => {
    expect((await call(method, path)).status).toBe(status);
  });
});

describe("the bell", () => {
  test("rings for what others and the product did since the last look, grouped by alert", async () => {
    const ada = await user("Ada");
    const subject = source();
    const first = await raise(subject, daysAgo(0.2));
    const second = await raise(source("github"), daysAgo(0.1));
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
    await raise(subject, new Date(Date.now() + 1));
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

  test("is nobody's who comes with a token", async () => {
    expect((await call("GET", "/notifications")).status).toBe(403);
    expect((await call("POST", "/notifications/seen", {})).status).toBe(403);
  });
});

describe("odd input", () => {
  const names = [
    "type",
    "sub-type",
    "cursor",
    "limit",
    "created-after",
    "created-before",
    "detection-id",
    "sort-dir",
    "name-contains",
  ];
  names.push(
    "log-source",
    "log-type",
    "resource-type",
    "status",
    "severity",
    "assignee",
    "event-count-min",
    "event-count-max",
  );
  const cursors = fc
    .array(fc.oneof(fc.double(), fc.integer(), fc.string(), fc.uuid()), { maxLength: 3 })
    .map((parts) => Buffer.from(JSON.stringify(parts)).toString("base64url"));
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    cursors,
    fc.constantFrom(
      "SYSTEM_ERROR",
      "",
      "\0",
      "9".repeat(30),
      "-1",
      "1e9",
      "0000-01",
      "9999-12-31",
      "999999999999",
      "2025-13",
    ),
  );

  test("is an answer below 500 from the list and its pages", { timeout: 60_000 }, async () => {
    const id = await raise();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 4 }), async (pairs) => {
        const query = new URLSearchParams(pairs).toString();
        for (const path of ["/alerts", `/alerts/${id}/events`, `/alerts/${id}/activities`, "/alert-comments"]) {
          expect({ path, query, isFine: (await call("GET", `${path}?${query}`)).status < 500 }).toMatchObject({
            isFine: true,
          });
        }
      }),
      { numRuns: 150 },
    );
  });

  test("is an answer below 500 from changes and comments", { timeout: 60_000 }, async () => {
    const id = await raise();
    const body = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          alertId: fc.constant(id),
          ids: fc.array(fc.oneof(fc.constant(id), value)),
          body: value,
          format: fc.constantFrom("PLAIN_TEXT", 1),
          status: fc.constantFrom("OPEN", "CLOSED", null),
          assignee: value,
          snoozedUntil: value,
        },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(body, async (given) => {
        for (const [method, path] of [
          ["PATCH", "/alerts"],
          ["PATCH", `/alerts/${id}`],
          ["POST", "/alert-comments"],
        ] as const) {
          expect({ given, path, isFine: (await call(method, path, given)).status < 500 }).toMatchObject({
            isFine: true,
          });
        }
      }),
      { numRuns: 150 },
    );
  });

  test("in a failing line does not keep its alert from opening", async () => {
    await destination();
    const text = `\0 \ud800 ${"😀".repeat(2_000)}`;
    const cause = {
      schema: "Okta.SystemLog",
      path: text,
      reason: "wrong_type" as const,
      expected: text,
      found: text,
      message: text,
      lines: 1,
    };
    const subject = source(`okta ${"😀".repeat(400)}`);
    for (let index = 0; index < 2; index++) {
      await inTransaction((client) =>
        report(client, classificationFailures, subject, { lines: 1, causes: [cause] }, 1, new Date()),
      );
    }
    const [alert] = (await call("GET", "/alerts?type=SYSTEM_ERROR")).json.results;
    expect(alert.eventCount).toBe(2);
    expect(alert.context.causes.map((kept: { lines: number }) => kept.lines)).toEqual([2]);
  });
});
