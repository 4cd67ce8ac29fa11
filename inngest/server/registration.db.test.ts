import { createServer, get, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Inngest } from "inngest";
import { serve } from "inngest/node";
import pg from "pg";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { closeServer, sleep } from "./conformance/trial.ts";
import { type RunningServer, startServer } from "./start-server.ts";
import { complete, ScriptedApp, sendEvents } from "./testing/scripted-app.ts";

const databaseUrl = process.env.DATABASE_URL ?? "";
const pool = new pg.Pool({ connectionString: databaseUrl });
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});
afterAll(() => pool.end());

async function started(options: Partial<Parameters<typeof startServer>[0]> = {}): Promise<RunningServer> {
  const server = await startServer({ databaseUrl, log: () => {}, ...options });
  closing.push(() => server.close());
  return server;
}

async function scriptedApp(): Promise<ScriptedApp> {
  const app = new ScriptedApp();
  await app.listen();
  closing.push(() => app.close());
  return app;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 1_000 && !(await condition()); i++) await sleep(10);
  expect(await condition()).toBe(true);
}

describe("a list of functions", () => {
  test.each([
    ["an unknown option", { batch: { size: 1 } }, "option batch is not supported"],
    [
      "an unknown option of an option",
      { throttle: { limit: 1, period: "1s", jitter: 1 } },
      "option throttle.jitter is not",
    ],
    ["a jitter of a schedule", { triggers: [{ cron: "* * * * *", jitter: "5s" }] }, "option triggers.0.jitter is not"],
    ["a third concurrency limit", { concurrency: [{ limit: 1 }, { limit: 2 }, { limit: 3 }] }, "concurrency"],
    ["a duration that is none", { debounce: { period: "soon" } }, "debounce.period is not a duration"],
    [
      "a condition that is no expression",
      { triggers: [{ event: "a", expression: "event.data ==" }] },
      "is not a valid expression",
    ],
    ["a schedule that is none", { triggers: [{ cron: "every day" }] }, "cron"],
    ["an eleventh trigger", { triggers: Array.from({ length: 11 }, (_, n) => ({ event: `e${n}` })) }, "triggers"],
    ["a sixth cancellation", { cancel: Array.from({ length: 6 }, (_, n) => ({ event: `e${n}` })) }, "cancel"],
    [
      "two ways to gather",
      { debounce: { period: "1s" }, batchEvents: { maxSize: 2, timeout: "1s" } },
      "cannot be combined",
    ],
  ])("with %s is refused as a whole, by name", async (_, options, reason) => {
    const server = await started();
    const app = await scriptedApp();
    const answer = await app.register(server.url, [
      { id: "fine", triggers: [{ event: "r/fine" }] },
      { id: "wrong", triggers: [{ event: "r/wrong" }], ...options },
    ]);
    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain("function wrong:");
    expect(answer.body.error).toContain(reason);
    expect((await pool.query("select from inngest.functions where id = 'fine'")).rowCount).toBe(0);
  });

  test("takes the place of the one before; what is gone does not start, and all is known after a restart", async () => {
    let server = await started();
    const app = await scriptedApp();
    const [one, two] = ["one", "two"].map((id) => ({ id, triggers: [{ event: "r/both" }] })) as [object, object];
    app.script("one", () => complete(1));
    app.script("two", () => complete(2));
    const list = [one, two] as Record<string, unknown>[];
    expect((await app.register(server.url, list)).body).toMatchObject({ ok: true, modified: true });
    expect((await app.register(server.url, list)).body).toMatchObject({ ok: true, modified: false });
    expect((await app.register(server.url, list.slice(1))).body).toMatchObject({ ok: true, modified: true });
    await closing.splice(0, 1)[0]?.();
    server = await started();
    await sendEvents(server.url, { name: "r/both" });
    await app.waitFor("two", 1);
    await sleep(200);
    expect(app.callsOf("one")).toHaveLength(0);
    expect((await app.register(server.url, [])).body).toMatchObject({ modified: true });
  });
});

describe("an app made with the SDK", () => {
  async function sdkApp(options: ConstructorParameters<typeof Inngest>[0], calls: IncomingMessage["headers"][] = []) {
    const logger = { info() {}, warn() {}, error() {}, debug() {} };
    const inngest = new Inngest({ ...options, logger });
    const ran: unknown[] = [];
    const fn = inngest.createFunction({ id: "greet", triggers: [{ event: "r/greet" }] }, async ({ event, step }) => {
      ran.push(await step.run("greet", () => event.data.name));
    });
    const handle = serve({ client: inngest, functions: [fn] });
    const http = createServer((request, response) => {
      calls.push(request.headers);
      handle(request, response);
    });
    await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
    closing.push(() => closeServer(http));
    return { inngest, ran, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/inngest` };
  }

  test("is asked to register until it answers, and again to see a new list", async () => {
    const logger = { info() {}, warn() {}, error() {}, debug() {} };
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
    const { port } = holder.address() as AddressInfo;
    await closeServer(holder);
    const server = await started({ appUrl: `http://127.0.0.1:${port}/api/inngest`, pollAppMs: 100 });
    const inngest = new Inngest({ id: "polled", baseUrl: server.url, isDev: true, logger });
    const first = inngest.createFunction({ id: "first", triggers: [{ event: "r/polled" }] }, () => {});
    const second = inngest.createFunction({ id: "second", triggers: [{ event: "r/polled" }] }, () => {});
    let handle = serve({ client: inngest, functions: [first] });
    const http = createServer((request, response) => handle(request, response));
    await new Promise<void>((resolve) => http.listen(port, "127.0.0.1", resolve));
    closing.push(() => closeServer(http));
    const known = async () => {
      const { rows } = await pool.query(
        "select id from inngest.functions where app = 'polled' and archived_at is null order by 1",
      );
      return rows.map(({ id }) => id).join();
    };
    await until(async () => (await known()) === "polled-first");
    handle = serve({ client: inngest, functions: [second] });
    await until(async () => (await known()) === "polled-second");
  });

  test("with keys: calls are signed, and nothing is told or taken without them", async () => {
    const signingKey = "signkey-test-0123456789abcdef0123456789abcdef";
    const eventKey = "the-event-key";
    const server = await started({ signingKey, eventKey });
    const calls: IncomingMessage["headers"][] = [];
    const app = await sdkApp({ id: "signed", baseUrl: server.url, signingKey, eventKey, isDev: false }, calls);
    const registered = await (await fetch(app.url, { method: "PUT" })).json();
    expect(registered).toEqual({ message: "Successfully registered", modified: true });
    // Keys in another order than the canonical one, so that a signature over anything else would not pass.
    await app.inngest.send({ name: "r/greet", data: { zeta: 1, name: "ada", alpha: { y: 1, x: 2 } } });
    await until(() => app.ran.length === 1);
    expect(app.ran).toEqual(["ada"]);
    expect(calls.at(-1)).toMatchObject({ "x-inngest-server-kind": "cloud" });
    expect(calls.at(-1)?.["x-inngest-signature"]).toMatch(/^t=\d+&s=[0-9a-f]{64}$/);

    const status = async (path: string, init: RequestInit = {}) => (await fetch(server.url + path, init)).status;
    expect(await status("/health")).toBe(200);
    expect(await status("/v1/events?limit=1")).toBe(401);
    expect(await status("/v1/events?limit=1", { headers: { authorization: "Bearer signkey-test-00" } })).toBe(401);
    expect(await status("/v1/events?limit=1", { headers: { authorization: `Bearer ${signingKey}` } })).toBe(200);
    expect(await status("/fn/register", { method: "POST", body: "{}" })).toBe(401);
    expect(await status("/v1/checkpoint/x/async", { method: "POST", body: "{}" })).toBe(401);
    const refused = await fetch(`${server.url}/e/wrong`, { method: "POST", body: `{"name":"r/greet"}` });
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { status: 401, message: "", error: "Event key not found" },
    ]);
  });

  test("that expects another kind of server is refused", async () => {
    const server = await started();
    const response = await fetch(`${server.url}/fn/register`, {
      method: "POST",
      headers: { "x-inngest-expected-server-kind": "cloud" },
      body: "{}",
    });
    expect([response.status, await response.json()]).toEqual([400, { error: "Expected server kind dev, got cloud" }]);
  });
});

test("without keys, no web page can reach the server", async () => {
  const server = await started();
  const body = `{"name":"r/page"}`;
  const foreign = await fetch(`${server.url}/e/k`, {
    method: "POST",
    body,
    headers: { origin: "https://example.com" },
  });
  expect(foreign.status).toBe(403);
  expect(await statusFor(server.url, "example.com")).toBe(403);
  expect(await statusFor(server.url, "localhost")).toBe(200);
  expect(await statusFor(server.url, "[::1]:80")).toBe(200);
});

/** The status of a request that came by way of another name for this address. */
function statusFor(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(`${url}/v1/events`, { headers: { host } }, (response) => resolve(response.resume().statusCode)).on(
      "error",
      reject,
    );
  });
}
