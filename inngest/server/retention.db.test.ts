import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sleep } from "./conformance/trial.ts";
import { pruneOlderThan } from "./retention.ts";
import { type RunningServer, startServer } from "./start-server.ts";
import { complete, ops, ScriptedApp, sendEvents } from "./testing/scripted-app.ts";

const databaseUrl = process.env.DATABASE_URL ?? "";
const pool = new pg.Pool({ connectionString: databaseUrl });
const app = new ScriptedApp();
let server: RunningServer;

beforeAll(async () => {
  await app.listen();
  server = await startServer({ databaseUrl });
  await app.register(
    server.url,
    ["ended", "asleep"].map((id) => ({ id, triggers: [{ event: `o/${id}` }] })),
  );
});

afterAll(async () => {
  await server.close();
  await app.close();
  await pool.end();
});

test("what ended long ago is deleted; what runs, and the event that it came from, is not", async () => {
  app.script("ended", (call) =>
    Object.keys(call.body.steps).length > 0 ? complete(1) : ops({ op: "StepRun", id: "a", data: 1 }),
  );
  app.script("asleep", () => ops({ op: "Sleep", id: "s", name: "30d" }));
  await sendEvents(server.url, { name: "o/ended", id: "once" }, { name: "o/asleep" }, { name: "o/unheard" });
  for (let i = 0; i < 500; i++) {
    const { rows } = await pool.query("select from inngest.runs where status = 'Completed'");
    if (rows.length === 1) break;
    await sleep(10);
  }
  const engine = { pool, isStopping: false };
  const counts = async () => {
    const { rows } = await pool.query(
      `select (select count(*)::int from inngest.runs) as runs, (select count(*)::int from inngest.steps) as steps,
         (select count(*)::int from inngest.events) as events, (select count(*)::int from inngest.idempotency_keys) as keys`,
    );
    return rows[0];
  };
  await pruneOlderThan(engine, 7);
  expect(await counts()).toEqual({ runs: 2, steps: 1, events: 3, keys: 1 });
  await pool.query("update inngest.runs set ended_at = ended_at - interval '8 days'");
  await pool.query("update inngest.events set received_at = received_at - interval '8 days'");
  await pool.query("update inngest.idempotency_keys set expires_at = expires_at - interval '8 days'");
  await pruneOlderThan(engine, 7);
  expect(await counts()).toEqual({ runs: 1, steps: 0, events: 1, keys: 0 });
});
