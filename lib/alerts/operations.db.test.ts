import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type Actor, tokenActor } from "#lib/auth/actor.ts";
import { allPermissions, type Permission } from "#lib/auth/schema.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { daysAgo, raiseFailures, sourceSubject } from "#lib/testing/alert-rows.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { collectNotified } from "#lib/testing/notices.ts";
import { insertDestination, insertUser } from "#lib/testing/rows.ts";
import { claimDeliveries } from "./delivery-claims.ts";
import { alertOperations } from "./operations.ts";

afterAll(closeConnections);

let permissions: readonly Permission[] = allPermissions;
let actor: Actor | null = null;
const token = { id: randomUUID(), name: "ci token" };
const notified = collectNotified();
const call = apiCaller(alertOperations, () => actor ?? tokenActor(token, permissions));

beforeEach(async () => {
  permissions = allPermissions;
  notified.length = 0;
  await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations, users, log_sources CASCADE");
});

describe("PATCH /alerts", () => {
  test("answers 204 with a JSON content type, changes all and nudges those that have to hear of it", async () => {
    const target = await insertDestination();
    const ids = [await raiseFailures(), await raiseFailures()];
    notified.length = 0;
    const answer = await call("PATCH", "/alerts", { ids, status: "RESOLVED" });
    expect(answer).toMatchObject({ status: 204, contentType: "application/json", json: null });
    expect(notified).toEqual([target]);
    for (const id of ids) {
      const { json } = await call("GET", `/alerts/${id}`);
      expect(json).toMatchObject({ status: "RESOLVED", updatedBy: { id: token.id, type: "api-token" } });
      expect(json.deliveries.map((delivery: { cause: string }) => delivery.cause)).toEqual(["resolved", "opened"]);
    }
  });

  test("changes nothing when one id is unknown", async () => {
    const id = await raiseFailures();
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
    const id = await raiseFailures();
    const answer = await call("PATCH", `/alerts/${id}`, body);
    expect(answer.status).toBe(400);
    expect(answer.json.message).toContain(field);
  });

  test("assigns, unassigns, snoozes and wakes, and tells it in the timeline", async () => {
    const id = await raiseFailures();
    const ada = await insertUser("Ada");
    const until = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString();
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
    await insertDestination();
    const subject = sourceSubject();
    const id = await raiseFailures(subject);
    const work: Promise<unknown>[] = [];
    for (let index = 0; index < 10; index++) {
      work.push(raiseFailures(subject), call("PATCH", "/alerts", { ids: [id], status: "RESOLVED" }));
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
    const target = await insertDestination();
    const id = await raiseFailures();
    const { id: deliveryId } = await deliveryOf(id);
    await pool.query("UPDATE deliveries SET state = 'FAILED', next_attempt_at = NULL, finished_at = now()");
    await pool.query("UPDATE destinations SET breaker_open_until = now() + interval '1 hour'");
    notified.length = 0;
    const answer = await call("POST", `/alerts/${id}/deliveries/${deliveryId}/retry`);
    expect(answer).toMatchObject({
      status: 200,
      json: { deliveries: [{ id: deliveryId, state: "PENDING", finishedAt: null }] },
    });
    expect(notified).toEqual([target]);
    expect((await pool.query("SELECT breaker_open_until AS at FROM destinations")).rows).toEqual([{ at: null }]);
  });

  test("that wait before the one that is wanted now are due with it: what happens to an alert is told in order", async () => {
    const target = await insertDestination();
    const id = await raiseFailures();
    const { id: earlier } = await deliveryOf(id);
    const other = await raiseFailures(sourceSubject("other"));
    await pool.query("UPDATE deliveries SET next_attempt_at = now() + interval '4 hours', attempt_count = 9");
    await pool.query("UPDATE destinations SET breaker_open_until = now() + interval '10 minutes'");
    const waits = async () => {
      const { rows } = await pool.query(
        "SELECT id, next_attempt_at <= now() AS due FROM deliveries ORDER BY created_at",
      );
      return rows.map((row) => [row.id, row.due]);
    };
    await call("POST", `/alerts/${id}/deliveries`, { destinationIds: [target] });
    const { id: others } = await deliveryOf(other);
    const later = (await deliveryOf(id)).id;
    expect(Object.fromEntries(await waits())).toEqual({ [earlier]: true, [others]: false, [later]: true });
    expect((await claimDeliveries(target, 9, new Date(), 1_000)).map((claimed) => claimed.id)).toEqual([earlier]);
    await pool.query("UPDATE deliveries SET next_attempt_at = now() + interval '4 hours', leased_until = NULL");
    await call("POST", `/alerts/${id}/deliveries/${later}/retry`);
    expect(Object.fromEntries(await waits())).toEqual({ [earlier]: true, [others]: false, [later]: true });
    await call("POST", `/destinations/${target}/retry-failed`, { since: daysAgo(2).toISOString() });
    expect((await waits()).every(([, isDue]) => isDue)).toBe(true);
  });

  test("that arrived are not sent under the same id again", async () => {
    await insertDestination();
    const id = await raiseFailures();
    await pool.query("UPDATE deliveries SET state = 'DELIVERED'");
    const { id: deliveryId } = await deliveryOf(id);
    expect((await call("POST", `/alerts/${id}/deliveries/${deliveryId}/retry`)).status).toBe(409);
    expect((await call("POST", `/alerts/${id}/deliveries/${randomUUID()}/retry`)).status).toBe(404);
  });

  test("of a deleted destination stay on record and are not retried", async () => {
    await insertDestination({ displayName: "Old pager" });
    const id = await raiseFailures();
    await pool.query("DELETE FROM destinations");
    const delivery = await deliveryOf(id);
    expect(delivery).toMatchObject({ label: "Old pager" });
    expect((await call("POST", `/alerts/${id}/deliveries/${delivery.id}/retry`)).status).toBe(409);
  });

  test("that were given up since a time are tried again in one go, where the alert still goes on", async () => {
    const target = await insertDestination();
    const goesOn = await raiseFailures();
    const isOver = await raiseFailures();
    await raiseFailures(sourceSubject("earlier"));
    await pool.query("UPDATE deliveries SET state = 'FAILED', next_attempt_at = NULL, finished_at = $1", [daysAgo(1)]);
    await pool.query(
      "UPDATE deliveries d SET finished_at = $1 FROM alerts a WHERE a.id = d.alert_id AND a.title LIKE '%earlier%'",
      [daysAgo(5)],
    );
    await call("PATCH", `/alerts/${isOver}`, { status: "RESOLVED" });
    notified.length = 0;
    const since = daysAgo(2).toISOString();
    expect((await call("POST", `/destinations/${target}/retry-failed`, { since })).json).toEqual({ retried: 1 });
    expect(notified).toEqual([target]);
    expect(await deliveryOf(goesOn)).toMatchObject({ state: "PENDING" });
    expect(await deliveryOf(isOver)).toMatchObject({ state: "FAILED" });
    expect((await call("POST", `/destinations/${randomUUID()}/retry-failed`, { since })).status).toBe(404);
  });

  test("to a destination that is off are not tried again, and that is said: nothing would be sent", async () => {
    const target = await insertDestination({ displayName: "Night pager" });
    const id = await raiseFailures();
    await pool.query("UPDATE deliveries SET state = 'FAILED', next_attempt_at = NULL, finished_at = now()");
    await pool.query("UPDATE destinations SET is_enabled = false");
    const { id: deliveryId } = await deliveryOf(id);
    notified.length = 0;
    const isOff = { status: 409, json: { message: "Night pager is turned off: turn it on first" } };
    expect(await call("POST", `/alerts/${id}/deliveries/${deliveryId}/retry`)).toMatchObject(isOff);
    const since = daysAgo(2).toISOString();
    expect(await call("POST", `/destinations/${target}/retry-failed`, { since })).toMatchObject(isOff);
    expect(await deliveryOf(id)).toMatchObject({ state: "FAILED" });
    expect(notified).toEqual([]);
  });

  test("are sent by hand to any enabled destination, marked as sent again", async () => {
    const id = await raiseFailures();
    const target = await insertDestination({ displayName: "Late pager" });
    const answer = await call("POST", `/alerts/${id}/deliveries`, { destinationIds: [target] });
    expect(answer.json.deliveries).toMatchObject([{ outputId: target, cause: "manual", state: "PENDING" }]);
    const [claimed] = await claimDeliveries(target, 1, new Date(), 1_000);
    expect(claimed?.message).toMatchObject({ event: "alert.opened", isResent: true });
    expect((await call("POST", `/alerts/${id}/deliveries`, { destinationIds: [randomUUID()] })).status).toBe(400);
    expect((await call("POST", `/alerts/${id}/deliveries`, { destinationIds: [] })).status).toBe(400);
  });
});

describe("comments", () => {
  test("are deleted by whom wrote them, and by nobody else", async () => {
    const id = await raiseFailures();
    const { json } = await call("POST", "/alert-comments", { alertId: id, body: "Wrong alert", format: "PLAIN_TEXT" });
    actor = tokenActor({ id: randomUUID(), name: "another" }, allPermissions);
    expect(await call("DELETE", `/alert-comments/${json.id}`)).toMatchObject({
      status: 403,
      json: { message: "ci token wrote this comment, and nobody else can delete it" },
    });
    actor = null;
    expect((await call("DELETE", `/alert-comments/${json.id}`)).status).toBe(204);
    expect((await call("GET", `/alert-comments?alert-id=${id}`)).json).toEqual({ results: [] });
    const { rows } = await pool.query("SELECT action, detail FROM audit_log ORDER BY id DESC LIMIT 1");
    expect(rows).toEqual([
      { action: "alert-comment.delete", detail: { before: { body: "Wrong alert", format: "PLAIN_TEXT" } } },
    ]);
  });

  test("are written to many alerts at once", async () => {
    const ids = [await raiseFailures(), await raiseFailures()];
    const comment = { body: "Same cause as yesterday", format: "PLAIN_TEXT" };
    expect((await call("PATCH", "/alerts", { ids, comment })).status).toBe(204);
    for (const id of ids) {
      expect((await call("GET", `/alert-comments?alert-id=${id}`)).json.results).toMatchObject([comment]);
    }
  });

  test("are written, listed oldest first, read and changed, each with 200", async () => {
    const id = await raiseFailures();
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
    const read = await call("GET", path);
    expect(read.json).toEqual(changed.json);

    const seen = { "if-match": read.headers.get("etag") ?? "" };
    const change = (body: string) => call("POST", path, { alertId: id, body, format: "HTML" }, seen);
    expect((await change("Theirs")).status).toBe(200);
    expect(await change("Mine")).toMatchObject({ status: 412, json: { current: { body: "Theirs" } } });
  });

  test.each([
    ["GET", "/alert-comments", 400],
    // As the public contract answers: of an alert that does not exist there are no comments.
    ["GET", "/alert-comments?alert-id=nonsense", 200],
    ["GET", `/alert-comments?alert-id=${"f".repeat(32)}`, 200],
    ["DELETE", "/alert-comments/999", 404],
    ["GET", "/alert-comments/nonsense", 404],
    ["GET", "/alert-comments/999", 404],
  ])("%s %s is %i", async (method, path, status) => {
    expect((await call(method, path)).status).toBe(status);
  });
});

test("who may change but not read is answered with what was changed", async () => {
  const target = await insertDestination();
  const id = await raiseFailures();
  const [{ id: deliveryId }] = (await call("GET", `/alerts/${id}`)).json.deliveries;
  permissions = ["AlertModify"];
  expect((await call("GET", `/alerts/${id}`)).status).toBe(403);
  const answers = [
    await call("PATCH", `/alerts/${id}`, { status: "TRIAGED" }),
    await call("POST", `/alerts/${id}/deliveries`, { destinationIds: [target] }),
    await call("POST", `/alerts/${id}/deliveries/${deliveryId}/retry`),
  ];
  for (const answer of answers) expect(answer).toMatchObject({ status: 200, json: { id, status: "TRIAGED" } });
  const comment = { alertId: id, body: "Looking", format: "PLAIN_TEXT" };
  const added = await call("POST", "/alert-comments", comment);
  expect(added).toMatchObject({ status: 200, json: { body: "Looking" } });
  const changed = await call("POST", `/alert-comments/${added.json.id}`, { ...comment, body: "Looked" });
  expect(changed).toMatchObject({ status: 200, json: { body: "Looked" } });
});
