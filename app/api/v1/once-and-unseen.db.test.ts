import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { Operation } from "#lib/api/define-operation.ts";
import { comparesVersions, creates } from "#lib/api/implied-errors.ts";
import { systemActor } from "#lib/auth/actor.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { raiseFailures } from "#lib/testing/alert-rows.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { operations } from "./operations.ts";

/** What holds for every operation that makes something, and for every one that changes what another may have changed. */
afterAll(closeConnections);

// A receiver's address is asked for when a destination is saved; none is sent to.
process.env.TELLTALE_OUTBOUND_ALLOW = "127.0.0.0/8";

const call = apiCaller(operations, () => systemActor);
const all: readonly Operation[] = operations;

beforeEach(async () => {
  await pool.query(
    "TRUNCATE alerts, alert_activities, deliveries, destinations, log_sources, log_schemas, idempotency_keys CASCADE",
  );
});

const source = {
  integrationLabel: "okta",
  logStreamType: "Auto",
  logTypes: ["Okta.SystemLog"],
  authMethod: "SharedSecret",
};
const destination = {
  displayName: "Pager",
  alertTypes: ["SYSTEM_ERROR"],
  severities: [],
  config: { url: "http://127.0.0.1:9/hook" },
};
const comment = (alertId: string) => ({ alertId, body: "Looking", format: "PLAIN_TEXT" });
const spec = "fields: [{ name: id, type: string, required: true }]";

/** A body that each creating operation takes, and what it makes. */
const makings: Record<string, { body: () => Promise<object>; count: string }> = {
  "http-source.create": { body: async () => source, count: "SELECT 1 FROM log_sources" },
  "destination.create": {
    body: async () => ({ ...destination, kind: "webhook" }),
    count: "SELECT 1 FROM destinations",
  },
  "alert-comment.create": {
    body: async () => comment(await raiseFailures()),
    count: "SELECT 1 FROM alert_activities WHERE action = 'commented'",
  },
};

describe("every operation that creates", () => {
  const creating = all.filter(creates).map((operation) => [operation.id, operation] as const);

  test("is looked at here", () => {
    expect(Object.keys(makings).sort()).toEqual(creating.map(([id]) => id).sort());
  });

  test.each(creating)("%s does it once a key, and answers the same, secrets included", async (id, { path, status }) => {
    const making = makings[id];
    if (!making) throw new Error(`no body for ${id}`);
    const body = await making.body();
    const key = { "idempotency-key": randomUUID() };
    const answers = await Promise.all([1, 2, 3].map(() => call("POST", path, body, key)));
    const later = await call("POST", path, body, key);
    for (const answer of [...answers, later]) expect(answer).toMatchObject({ status, json: later.json });
    expect(later.headers.get("idempotency-replayed")).toBe("true");
    expect((await pool.query(making.count)).rowCount).toBe(1);
    expect((await call("POST", path, { ...body, unlike: 1 }, key)).status).toBe(422);
  });
});

/** Where each thing is read with its ETag, and two changes of it; `prepare` makes it and gives the path. */
interface Changing {
  /** How another changes it, where the operation itself leaves nothing to change. */
  others?(read: string): Promise<unknown>;
  prepare(): Promise<{ read: string; write: string; etag?: (json: { alarms: { etag: string }[] }) => string }>;
  change(text: string, alertId?: string): object | undefined;
}

async function idOf(path: string, body: object): Promise<string> {
  const { json } = await call("POST", path, body);
  return json.integrationId ?? json.id;
}

let alert = "";
const changings: Record<string, Changing> = {
  "schema.replace": {
    async prepare() {
      await call("PUT", "/schemas/Custom.Acme", { spec });
      return { read: "/schemas/Custom.Acme", write: "/schemas/Custom.Acme" };
    },
    change: (text) => ({ spec, description: text }),
  },
  "schema-revision.restore": {
    async prepare() {
      const read = "/schemas/Custom.Acme";
      for (const text of [spec, `${spec} # second`]) await call("PUT", read, { spec: text });
      return { read, write: `${read}/revisions/1/restore` };
    },
    change: () => undefined,
  },
  "destination.replace": {
    async prepare() {
      const path = `/destinations/${await idOf("/destinations", { ...destination, kind: "webhook" })}`;
      return { read: path, write: path };
    },
    change: (text) => ({ ...destination, displayName: text }),
  },
  "http-source.replace": {
    async prepare() {
      const path = `/log-sources/http/${await idOf("/log-sources/http", source)}`;
      return { read: path, write: path };
    },
    change: (text) => ({ ...source, integrationLabel: text }),
  },
  "drop-off-alarm.replace": {
    async prepare() {
      const path = `/log-sources/${await idOf("/log-sources/http", source)}/alarms`;
      await call("PUT", path, { minutesThreshold: 20 });
      return { read: path, write: path, etag: ({ alarms }) => alarms[0]?.etag ?? "" };
    },
    change: (text) => ({ minutesThreshold: 60 + text.length }),
  },
  "drop-off-alarm.delete": {
    async prepare() {
      const path = `/log-sources/${await idOf("/log-sources/http", source)}/alarms`;
      await call("PUT", path, { minutesThreshold: 20 });
      return { read: path, write: path, etag: ({ alarms }) => alarms[0]?.etag ?? "" };
    },
    others: (path) => call("PUT", path, { minutesThreshold: 25 }),
    change: () => undefined,
  },
  "alert-comment.update": {
    async prepare() {
      alert = await raiseFailures();
      const path = `/alert-comments/${await idOf("/alert-comments", comment(alert))}`;
      return { read: path, write: path };
    },
    change: (text) => ({ ...comment(alert), body: text }),
  },
};

describe("every operation that compares versions", () => {
  const comparing = all.filter(comparesVersions).map((operation) => [operation.id, operation] as const);

  test("is looked at here", () => {
    expect(Object.keys(changings).sort()).toEqual(comparing.map(([id]) => id).sort());
  });

  test.each(comparing)("%s changes nothing over what was not seen, and shows it", async (id, { method, status }) => {
    const changing = changings[id];
    if (!changing) throw new Error(`no change for ${id}`);
    const { read, write, etag } = await changing.prepare();
    const seen = async () => {
      const answer = await call("GET", read);
      return etag ? etag(answer.json) : (answer.headers.get("etag") ?? "");
    };
    const before = await seen();
    expect(await seen()).toBe(before);
    if (changing.others) await changing.others(read);
    else expect((await call(method, write, changing.change("Theirs"), { "if-match": before })).status).toBe(status);
    const after = await call("GET", read);
    const refused = await call(method, write, changing.change("Mine, longer"), { "if-match": before });
    expect(refused.status).toBe(412);
    expect(refused.headers.get("etag")).toBe(await seen());
    if (!etag) expect(refused.json.current).toEqual(after.json);
    expect((await call("GET", read)).json).toEqual(after.json);
    const again = { "if-match": refused.headers.get("etag") ?? "" };
    expect((await call(method, write, changing.change("Mine, longer"), again)).status).toBe(status);
  });

  test.each(comparing)("%s of two at once that saw the same lets one through", async (id, { method, status }) => {
    const changing = changings[id];
    if (!changing) throw new Error(`no change for ${id}`);
    const { read, write, etag } = await changing.prepare();
    const answer = await call("GET", read);
    const seen = { "if-match": etag ? etag(answer.json) : (answer.headers.get("etag") ?? "") };
    const changes = ["A", "BB", "CCC"].map((text) => call(method, write, changing.change(text), seen));
    expect((await Promise.all(changes)).map(({ status }) => status).sort()).toEqual([status, 412, 412]);
  });
});
