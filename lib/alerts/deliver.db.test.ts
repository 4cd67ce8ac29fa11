import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemChange } from "#lib/change.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { completeConfig, toStored } from "#lib/destinations/config.ts";
import { jira } from "#lib/destinations/kinds/jira.ts";
import { webhook } from "#lib/destinations/kinds/webhook.ts";
import { createWorld } from "#lib/destinations/world.ts";
import { createOutbound } from "#lib/http.ts";
import { reportDeliveryOutcome } from "#lib/system-errors/delivery-outcome.ts";
import { classificationFailures } from "#lib/system-errors/kinds/classification-failures.ts";
import { report, resolve } from "#lib/system-errors/report.ts";
import { collectNotified } from "#lib/testing/notices.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { receiverWorld } from "#lib/testing/receiver-world.ts";
import { insertDestination } from "#lib/testing/rows.ts";
import { deliverDue } from "./deliver.ts";
import { claimDeliveries, overdueDestinationIds } from "./delivery-claims.ts";

const outbound = createOutbound({ allow: "127.0.0.0/8" });
const world = createWorld(outbound);
/** Where silence is what is tested. */
const impatient = createWorld(createOutbound({ allow: "127.0.0.0/8", timeoutMs: 300 }));
const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

let receiver: Receiver;
let now: Date;
const notified = collectNotified();

beforeEach(async () => {
  await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations CASCADE");
  receiver = await startReceiver({ secret });
  now = new Date();
});
afterEach(() => receiver.close());
afterAll(closeConnections);

const seconds = (count: number) => new Date(now.getTime() + count * 1000);

async function destination(url = receiver.url): Promise<string> {
  const id = randomUUID();
  const { shown, sealedSecrets } = toStored(webhook, { url, secret }, id);
  return insertDestination({ id, displayName: `hook ${id.slice(0, 4)}`, config: shown, sealedSecrets });
}

const okta = { sourceId: randomUUID(), sourceLabel: "okta-prod", sourceType: "http-ingest" };

function raise(subject = okta, at = now) {
  return systemChange(at, (tx) => report(tx, classificationFailures, subject, { lines: 1, causes: [] }));
}

function deliver(id: string, at = now, by = world) {
  return deliverDue(id, {
    onOutcome: reportDeliveryOutcome,
    world: by,
    clock: () => at,
    random: () => 0.5,
    budgetMs: 1,
  });
}

async function rows(table: string, order = "id"): Promise<Record<string, unknown>[]> {
  return (await pool.query(`SELECT * FROM ${table} ORDER BY ${order}`)).rows;
}

async function failureAlert() {
  return (await pool.query("SELECT * FROM alerts WHERE kind = 'ALERT_DELIVERY'")).rows[0];
}

describe("a message", () => {
  test("is composed when it is first sent, and is the same in every attempt", async () => {
    const id = await destination();
    await raise();
    await raise(okta, seconds(1));
    receiver.answerWith(503);
    await deliver(id, seconds(2));
    await raise(okta, seconds(3));
    receiver.answerWith(200);
    await deliver(id, seconds(60));
    const [first, second, ...others] = receiver.received;
    expect(others).toEqual([]);
    expect(first?.json).toMatchObject({ timestamp: now.toISOString(), data: { alertContext: { lines: 2 } } });
    expect(second?.body).toBe(first?.body);
  });

  test("that still waits says what the alert said, not what it says since it came back", async () => {
    const id = await destination();
    const reported = (message: string, at: Date) =>
      systemChange(at, (tx) => {
        const cause = {
          schema: null,
          path: "$",
          reason: "invalid_json" as const,
          expected: "",
          found: "",
          message,
          lines: 1,
        };
        return report(tx, classificationFailures, okta, { lines: 1, causes: [cause] });
      });
    await reported("first", now);
    await systemChange(seconds(1), (tx) => resolve(tx, classificationFailures, okta, "over"));
    await reported("second", seconds(2));
    for (const after of [3, 4, 5]) await deliver(id, seconds(after));
    const told = receiver.received.map(({ json }) => {
      const data = json?.data as { status: string; alertContext: { causes: { message: string }[] } } | undefined;
      return [json?.type, data?.status, data?.alertContext.causes[0]?.message];
    });
    expect(told).toEqual([
      ["alert.opened", "OPEN", "first"],
      ["alert.resolved", "RESOLVED", "first"],
      ["alert.regressed", "OPEN", "second"],
    ]);
  });

  test("is composed once when its claim and the alert's coming back happen at the same time", async () => {
    const id = await destination();
    await raise();
    await systemChange(seconds(1), (tx) => resolve(tx, classificationFailures, okta, "over"));
    const [claimed] = await Promise.all([claimDeliveries(id, 1, seconds(2), 60_000), raise(okta, seconds(2))]);
    const { rows: stored } = await pool.query("SELECT message FROM deliveries WHERE id = $1", [claimed[0]?.id]);
    expect(stored[0].message).toEqual(claimed[0]?.message);
  });
});

describe("a delivery that arrives", () => {
  test("is signed after Standard Webhooks and carries the alert", async () => {
    const id = await destination();
    await raise();
    expect(await deliver(id)).toMatchObject({ delivered: 1, failed: 0, nextDueAt: null });
    const [received] = receiver.received;
    expect(received?.isSignatureValid).toBe(true);
    const [delivery] = await rows("deliveries");
    expect(received?.id).toBe(delivery?.id);
    expect(received?.json).toMatchObject({
      type: "alert.opened",
      data: {
        severity: "CRITICAL",
        type: "SYSTEM_ERROR",
        id: "SOURCE_CLASSIFICATION_FAILURES",
        title: "Source [okta-prod] received events that we were unable to classify in the last 24 hours",
        alertId: String(delivery?.alert_id).replaceAll("-", ""),
        alertContext: { sourceLabel: "okta-prod", lines: 1 },
      },
    });
    expect(delivery).toMatchObject({ state: "DELIVERED", attempt_count: 1, leased_until: null, next_attempt_at: null });
    expect(await rows("delivery_attempts")).toMatchObject([
      { number: 1, is_success: true, status_code: 200, message: "ok" },
    ]);
  });

  test("is sent once, also when two workers look at the same moment", async () => {
    const id = await destination();
    for (let index = 0; index < 30; index++) await raise({ ...okta, sourceId: randomUUID() });
    receiver.answerWith({ status: 200, delayMs: 10 });
    const results = await Promise.all([deliver(id), deliver(id), deliver(id)]);
    let total = results.reduce((sum, result) => sum + result.delivered, 0);
    for (let round = 0; total < 30 && round < 10; round++) total += (await deliver(id)).delivered;
    expect(total).toBe(30);
    expect(new Set(receiver.received.map((received) => received.id)).size).toBe(30);
    expect(receiver.received).toHaveLength(30);
  });
});

describe("a delivery that fails", () => {
  test("is tried again on the schedule with the same id and a fresh timestamp", async () => {
    const id = await destination();
    await raise();
    receiver.answerWith((_received, before) => (before === 0 ? 500 : 200));
    const first = await deliver(id);
    expect(first).toMatchObject({ delivered: 0, failed: 1 });
    expect(first.nextDueAt).toEqual(seconds(5));
    expect((await deliver(id, seconds(4))).failed).toBe(0);
    expect(receiver.received).toHaveLength(1);
    expect(await deliver(id, seconds(5))).toMatchObject({ delivered: 1, nextDueAt: null });
    const [one, two] = receiver.received;
    expect(two?.id).toBe(one?.id);
    expect(two?.body).toBe(one?.body);
    expect((two?.timestamp ?? 0) - (one?.timestamp ?? 0)).toBe(5);
    expect(two?.isSignatureValid).toBe(true);
    expect(await rows("delivery_attempts", "number")).toMatchObject([
      { number: 1, is_success: false, status_code: 500, reason: "server-error" },
      { number: 2, is_success: true, status_code: 200, reason: null },
    ]);
  });

  test("honours Retry-After on 429", async () => {
    const id = await destination();
    await raise();
    receiver.answerWith({ status: 429, headers: { "retry-after": "90" } });
    expect((await deliver(id)).nextDueAt).toEqual(seconds(90));
  });

  test.each([
    [400, "refused"],
    [401, "unauthorized"],
    [404, "not-found"],
    [410, "gone"],
    [301, "redirect"],
  ])("stops at once at %i and is reported", async (status, reason) => {
    const id = await destination();
    await raise();
    receiver.answerWith({ status, body: "no <b>thanks</b>\u0000" });
    expect(await deliver(id)).toMatchObject({ failed: 1, nextDueAt: null });
    expect(await rows("deliveries")).toMatchObject([{ state: "FAILED", attempt_count: 1 }]);
    expect(await rows("delivery_attempts")).toMatchObject([{ reason, status_code: status }]);
    expect(await failureAlert()).toMatchObject({
      subject: id,
      status: "OPEN",
      facts: { isFinal: true, reason, undelivered: [{ title: expect.stringContaining("okta-prod") }] },
    });
  });

  test.each([
    ["close", "connection"],
    ["hang", "timeout"],
  ] as const)("is tried again when the receiver does %s", async (behaviour, reason) => {
    const id = await destination();
    await raise();
    receiver.answerWith(behaviour);
    expect((await deliver(id, now, impatient)).nextDueAt).toEqual(seconds(5));
    expect(await rows("delivery_attempts")).toMatchObject([{ reason, status_code: null }]);
  });

  test("to an address that is not allowed stops at once and names the setting", async () => {
    const id = await destination("http://10.0.0.1/hook");
    await raise();
    await deliver(id);
    const [attempt] = await rows("delivery_attempts");
    expect(attempt).toMatchObject({ reason: "blocked-address" });
    expect(attempt?.message).toContain("TELLTALE_OUTBOUND_ALLOW");
  });

  test("is given up after fourteen attempts", async () => {
    const id = await destination();
    await raise();
    receiver.answerWith(503);
    let at = now;
    let attempts = 0;
    for (let next: Date | null = at; next; attempts++) {
      at = next;
      next = (await deliver(id, at)).nextDueAt;
    }
    expect(attempts).toBe(14);
    expect(receiver.received).toHaveLength(14);
    expect((at.getTime() - now.getTime()) / 3_600_000).toBeCloseTo(75.88, 1);
    expect(await rows("deliveries")).toMatchObject([{ state: "FAILED", attempt_count: 14 }]);
    expect(await failureAlert()).toMatchObject({ facts: { isFinal: true } });
  });
});

describe("a destination that keeps failing", () => {
  test("is reported with the third failure in a row to the others, never to itself, and closed when one arrives", async () => {
    const failing = await destination();
    const other = await startReceiver({ secret });
    const healthy = await destination(other.url);
    try {
      await raise();
      await deliver(healthy);
      receiver.answerWith(500);
      await deliver(failing);
      await deliver(failing, seconds(5));
      expect(await failureAlert()).toBeUndefined();
      notified.length = 0;
      await deliver(failing, seconds(40));
      expect(notified).toEqual([healthy]);
      expect(await failureAlert()).toMatchObject({ status: "OPEN", facts: { consecutiveFailures: 3, isFinal: false } });
      await deliver(healthy, seconds(40));
      expect(other.received.at(-1)?.json).toMatchObject({ type: "alert.opened", data: { id: "ALERT_DELIVERY" } });

      receiver.answerWith(200);
      notified.length = 0;
      expect(await deliver(failing, seconds(300))).toMatchObject({ delivered: 1 });
      expect(notified).toEqual([healthy]);
      expect(await failureAlert()).toMatchObject({ status: "RESOLVED" });
      await deliver(healthy, seconds(300));
      expect(other.received.at(-1)?.json).toMatchObject({ type: "alert.resolved", data: { id: "ALERT_DELIVERY" } });
      expect(receiver.received.every((received) => received.json?.data.id === "SOURCE_CLASSIFICATION_FAILURES")).toBe(
        true,
      );
    } finally {
      await other.close();
    }
  });

  test("is left alone by the breaker, loses nothing and is found again by one delivery", async () => {
    const id = await destination();
    receiver.answerWith(500);
    for (let index = 0; index < 8; index++) await raise({ ...okta, sourceId: randomUUID() });
    const tripped = await deliver(id);
    expect(tripped.failed).toBe(8);
    const [held] = await rows("destinations");
    expect(held).toMatchObject({ consecutive_failures: 5, breaker_open_until: seconds(30) });
    expect(tripped.nextDueAt).toEqual(seconds(30));
    expect(await overdueDestinationIds(seconds(20))).toEqual([]);
    await deliver(id, seconds(29));
    expect(receiver.received).toHaveLength(8);

    await deliver(id, seconds(30));
    expect(receiver.received).toHaveLength(9);
    expect((await rows("destinations"))[0]).toMatchObject({ consecutive_failures: 6, breaker_open_until: seconds(90) });

    receiver.answerWith(200);
    let delivered = 0;
    for (let round = 0; round < 3; round++) delivered += (await deliver(id, seconds(200))).delivered;
    expect(delivered).toBe(8);
    expect((await rows("destinations"))[0]).toMatchObject({ consecutive_failures: 0, breaker_open_until: null });
  });

  test("waits while it is disabled", async () => {
    const id = await destination();
    await raise();
    await pool.query("UPDATE destinations SET is_enabled = false");
    expect(await deliver(id)).toMatchObject({ delivered: 0, nextDueAt: null });
    await pool.query("UPDATE destinations SET is_enabled = true");
    expect(await overdueDestinationIds(now)).toEqual([id]);
    expect((await deliver(id)).delivered).toBe(1);
  });
});

describe("a worker that is stopped", () => {
  test("leaves its claim to the next one, which repeats the same id and puts the interruption on record", async () => {
    const id = await destination();
    await raise();
    const [claimed] = await claimDeliveries(id, 10, now, 60_000);
    expect(await claimDeliveries(id, 10, seconds(59), 60_000)).toEqual([]);
    expect(await overdueDestinationIds(seconds(59))).toEqual([]);
    expect(await overdueDestinationIds(seconds(60))).toEqual([id]);
    expect((await deliver(id, seconds(60))).delivered).toBe(1);
    expect(receiver.received.map((received) => received.id)).toEqual([claimed?.id]);
    expect(await rows("delivery_attempts", "number")).toMatchObject([
      { number: 1, is_success: false, reason: "interrupted", started_at: now },
      { number: 2, is_success: true },
    ]);
  });

  /** A worker stopped for longer than its lease: another one claims and is answered before this one's 400 is known. */
  async function deliverLate(id: string): Promise<void> {
    let isLate = true;
    await deliverDue(id, {
      onOutcome: reportDeliveryOutcome,
      clock: () => now,
      budgetMs: 1,
      world: createWorld({
        ...outbound,
        async request(url, options) {
          if (!isLate) return outbound.request(url, options);
          isLate = false;
          await deliver(id, seconds(61));
          return { status: 400, headers: {}, body: "too late" };
        },
      }),
    });
  }

  test("and comes back after its lease does not undo a delivery", async () => {
    const id = await destination();
    await raise();
    await deliverLate(id);
    expect(await rows("deliveries")).toMatchObject([{ state: "DELIVERED", attempt_count: 2 }]);
    expect(await failureAlert()).toBeUndefined();
    expect(await rows("delivery_attempts", "number")).toMatchObject([
      { number: 1, is_success: false, status_code: 400 },
      { number: 2, is_success: true },
    ]);
  });

  test("and comes back after its lease does not give up what another one will try again", async () => {
    const id = await destination();
    await raise();
    receiver.answerWith(503);
    await deliverLate(id);
    expect(await rows("deliveries")).toMatchObject([
      { state: "PENDING", attempt_count: 2, next_attempt_at: seconds(91) },
    ]);
    expect(await rows("destinations")).toMatchObject([{ consecutive_failures: 1 }]);
    expect(await failureAlert()).toBeUndefined();
  });
});

describe("what happened to one alert", () => {
  const resolveOkta = (at: Date) =>
    systemChange(at, (tx) => resolve(tx, classificationFailures, okta, "no failing line for 24 hours"));

  test("reaches the receiver in that order, also after an outage", async () => {
    const id = await destination();
    receiver.answerWith(500);
    await raise(okta, now);
    await deliver(id);
    await resolveOkta(seconds(1));
    await raise(okta, seconds(2));
    receiver.answerWith(200);
    await deliver(id, seconds(4));
    expect(receiver.received).toHaveLength(1);
    for (let round = 0; round < 3; round++) await deliver(id, seconds(10));
    expect(receiver.received.slice(1).map((received) => received.json?.type)).toEqual([
      "alert.opened",
      "alert.resolved",
      "alert.regressed",
    ]);
  });

  test("ends with nothing when the receiver never took that it began", async () => {
    const id = await destination();
    receiver.answerWith(400);
    await raise();
    await resolveOkta(seconds(1));
    await deliver(id, seconds(2));
    expect((await rows("deliveries", "created_at")).map((row) => row.state)).toEqual(["FAILED", "CANCELLED"]);
    expect(receiver.received).toHaveLength(1);
  });
});

describe("a destination that keeps a thing for each alert", () => {
  test("is asked for the one it remembered, in the messages that follow", async () => {
    const id = randomUUID();
    const given = {
      site: "https://acme.atlassian.net",
      email: "a@acme.com",
      apiToken: "ATATT-secret",
      projectKey: "SEC",
    };
    const { shown, sealedSecrets } = toStored(jira, completeConfig(jira, given, null).config, id);
    await insertDestination({ id, kind: "jira", displayName: "Tickets", config: shown, sealedSecrets });
    const open = { key: "SEC-1", fields: { status: { name: "Done", statusCategory: { key: "done" } } } };
    const answers: Record<string, object> = {
      "POST /rest/api/3/search/jql": { issues: [] },
      "POST /rest/api/3/issue": { key: "SEC-1" },
      "GET /rest/api/3/issue/SEC-1": open,
      "GET /rest/api/3/issue/SEC-1/comment": { comments: [] },
      "POST /rest/api/3/issue/SEC-1/comment": {},
    };
    receiver.answerWith(({ method, path }) => ({
      status: 200,
      body: JSON.stringify(answers[`${method} ${path.split("?")[0]}`]),
    }));
    const world = receiverWorld(receiver.url);
    await raise();
    expect(await deliver(id, now, world)).toMatchObject({ delivered: 1 });
    expect(await rows("delivery_references", "alert_id")).toMatchObject([
      { destination_id: id, reference: "https://acme.atlassian.net/browse/SEC-1" },
    ]);
    receiver.received.length = 0;
    await systemChange(seconds(1), (tx) => resolve(tx, classificationFailures, okta, "over"));
    expect(await deliver(id, seconds(1), world)).toMatchObject({ delivered: 1 });
    expect(receiver.received.map(({ path }) => path)).not.toContain("/rest/api/3/search/jql");
    await pool.query("DELETE FROM destinations");
    expect(await rows("delivery_references", "alert_id")).toEqual([]);
  });
});

describe("an attempt that fails by a configuration that was changed while it was made", () => {
  test.each([404, 503])("with %i says nothing of the new one: the delivery is due at once", async (status) => {
    const id = await destination();
    await raise();
    let isFirst = true;
    const changing = createWorld({
      ...outbound,
      async request(url, options) {
        if (!isFirst) return outbound.request(url, options);
        isFirst = false;
        await pool.query("UPDATE destinations SET config_changed_at = $1", [seconds(1)]);
        return { status, headers: {}, body: "" };
      },
    });
    expect(await deliver(id, now, changing)).toMatchObject({ failed: 1, delivered: 1 });
    expect(await rows("delivery_attempts", "number")).toMatchObject([{ status_code: status }, { is_success: true }]);
    expect(await rows("destinations")).toMatchObject([{ last_failure_at: null, breaker_open_until: null }]);
    expect(await failureAlert()).toBeUndefined();
  });

  test("and one that arrives by it does not count for the new one", async () => {
    const id = await destination();
    await raise();
    const changing = createWorld({
      ...outbound,
      async request() {
        await pool.query("UPDATE destinations SET config_changed_at = $1", [seconds(1)]);
        return { status: 200, headers: {}, body: "" };
      },
    });
    expect(await deliver(id, now, changing)).toMatchObject({ failed: 0, delivered: 1 });
    expect(await rows("deliveries")).toMatchObject([{ state: "DELIVERED" }]);
    expect(await rows("destinations")).toMatchObject([{ last_success_at: null }]);
  });
});
