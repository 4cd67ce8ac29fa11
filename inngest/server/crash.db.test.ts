import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Case, type ConformanceApp, serveCases, sleep, type Trial } from "./conformance/trial.ts";
import { startServer } from "./start-server.ts";
import { type Call, complete, ops, ScriptedApp, sendEvents } from "./testing/scripted-app.ts";
import { freePort, ServerProcess } from "./testing/server-process.ts";

const databaseUrl = process.env.DATABASE_URL ?? "";
const pool = new pg.Pool({ connectionString: databaseUrl });

/** Functions that are at every kind of place when the server is killed. */
const subject: Case = {
  name: "crash",
  functions: (inngest, note) => [
    inngest.createFunction({ id: "steps", triggers: [{ event: "k/steps" }] }, async ({ step, event }) => {
      for (const number of [1, 2, 3]) {
        await step.run(`s${number}`, async () => {
          note("step", { run: event.data.n, number });
          await sleep(Math.random() * 30);
        });
      }
      note("end", event.data.n);
    }),
    inngest.createFunction({ id: "sleeper", triggers: [{ event: "k/places" }] }, async ({ step }) => {
      await step.sleep("nap", "2s");
      note("place", "sleep");
    }),
    inngest.createFunction({ id: "waiter", triggers: [{ event: "k/places" }] }, async ({ step }) => {
      const answer = await step.waitForEvent("answer", { event: "k/answer", timeout: "1m" });
      note("place", answer?.data.text);
    }),
    inngest.createFunction({ id: "retrier", triggers: [{ event: "k/places" }] }, ({ attempt }) => {
      if (attempt === 0) throw new Error("again");
      note("place", "retry");
    }),
    inngest.createFunction({ id: "debounced", triggers: [{ event: "k/places" }], debounce: { period: "2s" } }, () =>
      note("place", "debounce"),
    ),
    inngest.createFunction(
      { id: "batched", triggers: [{ event: "k/places" }], batchEvents: { maxSize: 5, timeout: "2s" } },
      () => note("place", "batch"),
    ),
    inngest.createFunction(
      { id: "queued", triggers: [{ event: "k/queue" }], concurrency: 1 },
      async ({ step, event }) => {
        await step.run("work", () => sleep(250));
        note("queued", event.data.n);
      },
    ),
  ],
  run: () => Promise.resolve(),
};

describe("kill -9", () => {
  let server: ServerProcess;
  let app: ConformanceApp;
  let trial: Trial;

  beforeAll(async () => {
    const env = { DATABASE_URL: databaseUrl, INNGEST_SERVER_PORT: String(await freePort()) };
    server = new ServerProcess({ ...env, INNGEST_SERVER_RETRY_INTERVAL_MS: "2000" });
    await server.start();
    app = await serveCases([subject], { baseUrl: server.url });
    trial = app.trial(subject.name);
  }, 60_000);

  afterAll(async () => {
    await server.end("SIGKILL");
    await app?.close();
  });

  test("again and again loses no run, and no step that was acknowledged runs again", { timeout: 120_000 }, async () => {
    const count = 40;
    const sending = (async () => {
      for (let n = 0; n < count; n += 4) {
        // The SDK tries for three seconds; a test may be slower to start a server.
        for (let acknowledged = false; !acknowledged; ) {
          const events = [0, 1, 2, 3].map((i) => ({ name: "k/steps", id: `steps-${n + i}`, data: { n: n + i } }));
          acknowledged = await trial.send(...events).then(
            () => true,
            () => false,
          );
        }
        await sleep(100);
      }
    })();
    for (let kills = 0; kills < 4; kills++) {
      await sleep(150 + Math.random() * 350);
      await server.end("SIGKILL");
      await server.start();
    }
    await sending;
    await trial.until(() => new Set(trial.values("end")).size === count, 60_000);
    const latest = new Map<number, number>();
    for (const value of trial.values("step")) {
      const { run, number } = value as { run: number; number: number };
      expect(number, `step ${number} of run ${run}`).toBeGreaterThanOrEqual(latest.get(run) ?? 0);
      latest.set(run, number);
    }
    const byStatus = "select status, count(*)::int from inngest.runs where function_id like '%-steps' group by 1";
    // The last step is over a moment before the answer that ends its run has arrived.
    await expect
      .poll(async () => (await pool.query(byStatus)).rows, { timeout: 30_000 })
      .toEqual([{ status: "Completed", count }]);
  });

  test("loses nothing that sleeps, waits, is tried again, is gathered or stands in line", {
    timeout: 60_000,
  }, async () => {
    await trial.send({ name: "k/places" }, ...[1, 2, 3].map((n) => ({ name: "k/queue", data: { n } })));
    await sleep(600);
    await server.end("SIGKILL");
    await server.start();
    await trial.until(async () => (await pool.query("select from inngest.waits")).rowCount === 1);
    await trial.send({ name: "k/answer", data: { text: "wait" } });
    await trial.until(() => trial.values("place").length >= 5 && new Set(trial.values("queued")).size === 3, 30_000);
    expect([...new Set(trial.values("place"))].sort()).toEqual(["batch", "debounce", "retry", "sleep", "wait"]);
    await trial.until(async () => (await pool.query("select from inngest.branches")).rowCount === 0);
  });

  test("of the server in the middle of a call: the call is made again, and the old one's checkpoints are refused", async () => {
    const scripted = new ScriptedApp();
    await scripted.listen();
    await scripted.register(server.url, [{ id: "cut", triggers: [{ event: "k/cut" }], retries: 0 }]);
    const late: number[] = [];
    scripted.script("cut", async (call: Call, number) => {
      if (number > 1) return complete(1);
      await scripted.waitFor("cut", 2, 20_000);
      const { run_id, qi_id, generation_id } = call.body.ctx;
      const body = JSON.stringify({ qi_id, generation_id, steps: [{ op: "StepRun", id: "a", data: 1 }] });
      late.push((await fetch(`${server.url}/v1/checkpoint/${run_id}/async`, { method: "POST", body })).status);
      return ops({ op: "StepRun", id: "a", data: 1 });
    });
    await sendEvents(server.url, { name: "k/cut" });
    await scripted.waitFor("cut", 1);
    await server.end("SIGKILL");
    await server.start();
    const [first, second] = (await scripted.waitFor("cut", 2)) as [Call, Call];
    expect(second.body.ctx).toMatchObject({ run_id: first.body.ctx.run_id, attempt: 0, generation_id: 2 });
    await trial.until(() => late.length > 0);
    expect(late).toEqual([409]);
    await scripted.close();
  });
});

describe("the one server of a database", () => {
  test("keeps a second one out, with a clear line, and is followed by it when it ends", async () => {
    const lines: string[] = [];
    const first = await startServer({ databaseUrl });
    const options = { databaseUrl, log: (line: string) => lines.push(line) };
    await expect(startServer({ ...options, lockWaitMs: 200 })).rejects.toThrow(
      "another Inngest server uses this database",
    );
    const second = startServer({ ...options, lockWaitMs: 20_000 });
    await sleep(300);
    await first.close();
    await (await second).close();
    expect(lines).toContain("another Inngest server uses this database; waiting for it to end");
  });

  test("ends at SIGTERM once open calls are answered, and the run goes on in the next", {
    timeout: 60_000,
  }, async () => {
    const app = new ScriptedApp();
    await app.listen();
    const server = new ServerProcess({ DATABASE_URL: databaseUrl, INNGEST_SERVER_PORT: String(await freePort()) });
    await server.start();
    await app.register(server.url, [{ id: "open", triggers: [{ event: "k/open" }], retries: 0 }]);
    app.script("open", async (call) => {
      if (Object.keys(call.body.steps).length > 0) return complete(1);
      await sleep(700);
      return ops({ op: "StepRun", id: "a", data: 1 });
    });
    await sendEvents(server.url, { name: "k/open" });
    await app.waitFor("open", 1);
    expect(await server.end("SIGTERM")).toBe(0);
    expect(app.callsOf("open")).toHaveLength(1);
    await server.start();
    const [, second] = (await app.waitFor("open", 2)) as [Call, Call];
    expect(second.body.steps).toEqual({ a: { data: 1 } });
    await server.end("SIGTERM");
    await app.close();
  });

  test("ends at once at SIGTERM when runs wait for an app that is down", { timeout: 60_000 }, async () => {
    const app = new ScriptedApp();
    await app.listen();
    const server = new ServerProcess({ DATABASE_URL: databaseUrl, INNGEST_SERVER_PORT: String(await freePort()) });
    await server.start();
    await app.register(server.url, [{ id: "down", triggers: [{ event: "k/down" }] }]);
    await app.close();
    await sendEvents(server.url, { name: "k/down" });
    await sleep(300);
    const stoppedAt = Date.now();
    expect(await server.end("SIGTERM")).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(6_000);
  });

  test("ends when it loses the database, so that it is started again", { timeout: 60_000 }, async () => {
    const server = new ServerProcess({ DATABASE_URL: databaseUrl, INNGEST_SERVER_PORT: String(await freePort()) });
    await server.start();
    await pool.query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'inngest-lock'");
    expect(await server.exited()).toBe(1);
    expect(server.output).toContain("lock on the database is lost");
  });
});

afterAll(() => pool.end());
