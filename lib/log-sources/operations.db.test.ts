import { beforeEach, describe, expect, test } from "vitest";
import { type Actor, systemActor, userActor } from "#lib/auth/actor.ts";
import { sendNoticesWith } from "#lib/change.ts";
import { db, pool } from "#lib/db.ts";
import { receive } from "#lib/log-intake/receive.ts";
import { processBatches } from "#lib/log-processing/process-batches.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { logSourceOperations } from "./operations.ts";
import { sampleBody } from "./sample.ts";
import type { LogSourceSummary } from "./schema.ts";

let nudged: string[] = [];
let actor: Actor = systemActor;
const call = apiCaller(logSourceOperations, () => actor);
sendNoticesWith({
  deliveriesDue: () => {},
  batchesWaiting: (sourceIds) => void nudged.push(...sourceIds),
  judgementsDue: () => {},
});

beforeEach(async () => {
  actor = systemActor;
  nudged = [];
  await db.logSource.deleteMany({});
  await pool.query("TRUNCATE alerts, alert_activities, deliveries CASCADE");
});

const body = {
  integrationLabel: "0123456789abcdef0123456789abcdef",
  logStreamType: "Auto",
  logTypes: ["Okta.SystemLog", "AWS.CloudTrail"],
  authMethod: "SharedSecret",
  authHeaderKey: "x-api-key",
  authSecretValue: "test-secret-value",
};

async function create(changes: object = {}): Promise<string> {
  const { status, json } = await call("POST", "/log-sources/http", { ...body, ...changes });
  expect(status).toBe(201);
  return json.integrationId;
}

async function send(
  id: string,
  text: string,
  headers: Record<string, string> = { "x-api-key": "test-secret-value" },
): Promise<number> {
  async function* parts() {
    yield Buffer.from(text);
  }
  const request = {
    method: "POST",
    sourceId: id,
    header: (name: string) => headers[name],
    body: parts(),
    remoteAddress: "192.0.2.7",
  };
  const answer = await receive(request, { onBatch: () => {}, limits: { maxBodyBytes: 1e6, maxInflatedBytes: 1e6 } });
  return answer.status;
}

const okta = await sampleBody(
  { logTypes: ["Okta.SystemLog"], logStreamType: "Lines" },
  new Date("2026-11-24T01:02:03Z"),
);

describe("/log-sources/http as API clients rely on it", () => {
  test("what was created reads back as it was sent, with secrets empty and options absent", async () => {
    const created = await call("POST", "/log-sources/http", body);
    expect(created.status).toBe(201);
    const id = created.json.integrationId;
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    const read = await call("GET", `/log-sources/http/${id}`);
    expect(read).toMatchObject({ status: 200, contentType: "application/json" });
    expect(read.json).toEqual({
      integrationId: id,
      integrationLabel: body.integrationLabel,
      logStreamType: "Auto",
      logTypes: ["Okta.SystemLog", "AWS.CloudTrail"],
      authMethod: "SharedSecret",
      authHeaderKey: "x-api-key",
      authHmacAlg: "",
      authUsername: "",
      authSecretValue: "",
      authPassword: "",
      authBearerToken: "",
      ingestUrl: `http://127.0.0.1:3000/api/ingest/http/${id}`,
    });
    expect(created.json).toEqual(read.json);
    const { rows } = await pool.query("SELECT row_to_json(s)::text AS text FROM log_sources s");
    expect(rows[0].text).not.toContain("test-secret-value");
  });

  test("PUT replaces: what is left out is cleared, options come back as they were sent, the secret stays", async () => {
    const id = await create();
    const change = {
      integrationLabel: "renamed",
      logStreamType: "JSON",
      logTypes: ["GitHub.Audit"],
      authMethod: "SharedSecret",
    };
    const logStreamTypeOptions = { jsonArrayEnvelopeField: "records", xmlRootElement: "root" };
    expect((await call("PUT", `/log-sources/http/${id}`, { ...change, logStreamTypeOptions })).status).toBe(200);
    const { json } = await call("GET", `/log-sources/http/${id}`);
    expect(json).toMatchObject({ ...change, logStreamTypeOptions, authHeaderKey: "" });
    expect(await send(id, "", { "x-telltale-secret": "test-secret-value" })).toBe(200);
    await call("PUT", `/log-sources/http/${id}`, { ...change, logStreamTypeOptions: null });
    expect((await call("GET", `/log-sources/http/${id}`)).json).not.toHaveProperty("logStreamTypeOptions");
  });

  test("a change of method drops the secret, and back again needs one", async () => {
    const id = await create();
    expect(
      (await call("PUT", `/log-sources/http/${id}`, { ...body, authMethod: "None", authSecretValue: "" })).status,
    ).toBe(200);
    expect(await send(id, "", {})).toBe(200);
    const back = await call("PUT", `/log-sources/http/${id}`, { ...body, authSecretValue: "" });
    expect(back.status).toBe(400);
    expect(back.json.field).toBe("authSecretValue");
  });

  test("a secret that is not given is made, shown once, and works", async () => {
    const created = await call("POST", "/log-sources/http", { ...body, authSecretValue: undefined });
    const secret = created.json.generatedSecret;
    expect(secret).toMatch(/^tt_s_[\w-]{43}$/);
    expect((await call("GET", `/log-sources/http/${created.json.integrationId}`)).json).not.toHaveProperty(
      "generatedSecret",
    );
    expect(await send(created.json.integrationId, "", { "x-api-key": secret })).toBe(200);
    const rotated = await call("POST", `/log-sources/http/${created.json.integrationId}/rotate-secret`);
    expect(await send(created.json.integrationId, "", { "x-api-key": secret })).toBe(401);
    expect(await send(created.json.integrationId, "", { "x-api-key": rotated.json.generatedSecret })).toBe(200);
  });

  test.each([
    ["SharedSecret", { authHeaderKey: "x-api-key", authSecretValue: "a secret of 16 signs" }],
    ["HMAC", { authHeaderKey: "", authHmacAlg: "SHA512", authSecretValue: "a secret of 16 signs" }],
    ["Bearer", { authBearerToken: "a-token-of-16-signs" }],
    ["Basic", { authUsername: "foo", authPassword: "bar" }],
    ["None", {}],
  ])("%s comes back as it was sent, its secret empty, and stays so through another PUT", async (authMethod, auth) => {
    const { authHeaderKey: _, authSecretValue: __, ...rest } = body;
    const sent = { ...rest, authMethod, ...auth };
    const id = (await call("POST", "/log-sources/http", sent)).json.integrationId;
    const settings = { authHeaderKey: "", authHmacAlg: "", authUsername: "" };
    const hidden = { authSecretValue: "", authPassword: "", authBearerToken: "" };
    expect((await call("GET", `/log-sources/http/${id}`)).json).toMatchObject({ ...settings, ...sent, ...hidden });
    const { json } = await call("PUT", `/log-sources/http/${id}`, { ...sent, ...hidden, integrationLabel: "renamed" });
    expect(json).toMatchObject({ ...settings, ...sent, ...hidden, integrationLabel: "renamed" });
    const detail = (await call("GET", `/log-sources/${id}`)).json;
    expect(detail.auth).toMatchObject({ method: authMethod, hasSecret: authMethod !== "None" });
  });

  test("of any kind: a new secret is given, and it is deleted, without a word of its kind", async () => {
    const id = await create({ authMethod: "Bearer", authSecretValue: "" });
    const { status, json } = await call("POST", `/log-sources/${id}/rotate-secret`);
    expect([status, json]).toEqual([200, { integrationId: id, generatedSecret: expect.stringMatching(/^tt_s_/) }]);
    expect(await send(id, "", { authorization: `Bearer ${json.generatedSecret}` })).toBe(200);
    const open = await create({ integrationLabel: "open", authMethod: "None" });
    expect((await call("POST", `/log-sources/${open}/rotate-secret`)).status).toBe(409);
    expect((await call("DELETE", `/log-sources/${id}`)).status).toBe(204);
    expect((await call("DELETE", `/log-sources/${id}`)).status).toBe(404);
  });

  test("a sample comes in by each way of proof", async () => {
    for (const authMethod of ["SharedSecret", "HMAC", "Bearer", "Basic", "None"]) {
      const auth = { authMethod, authHeaderKey: "", authSecretValue: "", authUsername: "ada" };
      const id = await create({ integrationLabel: authMethod, ...auth });
      expect((await call("POST", `/log-sources/http/${id}/sample`)).json.accepted.lines).toBe(1);
    }
  });

  test("a label that is taken is 409 on create and on update, and free again after DELETE", async () => {
    const id = await create();
    const other = await create({ integrationLabel: "other" });
    const twice = await call("POST", "/log-sources/http", body);
    expect(twice.status).toBe(409);
    expect(twice.json.message).toBe(`integrationLabel: another log source is named "${body.integrationLabel}"`);
    expect((await call("PUT", `/log-sources/http/${other}`, body)).status).toBe(409);
    expect((await call("PATCH", `/log-sources/${other}`, { integrationLabel: body.integrationLabel })).status).toBe(
      409,
    );
    expect((await call("DELETE", `/log-sources/http/${id}`)).status).toBe(204);
    await create();
  });

  test("a label that reads like another's is taken; one that was there before keeps what it has", async () => {
    const id = await create({ integrationLabel: "okta-prod" });
    for (const integrationLabel of ["OKTA-PROD", " okta-prod", "ｏkta-prod"]) {
      const { status, json } = await call("POST", "/log-sources/http", { ...body, integrationLabel });
      expect([status, json.message]).toEqual([409, 'integrationLabel: another log source is named "okta-prod"']);
    }
    const old = await create({ integrationLabel: "other" });
    await pool.query("UPDATE log_sources SET label = 'OKTA-prod', label_key = NULL WHERE id = $1", [old]);
    const kept = { ...body, integrationLabel: "OKTA-prod", logTypes: ["GitHub.Audit"] };
    expect((await call("PUT", `/log-sources/http/${old}`, kept)).status).toBe(200);
    expect((await call("PATCH", `/log-sources/${old}`, { integrationLabel: "okta-Prod" })).status).toBe(409);
    expect((await call("PATCH", `/log-sources/${id}`, { integrationLabel: "OKTA-PROD" })).status).toBe(200);
    expect((await call("PATCH", `/log-sources/${old}`, { integrationLabel: "free" })).status).toBe(200);
    expect((await call("PATCH", `/log-sources/${id}`, { integrationLabel: "Free" })).status).toBe(409);
  });

  test("the alarm on no events is made together with the source when it is asked for, and not otherwise", async () => {
    const { json } = await call("POST", "/log-sources/http?drop-off-minutes=1440", body);
    const alarmOf = async (id: string) => (await call("GET", `/log-sources/${id}`)).json.dropOff.minutesThreshold;
    expect(await alarmOf(json.integrationId)).toBe(1440);
    expect(await alarmOf(await create({ integrationLabel: "without" }))).toBeNull();
    const wrong = await call("POST", "/log-sources/http?drop-off-minutes=14", { ...body, integrationLabel: "x" });
    expect(wrong.json).toMatchObject({ message: expect.stringMatching(/^drop-off-minutes: /) });
    const { rows } = await pool.query("SELECT action FROM audit_log ORDER BY id DESC LIMIT 3");
    expect(rows.map(({ action }) => action)).toContain("log-source.create");
  });

  test("what changed since it was seen is not overwritten: 412 with the source as it is", async () => {
    const id = await create();
    const seen = (await call("GET", `/log-sources/http/${id}`)).headers.get("etag");
    expect((await call("PATCH", `/log-sources/${id}`, { integrationLabel: "theirs" })).status).toBe(200);
    const mine = { ...body, integrationLabel: "mine" };
    const refused = await call("PUT", `/log-sources/http/${id}`, mine, { "if-match": seen ?? "" });
    expect(refused).toMatchObject({ status: 412, json: { current: { integrationLabel: "theirs" } } });
    const again = await call("PUT", `/log-sources/http/${id}`, mine, { "if-match": refused.headers.get("etag") ?? "" });
    expect(again).toMatchObject({ status: 200, json: { integrationLabel: "mine" } });
  });

  test("what is not there is 404 in JSON, for each verb", async () => {
    const id = await create();
    await call("DELETE", `/log-sources/http/${id}`);
    for (const gone of [id, "ffffffff-ffff-4fff-bfff-ffffffffffff", "no-uuid"]) {
      for (const [method, path, given] of [
        ["GET", `/log-sources/http/${gone}`],
        ["PUT", `/log-sources/http/${gone}`, body],
        ["DELETE", `/log-sources/http/${gone}`],
        ["POST", `/log-sources/http/${gone}/rotate-secret`],
        ["POST", `/log-sources/http/${gone}/sample`],
        ["GET", `/log-sources/${gone}`],
        ["PATCH", `/log-sources/${gone}`, { isPaused: true }],
        ["GET", `/log-sources/${gone}/metrics`],
        ["GET", `/log-sources/${gone}/first-event`],
        ["POST", `/log-sources/${gone}/retry-failed`],
      ] as const) {
        const answer = await call(method, path, given);
        expect([method, path, answer.status]).toEqual([method, path, 404]);
        expect(answer.contentType).toBe("application/json");
      }
    }
  });

  test.each<[string, object, string]>([
    ["no label", { integrationLabel: undefined }, "integrationLabel"],
    ["an empty label", { integrationLabel: "  " }, "integrationLabel"],
    ["a label with NUL", { integrationLabel: "a\u0000b" }, "integrationLabel"],
    ["a label with a zero-width space", { integrationLabel: "okta\u200b-prod" }, "integrationLabel"],
    ["a label that turns its direction", { integrationLabel: "okta-\u202edorp" }, "integrationLabel"],
    ["a label of 129 characters", { integrationLabel: "a".repeat(129) }, "integrationLabel"],
    ["an unknown stream type", { logStreamType: "Csv" }, "logStreamType"],
    ["a stream type that is not built", { logStreamType: "XML" }, "logStreamType"],
    ["an algorithm that is none", { authMethod: "HMAC", authHmacAlg: "md5" }, "authHmacAlg"],
    ["Basic without a user name", { authMethod: "Basic", authPassword: "bar" }, "authUsername"],
    ["a secret of 15 characters", { authSecretValue: "a".repeat(15) }, "authSecretValue"],
    ["a token with a space", { authMethod: "Bearer", authBearerToken: "two words of a token" }, "authBearerToken"],
    ["an unknown auth method", { authMethod: "Kerberos" }, "authMethod"],
    ["no log type", { logTypes: [] }, "logTypes"],
    ["an unknown log type", { logTypes: ["Okta.SystemLog", "Nope.Log", "Acme"] }, "logTypes"],
    ["a log type twice", { logTypes: ["Okta.SystemLog", "Okta.SystemLog"] }, "logTypes"],
    ["a header that is none", { authHeaderKey: "x key" }, "authHeaderKey"],
    ["a header of HTTP itself", { authHeaderKey: "Content-Length" }, "authHeaderKey"],
    ["a secret that no header carries", { authSecretValue: "line\nbreak" }, "authSecretValue"],
  ])("%s is 400 and names the field", async (_name, changes, field) => {
    const { status, json } = await call("POST", "/log-sources/http", { ...body, ...changes });
    expect(status).toBe(400);
    expect(json.field).toBe(field);
    expect(json.message).toMatch(new RegExp(`^${field}: `));
    expect(await db.logSource.count()).toBe(0);
  });

  test("unknown log types are named, known ones are not", async () => {
    const { json } = await call("POST", "/log-sources/http", {
      ...body,
      logTypes: ["Okta.SystemLog", "Nope.Log", "Acme"],
    });
    expect(json.message).toBe("logTypes: Nope.Log, Acme are not schemas of this installation");
  });

  test("the views of its log types can be queried before the first event", async () => {
    await create({ logTypes: ["GCP.AuditLog"] });
    expect((await pool.query("SELECT * FROM panther_logs.gcp_auditlog")).rows).toEqual([]);
  });

  test("reading and writing need their permissions", async () => {
    const id = await create();
    actor = userActor({ id: "u", name: "Reader" }, ["LogSourceRead"]);
    expect((await call("GET", `/log-sources/http/${id}`)).status).toBe(200);
    expect((await call("PUT", `/log-sources/http/${id}`, body)).status).toBe(403);
    expect((await call("DELETE", `/log-sources/http/${id}`)).status).toBe(403);
    actor = userActor({ id: "u", name: "Writer" }, ["LogSourceModify"]);
    expect((await call("GET", `/log-sources/${id}`)).status).toBe(403);
    expect(await call("PATCH", `/log-sources/${id}`, { isPaused: true })).toMatchObject({
      status: 200,
      json: { isPaused: true },
    });
    actor = userActor({ id: "u", name: "Nobody" }, []);
    expect((await call("GET", "/log-sources")).status).toBe(403);
  });
});

describe("what the console reads", () => {
  test("the list shows health, counts and a ribbon of 96 quarters of an hour", async () => {
    const id = await create();
    const quiet = await create({ integrationLabel: "a quiet one" });
    expect(await send(id, `${okta}\nbad\n`)).toBe(200);
    expect(await send(id, "x", {})).toBe(401);
    await processBatches(id, { budgetMs: 10_000 });
    const { json } = await call("GET", "/log-sources");
    expect(json.results.map((row: { integrationId: string }) => row.integrationId)).toEqual([id, quiet]);
    const [row, other] = json.results;
    expect(row).toMatchObject({
      integrationType: "http-ingest",
      isPaused: false,
      counts: { classified: 1, failed: 1, refused: 1 },
    });
    expect(row.ribbon).toHaveLength(96);
    expect(row.ribbon.at(-1)).toMatchObject({ classified: 1, failed: 1, refused: 1 });
    expect(row.health.status).toBe("failing");
    expect(row.health.reasons[0]).toMatchObject({
      kind: "classification-failures",
      count: 1,
      alertId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    expect(row.lastEventProcessedAtTime).toMatch(/Z$/);
    expect(other.health).toEqual({ status: "unknown", reasons: [expect.objectContaining({ kind: "never-received" })] });
    expect(other.ribbon.every((bucket: { classified: number }) => bucket.classified === 0)).toBe(true);
  });

  test("the list comes in pages, and a cursor that is none is refused", async () => {
    for (const label of ["c", "a", "b-vpn"]) await create({ integrationLabel: label, logTypes: ["Okta.SystemLog"] });
    const labels = (json: { results: LogSourceSummary[] }) => json.results.map((row) => row.integrationLabel);
    const first = await call("GET", "/log-sources?limit=2");
    expect(labels(first.json)).toEqual(["a", "b-vpn"]);
    const second = await call("GET", `/log-sources?limit=2&cursor=${first.json.next}`);
    expect(labels(second.json)).toEqual(["c"]);
    expect(second.json.next).toBeUndefined();
    expect(labels((await call("GET", "/log-sources?q=VPN&state=unknown&log-type=Okta.SystemLog")).json)).toEqual([
      "b-vpn",
    ]);
    expect((await call("GET", "/log-sources?state=paused")).json).toEqual({ results: [] });
    for (const [query, field] of [
      ["cursor=junk", "cursor"],
      ["limit=51", "limit"],
      ["state=broken", "state"],
      ["is-paused=maybe", "is-paused"],
    ]) {
      expect(await call("GET", `/log-sources?${query}`)).toMatchObject({
        status: 400,
        json: { message: expect.stringContaining(`${field}`) },
      });
    }
  });

  test("names are found without anything that costs", async () => {
    const id = await create({ integrationLabel: "okta-prod", logTypes: ["Okta.SystemLog"] });
    await create({ integrationLabel: "trail", logTypes: ["AWS.CloudTrail"] });
    expect((await call("GET", "/log-source-names?q=OKTA")).json).toEqual({
      results: [
        {
          integrationId: id,
          integrationLabel: "okta-prod",
          integrationType: "http-ingest",
          logTypes: ["Okta.SystemLog"],
        },
      ],
      total: 1,
    });
    expect((await call("GET", "/log-source-names?limit=1")).json).toMatchObject({ results: [{}], total: 2 });
  });

  test("the list shows which drop-off alarms are set", async () => {
    const [plain, other, none] = [
      await create({ integrationLabel: "a" }),
      await create({ integrationLabel: "b" }),
      await create({ integrationLabel: "c" }),
    ];
    const set = (id: string | undefined, signal: string, state: string) =>
      pool.query(
        `INSERT INTO log_source_alarms (source_id, signal, state, minutes_threshold, minimum_events, state_changed_at, set_at, due_at)
         VALUES ($1, $2, $3, 90, 1, now(), now(), now())`,
        [id, signal, state],
      );
    await set(plain, "no-data", "ALARM");
    await set(plain, "late-data", "OK");
    await set(other, "late-data", "ALARM");
    const calendar = { timeZone: "UTC", weekdays: [1], hours: null, holidays: [] };
    await pool.query("UPDATE log_source_alarms SET calendar = $1 WHERE signal = 'no-data'", [JSON.stringify(calendar)]);
    const { json } = await call("GET", "/log-sources");
    const shown = new Map(json.results.map((row: LogSourceSummary) => [row.integrationId, row.dropOff]));
    expect(shown.get(plain)).toEqual({ minutesThreshold: 90, calendar, others: 1, isOut: true });
    expect(shown.get(other)).toEqual({ minutesThreshold: null, calendar: null, others: 1, isOut: false });
    expect(shown.get(none)).toEqual({ minutesThreshold: null, calendar: null, others: 0, isOut: false });
  });

  test("metrics count by interval and log type, without gaps", async () => {
    const id = await create();
    await send(id, `${okta}\n${okta}\nbad\n`);
    await processBatches(id, { budgetMs: 10_000 });
    for (const [range, count, minutes] of [
      ["24h", 96, 15],
      ["7d", 84, 120],
      ["30d", 120, 360],
    ] as const) {
      const { json } = await call("GET", `/log-sources/${id}/metrics?range=${range}`);
      expect(json).toMatchObject({ range, intervalMinutes: minutes, totals: { classified: 2, failed: 1, refused: 0 } });
      expect(json.buckets).toHaveLength(count);
      expect(json.buckets.at(-1).byLogType).toEqual({ "Okta.SystemLog": 2 });
      expect(json.logTypes).toEqual([{ logType: "Okta.SystemLog", classified: 2, bytes: okta.length * 2 }]);
      const steps = json.buckets
        .slice(1)
        .map((bucket: { at: string }, at: number) => Date.parse(bucket.at) - Date.parse(json.buckets[at].at));
      expect(new Set(steps)).toEqual(new Set([minutes * 60_000]));
    }
    expect((await call("GET", `/log-sources/${id}/metrics?range=1y`)).status).toBe(400);
  });

  test("the first event is followed from refused to received to classified", async () => {
    const id = await create();
    const ask = async () => (await call("GET", `/log-sources/${id}/first-event`)).json;
    expect(await ask()).toEqual({ received: null, processed: null, failure: null, alertId: null, refusals: [] });
    await send(id, okta, {});
    expect((await ask()).refusals).toEqual([
      { reason: "missing_secret", detail: expect.stringContaining("x-api-key"), count: 1, lastAt: expect.any(String) },
    ]);
    await send(id, "not json\n");
    expect(await ask()).toMatchObject({ received: { bytes: 9, lines: 1 }, processed: null });
    await processBatches(id, { budgetMs: 10_000 });
    const failed = await ask();
    expect(failed.processed).toMatchObject({ classified: 0, failed: 1, logTypes: [] });
    expect(failed.failure).toMatch(/\w/);
    expect(failed.alertId).toMatch(/^[0-9a-f]{32}$/);
    await send(id, okta);
    await processBatches(id, { budgetMs: 10_000 });
    await send(id, "bad again\n");
    await processBatches(id, { budgetMs: 10_000 });
    expect((await ask()).processed).toMatchObject({ classified: 1, failed: 0, logTypes: ["Okta.SystemLog"] });
  });

  test("a sample event fits the schema and takes the way of any other", async () => {
    const types = ["AWS.CloudTrail", "GCP.AuditLog", "GitHub.Audit", "Okta.SystemLog", "Slack.AuditLogs"];
    for (const [at, logType] of types.entries()) {
      const logStreamType = ["Auto", "Lines", "JSON", "JsonArray", "Auto"][at];
      const id = await create({
        integrationLabel: logType,
        logTypes: [logType],
        logStreamType,
        logStreamTypeOptions: { jsonArrayEnvelopeField: "a.b" },
      });
      const { status, json } = await call("POST", `/log-sources/http/${id}/sample`);
      expect(status).toBe(200);
      expect(json).toMatchObject({ accepted: { lines: 1 }, batchId: expect.any(String) });
      expect(nudged).toContain(id);
      expect(await processBatches(id, { budgetMs: 10_000 })).toMatchObject({ events: 1, failures: 0 });
    }
  });

  test("a paused source shows it, takes no sample, and is itself again after", async () => {
    const id = await create();
    const paused = await call("PATCH", `/log-sources/${id}`, { isPaused: true });
    expect(paused).toMatchObject({ status: 200, json: { isPaused: true, health: { status: "unknown" } } });
    const sample = await call("POST", `/log-sources/http/${id}/sample`);
    expect(sample.status).toBe(409);
    expect(sample.json.message).toContain("paused");
    expect(
      (await call("PATCH", `/log-sources/${id}`, { isPaused: false, integrationLabel: "new" })).json,
    ).toMatchObject({
      isPaused: false,
      integrationLabel: "new",
    });
    expect((await call("PATCH", `/log-sources/${id}`, {})).status).toBe(400);
  });

  test("bodies that were set aside are shown and can be tried again", async () => {
    const id = await create();
    await send(id, okta);
    await pool.query("UPDATE log_batches SET state = 'failed', attempts = 8, last_error = 'the worker died'");
    expect((await call("GET", `/log-sources/${id}`)).json).toMatchObject({
      health: { status: "failing", reasons: [{ kind: "failed-batches", count: 1 }] },
      batches: { pending: 0, failed: 1, lastError: "the worker died" },
    });
    expect((await call("POST", `/log-sources/${id}/retry-failed`)).json).toEqual({ batches: 1 });
    expect(nudged).toEqual([id]);
    expect(await processBatches(id, { budgetMs: 10_000 })).toMatchObject({ events: 1 });
    expect((await call("GET", `/log-sources/${id}`)).json).toMatchObject({
      health: { status: "healthy" },
      batches: { failed: 0 },
    });
  });
});

test.each(["GET", "POST", "PUT", "PATCH", "DELETE"])(
  "%s of a kind of log source that is not there is a 404, not another operation's 405",
  async (method) => {
    const body = method === "GET" ? undefined : {};
    expect(await call(method, "/log-sources/s3", body)).toMatchObject({ status: 404 });
  },
);
