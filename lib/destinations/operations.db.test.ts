import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { tokenActor } from "#lib/auth/actor.ts";
import { allPermissions, type Permission } from "#lib/auth/schema.ts";
import { sendNoticesWith } from "#lib/change.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { destinationOperations } from "./operations.ts";
import { readDestinationTotals } from "./queries.ts";

// Settings are read when they are first asked for, which is later.
process.env.TELLTALE_OUTBOUND_ALLOW = "127.0.0.0/8";

let permissions: readonly Permission[] = allPermissions;
let nudged: string[] = [];
let receiver: Receiver;
const call = apiCaller(destinationOperations, () => tokenActor({ id: randomUUID(), name: "ci token" }, permissions));
sendNoticesWith({
  deliveriesDue: (due) => void nudged.push(...due.map(({ destinationId }) => destinationId)),
  batchesWaiting() {},
  judgementsDue() {},
});

beforeEach(async () => {
  permissions = allPermissions;
  nudged = [];
  receiver = await startReceiver();
  await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations CASCADE");
});
afterEach(() => receiver.close());
afterAll(closeConnections);

function body(over: object = {}) {
  return {
    displayName: "Pager",
    kind: "webhook",
    alertTypes: ["SYSTEM_ERROR"],
    severities: [],
    config: { url: receiver.url },
    ...over,
  };
}

async function create(over: object = {}) {
  const answer = await call("POST", "/destinations", body(over));
  expect(answer.status).toBe(201);
  return answer.json;
}

describe("POST /destinations", () => {
  test("answers 201 with a generated secret, shown this once and sealed at rest", async () => {
    const created = await create();
    expect(created.secrets.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(created).toMatchObject({
      displayName: "Pager",
      kind: "webhook",
      alertTypes: ["SYSTEM_ERROR"],
      severities: [],
      config: { url: receiver.url, secret: "" },
      secretsSet: ["secret"],
      isEnabled: true,
      health: "unknown",
    });
    for (const path of [`/destinations/${created.id}`, "/destinations"]) {
      const { json } = await call("GET", path);
      expect(JSON.stringify(json)).not.toContain("whsec_");
    }
    const { rows } = await pool.query("SELECT * FROM destinations");
    expect(JSON.stringify(rows)).not.toContain(created.secrets.secret);
  });

  test("takes a secret of one's own and does not show it", async () => {
    const created = await create({
      config: { url: receiver.url, secret: `whsec_${Buffer.alloc(24).toString("base64")}` },
    });
    expect(created.secrets).toEqual({});
    expect(created.config.secret).toBe("");
  });

  test("refuses a name that is taken with 409, also when two come at once", async () => {
    await create();
    expect(await call("POST", "/destinations", body())).toMatchObject({ status: 409, json: { field: "displayName" } });
    expect(await call("POST", "/destinations", body({ displayName: "PAGER" }))).toMatchObject({ status: 409 });
    const both = await Promise.all([1, 2].map(() => call("POST", "/destinations", body({ displayName: "Twin" }))));
    expect(both.map((answer) => answer.status).sort()).toEqual([201, 409]);
  });

  test.each([
    [{ displayName: " " }, "displayName"],
    [{ displayName: "<b>" }, "displayName"],
    [{ alertTypes: [] }, "alertTypes"],
    [{ alertTypes: ["PIGEON"] }, "alertTypes"],
    [{ alertTypes: ["RULE", "SYSTEM_ERROR"], severities: [] }, "severities"],
    [{ severities: ["URGENT"] }, "severities"],
    [{ kind: "pigeon" }, "kind"],
    [{ config: {} }, "config.url"],
    [{ config: { url: "nonsense" } }, "config.url"],
    [{ config: { url: "https://example.com", secret: "x" } }, "config.secret"],
  ])("refuses %j with 400 and the field", async (over, field) => {
    const { status, json } = await call("POST", "/destinations", body(over));
    expect(status).toBe(400);
    expect(json.field.startsWith(field)).toBe(true);
    expect(json.message).toContain(field);
  });

  test("needs the permission to manage destinations", async () => {
    permissions = ["DestinationRead"];
    expect((await call("POST", "/destinations", body())).status).toBe(403);
    permissions = ["DestinationModify"];
    expect((await call("GET", "/destinations")).status).toBe(403);
  });
});

test("who may manage but not read destinations is answered with what was made or changed", async () => {
  permissions = ["DestinationModify"];
  const { id } = await create();
  expect(await call("PUT", `/destinations/${id}`, body({ displayName: "Renamed" }))).toMatchObject({
    status: 200,
    json: { displayName: "Renamed" },
  });
});

describe("PUT /destinations/{id}", () => {
  test("replaces everything, keeps a secret that is sent empty or not at all, and lets what waits go on", async () => {
    const created = await create();
    await pool.query("UPDATE destinations SET breaker_open_until = now() + interval '1 hour'");
    const changed = body({
      displayName: "Pager 2",
      alertTypes: ["RULE", "SYSTEM_ERROR"],
      severities: ["HIGH"],
      config: { url: receiver.url, secret: "" },
    });
    expect(await call("PUT", `/destinations/${created.id}`, changed)).toMatchObject({
      status: 200,
      json: { displayName: "Pager 2", alertTypes: ["RULE", "SYSTEM_ERROR"], severities: ["HIGH"], heldBackUntil: null },
    });
    expect(nudged).toEqual([created.id]);
    await call("PUT", `/destinations/${created.id}`, body());
    receiver.secret = created.secrets.secret;
    await call("POST", `/destinations/${created.id}/test`);
    expect(receiver.received[0]?.isSignatureValid).toBe(true);
  });

  test("refuses another's name with 409 and an unknown id with 404", async () => {
    await create();
    const { id } = await create({ displayName: "Other" });
    expect((await call("PUT", `/destinations/${id}`, body())).status).toBe(409);
    expect((await call("PUT", `/destinations/${randomUUID()}`, body({ displayName: "New" }))).status).toBe(404);
    expect((await call("GET", "/destinations/nonsense")).status).toBe(404);
  });

  test("refuses a change that was made from an earlier state, with the destination as it is by now", async () => {
    const { id } = await create();
    const put = (over: object, ifMatch: string) =>
      call("PUT", `/destinations/${id}`, body(over), { "if-match": ifMatch });
    const seen = (await call("GET", `/destinations/${id}`)).headers.get("etag") ?? "";
    expect((await put({ displayName: "Theirs" }, seen)).status).toBe(200);
    const mine = await put({ displayName: "Mine" }, seen);
    expect(mine).toMatchObject({ status: 412, json: { current: { displayName: "Theirs" } } });
    const again = await put({ displayName: "Mine" }, mine.headers.get("etag") ?? "");
    expect(again).toMatchObject({ status: 200, json: { displayName: "Mine" } });
    // A test and its result are no change of the destination, and neither is a save that changes nothing.
    await call("POST", `/destinations/${id}/test`);
    await put({ displayName: "Mine" }, again.headers.get("etag") ?? "");
    expect((await put({ displayName: "Once more" }, again.headers.get("etag") ?? "")).status).toBe(200);
  });
});

describe("DELETE /destinations/{id}", () => {
  test("cancels what is still owed, keeps what was, and frees the name", async () => {
    const { id } = await create();
    const { rows: alerts } = await pool.query(
      `INSERT INTO alerts (type, kind, subject, severity, title, facts, first_event_at, last_event_at)
       VALUES ('SYSTEM_ERROR', 'k', 's', 'CRITICAL', 't', '{}', now(), now()) RETURNING id`,
    );
    for (const state of ["PENDING", "DELIVERED"]) {
      await pool.query(
        "INSERT INTO deliveries (alert_id, destination_id, reason, message, state) VALUES ($1, $2, 'opened', '{}', $3)",
        [alerts[0].id, id, state],
      );
    }
    expect(await call("DELETE", `/destinations/${id}`)).toMatchObject({ status: 204, json: null });
    const { rows } = await pool.query("SELECT state, next_attempt_at AS next FROM deliveries ORDER BY state");
    expect(rows).toMatchObject([{ state: "CANCELLED", next: null }, { state: "DELIVERED" }]);
    expect((await call("DELETE", `/destinations/${id}`)).status).toBe(404);
    await create();
  });
});

describe("a test alert", () => {
  test("goes to a destination that takes System Errors alone and answers with what the receiver said", async () => {
    const { id, secrets } = await create();
    receiver.secret = secrets.secret;
    receiver.answerWith({ status: 202, body: "thanks" });
    const { json } = await call("POST", `/destinations/${id}/test`);
    expect(json).toMatchObject({ success: true, statusCode: 202, message: "thanks", reason: null });
    expect(json.durationMs).toBeGreaterThanOrEqual(0);
    expect(receiver.received[0]).toMatchObject({
      isSignatureValid: true,
      json: { type: "alert.test", data: { title: "This is a test alert" } },
    });
    expect(nudged).toEqual([id]);
  });

  test.each([
    [
      { status: 500, body: "boom" },
      { statusCode: 500, reason: "server-error", message: "The receiver answered 500 Internal Server Error: boom" },
    ],
    ["close" as const, { statusCode: null, reason: "connection" }],
  ])("answers %j with the failure in words", async (behaviour, expected) => {
    const { id } = await create();
    receiver.answerWith(behaviour);
    expect(await call("POST", `/destinations/${id}/test`)).toMatchObject({
      status: 200,
      json: { success: false, ...expected },
    });
    expect(nudged).toEqual([]);
  });

  test("of a config that is not stored is sent as well, with the stored secret where none is given", async () => {
    const { id, secrets } = await create({ config: { url: "https://example.com/old" } });
    receiver.secret = secrets.secret;
    expect(
      (await call("POST", "/destinations/test", { id, kind: "webhook", config: { url: receiver.url } })).json.success,
    ).toBe(true);
    expect(receiver.received[0]?.isSignatureValid).toBe(true);
    expect(
      (await call("POST", "/destinations/test", { kind: "webhook", config: { url: receiver.url } })).json.success,
    ).toBe(true);
    expect((await call("POST", "/destinations/test", { kind: "webhook", config: {} })).status).toBe(400);
  });

  test("to an address that is not allowed is refused by the rule and the setting", async () => {
    const { json } = await call("POST", "/destinations/test", {
      kind: "webhook",
      config: { url: "http://169.254.169.254/latest/meta-data/" },
    });
    expect(json).toMatchObject({ success: false, statusCode: null, reason: "blocked-address" });
    expect(json.message).toContain("instance metadata");
  });
});

test("GET /destination-kinds lists the forms", async () => {
  const { json } = await call("GET", "/destination-kinds");
  expect(json.results[0]).toMatchObject({ kind: "webhook", fields: [{ name: "url" }, { name: "secret" }] });
});

/** A delivery of an alert of its own, as an outage left it. */
async function owe(
  destinationId: string,
  over: { state?: string; inMinutes?: number; finishedAt?: Date } = {},
): Promise<string> {
  const { state = "PENDING", inMinutes = 15, finishedAt = null } = over;
  const { rows: alerts } = await pool.query(
    `INSERT INTO alerts (type, kind, subject, severity, title, facts, first_event_at, last_event_at)
     VALUES ('SYSTEM_ERROR', 'k', gen_random_uuid(), 'CRITICAL', 't', '{}', now(), now()) RETURNING id`,
  );
  const { rows } = await pool.query(
    `INSERT INTO deliveries (alert_id, destination_id, reason, state, next_attempt_at, finished_at, attempt_count)
     VALUES ($1, $2, 'opened', $3, CASE WHEN $3 = 'PENDING' THEN now() + $4 * interval '1 minute' END, $5, 5) RETURNING id`,
    [alerts[0].id, destinationId, state, inMinutes, finishedAt],
  );
  return rows[0].id;
}

async function waitsMs(): Promise<number[]> {
  const { rows } = await pool.query("SELECT next_attempt_at AS at FROM deliveries WHERE state = 'PENDING' ORDER BY id");
  return rows.map(({ at }) => Math.max(0, at.getTime() - Date.now()));
}

async function holdBack(): Promise<void> {
  await pool.query(
    "UPDATE destinations SET breaker_open_until = now() + interval '10 minutes', consecutive_failures = 7, last_failure_at = now()",
  );
}

describe("what waits", () => {
  test.each([
    [
      "a repaired destination is saved",
      (id: string) => call("PUT", `/destinations/${id}`, body({ config: { url: `${receiver.url}/new` } })),
    ],
    ["it is saved as it was", (id: string) => call("PUT", `/destinations/${id}`, body())],
    ["a test arrives", (id: string) => call("POST", `/destinations/${id}/test`)],
  ])("is due at once when %s", async (_, act) => {
    const { id } = await create();
    await owe(id);
    await owe(id, { inMinutes: 600 });
    await holdBack();
    expect((await act(id)).status).toBe(200);
    expect(await waitsMs()).toEqual([0, 0]);
    expect((await call("GET", `/destinations/${id}`)).json).toMatchObject({ heldBackUntil: null, pendingCount: 2 });
    expect(nudged).toEqual([id]);
  });

  test("is due at once when a destination is turned on again, and waits while it is off", async () => {
    const { id } = await create();
    await call("PUT", `/destinations/${id}`, body({ isEnabled: false }));
    await owe(id);
    const { json } = await call("PUT", `/destinations/${id}`, body({ isEnabled: true }));
    expect(json).toMatchObject({ pendingCount: 1, isEnabled: true });
    expect(await waitsMs()).toEqual([0]);
  });

  test("keeps its own times when a test fails, and what others wait for is left alone", async () => {
    const { id } = await create();
    const other = await create({ displayName: "Other" });
    await owe(other.id);
    await owe(id);
    receiver.answerWith(500);
    await call("POST", `/destinations/${id}/test`);
    expect((await waitsMs()).every((ms) => ms > 600_000)).toBe(true);
    receiver.answerWith(200);
    await call("POST", `/destinations/${id}/test`);
    expect((await waitsMs()).filter((ms) => ms > 600_000)).toHaveLength(1);
  });

  test("and was given up is counted, not tried again, by a change", async () => {
    const { id } = await create();
    await owe(id, { state: "FAILED", finishedAt: new Date() });
    const { json } = await call("PUT", `/destinations/${id}`, body({ displayName: "Renamed" }));
    expect(json).toMatchObject({ pendingCount: 0, failedLastDay: 1 });
  });
});

describe("what is known of a destination", () => {
  const healthOf = async (id: string) => (await call("GET", `/destinations/${id}`)).json;

  test("is nothing until something was sent; then the latest test stands on record", async () => {
    const { id } = await create();
    expect(await healthOf(id)).toMatchObject({ health: "unknown", lastTest: null });
    receiver.answerWith({ status: 500, body: "<html><body><h1>Out</h1> of order</body></html>" });
    await call("POST", `/destinations/${id}/test`);
    expect(await healthOf(id)).toMatchObject({
      health: "failing",
      lastFailureMessage: "The receiver answered 500 Internal Server Error: Out of order",
      lastTest: { success: false, statusCode: 500, reason: "server-error" },
    });
    receiver.answerWith(200);
    await call("POST", `/destinations/${id}/test`);
    expect(await healthOf(id)).toMatchObject({
      health: "healthy",
      lastFailureMessage: null,
      lastTest: { success: true, statusCode: 200 },
    });
  });

  test("is nothing again when its configuration changes, and stays when only its name does", async () => {
    const { id } = await create();
    await call("POST", `/destinations/${id}/test`);
    await pool.query("UPDATE destinations SET consecutive_failures = 3, last_failure_at = now() - interval '1 hour'");
    await call("PUT", `/destinations/${id}`, body({ displayName: "Renamed" }));
    expect(await healthOf(id)).toMatchObject({ health: "healthy", consecutiveFailures: 3 });
    await call("PUT", `/destinations/${id}`, body({ config: { url: `${receiver.url}/new` } }));
    expect(await healthOf(id)).toMatchObject({ health: "unknown", lastTest: null, consecutiveFailures: 0 });
  });

  test("is what was sent last: a delivery or a test", async () => {
    const { id } = await create();
    await call("POST", `/destinations/${id}/test`);
    await pool.query(
      `UPDATE destinations SET consecutive_failures = 1, last_failure_at = now() + interval '1 minute',
         last_failure_message = 'no'`,
    );
    expect(await healthOf(id)).toMatchObject({ health: "failing", lastFailureMessage: "no" });
    await pool.query(
      "UPDATE destinations SET consecutive_failures = 0, last_success_at = now() + interval '2 minutes'",
    );
    expect(await healthOf(id)).toMatchObject({ health: "healthy", lastFailureMessage: null });
    await call("PUT", `/destinations/${id}`, body({ isEnabled: false }));
    expect((await healthOf(id)).health).toBe("disabled");
  });

  test("is counted: who takes System Errors, and who is known to receive them", async () => {
    const reader = tokenActor({ id: randomUUID(), name: "reader" }, allPermissions);
    const tested = await create();
    await create({ displayName: "Untried" });
    const failing = await create({ displayName: "Failing" });
    await create({ displayName: "Off", isEnabled: false });
    await create({ displayName: "Rules", alertTypes: ["RULE"], severities: ["HIGH"] });
    await call("POST", `/destinations/${tested.id}/test`);
    receiver.answerWith(500);
    await call("POST", `/destinations/${failing.id}/test`);
    await owe(tested.id, { state: "DELIVERED", finishedAt: new Date() });
    const totals = { total: 5, deliveredLastDay: 1, failedLastDay: 0 };
    const systemErrors = { taking: 3, healthy: 1, failing: 1, unknown: 1 };
    expect(await readDestinationTotals(reader, new Date())).toEqual({ ...totals, systemErrors });
    expect(await readDestinationTotals(reader, new Date(), tested.id)).toEqual({
      total: 4,
      deliveredLastDay: 0,
      failedLastDay: 0,
      systemErrors: { taking: 2, healthy: 0, failing: 1, unknown: 1 },
    });
  });
});

describe("GET /destinations", () => {
  test("comes in pages, what fails first and then by name, and finds by name", async () => {
    const names = ["delta", "Alpha", "charlie", "Bravo"];
    for (const displayName of names) await create({ displayName });
    await pool.query(
      "UPDATE destinations SET consecutive_failures = 1, last_failure_at = now() + interval '1 s' WHERE display_name = 'delta'",
    );
    const seen: string[] = [];
    let path = "/destinations?limit=2";
    for (let page = 0; page < 3 && path; page += 1) {
      const { json } = await call("GET", path);
      seen.push(...json.results.map((row: { displayName: string }) => row.displayName));
      path = json.next ? `/destinations?limit=2&cursor=${json.next}` : "";
    }
    expect(seen).toEqual(["delta", "Alpha", "Bravo", "charlie"]);
    expect((await call("GET", "/destinations?name-contains=RAV")).json.results).toMatchObject([
      { displayName: "Bravo" },
    ]);
    expect(await call("GET", "/destinations?cursor=junk")).toMatchObject({ status: 400, json: { field: "cursor" } });
  });
});

describe("an address that can never be reached", () => {
  test.each([
    ["http://169.254.169.254/latest/meta-data/", "instance metadata"],
    ["http://10.0.0.8/hook", "a private address"],
    ["https://[::ffff:10.0.0.8]/hook", "a private address"],
    ["http://0xa000008/hook", "a private address"],
  ])("%s is refused beside its field", async (url, words) => {
    const refused = await call("POST", "/destinations", body({ config: { url } }));
    expect(refused).toMatchObject({ status: 400, json: { field: "config.url" } });
    expect(refused.json.message).toContain(words);
    const { id } = await create();
    expect(await call("PUT", `/destinations/${id}`, body({ config: { url } }))).toMatchObject({
      status: 400,
      json: { field: "config.url" },
    });
  });
});

describe("a secret", () => {
  const jira = {
    displayName: "Tickets",
    kind: "jira",
    config: {
      site: "https://acme.atlassian.net",
      email: "a@acme.com",
      apiToken: "ATATT-secret-token",
      projectKey: "SEC",
    },
  };

  test("is sent to no other place than the one it was given for", async () => {
    const { id } = await create(jira);
    const { apiToken: _, ...config } = { ...jira.config, site: "https://evil.atlassian.net" };
    for (const [method, path, sent] of [
      ["PUT", `/destinations/${id}`, body({ ...jira, config })],
      ["POST", "/destinations/test", { id, kind: "jira", config }],
    ] as const) {
      expect(await call(method, path, sent)).toMatchObject({ status: 400, json: { field: "config.apiToken" } });
    }
    const kept = await call(
      "PUT",
      `/destinations/${id}`,
      body({ ...jira, config: { ...config, site: jira.config.site } }),
    );
    expect(kept).toMatchObject({ status: 200, json: { secretsSet: ["apiToken"], config: { apiToken: "" } } });
  });

  test("that was sealed with another key is not set, and can be entered again", async () => {
    const { id } = await create(jira);
    await pool.query("UPDATE destinations SET sealed_secrets = 'v1.AAAA.AAAA.AAAA'");
    expect((await call("GET", `/destinations/${id}`)).json.secretsSet).toEqual([]);
    const { apiToken: _, ...config } = jira.config;
    expect(await call("PUT", `/destinations/${id}`, body({ ...jira, config }))).toMatchObject({ status: 400 });
    expect((await call("PUT", `/destinations/${id}`, body(jira))).json.secretsSet).toEqual(["apiToken"]);
  });

  test("stands in no audit entry, and which one was changed does", async () => {
    const { id } = await create(jira);
    await call(
      "PUT",
      `/destinations/${id}`,
      body({ ...jira, config: { ...jira.config, apiToken: "ATATT-another-token" } }),
    );
    await call("DELETE", `/destinations/${id}`);
    const { rows } = await pool.query("SELECT action, detail FROM audit_log WHERE target_id = $1 ORDER BY id", [id]);
    expect(rows.map(({ action }) => action)).toEqual([
      "destination.create",
      "destination.replace",
      "destination.delete",
    ]);
    expect(rows[1].detail.changedSecrets).toEqual(["apiToken"]);
    expect(JSON.stringify(rows)).not.toMatch(/ATATT|v1\./);
  });
});
