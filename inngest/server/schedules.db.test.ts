import pg from "pg";
import { afterAll, expect, test } from "vitest";
import { sleep } from "./conformance/trial.ts";
import { startServer } from "./start-server.ts";
import { type Call, complete, ScriptedApp } from "./testing/scripted-app.ts";

const databaseUrl = process.env.DATABASE_URL ?? "";
const pool = new pg.Pool({ connectionString: databaseUrl });
const app = new ScriptedApp();
const minuteMs = 60_000;

afterAll(async () => {
  await app.close();
  await pool.end();
});

test("a schedule fires once a minute, and one fire that was missed is made up for", { timeout: 150_000 }, async () => {
  await app.listen();
  app.script("every-minute", () => complete(1));
  app.script("new-year", () => complete(1));
  const first = await startServer({ databaseUrl });
  await app.register(first.url, [
    { id: "every-minute", triggers: [{ cron: "TZ=Europe/Berlin * * * * *" }] },
    { id: "new-year", triggers: [{ cron: "0 0 1 1 *" }] },
  ]);
  const [call] = (await app.waitFor("every-minute", 1, minuteMs + 5_000)) as [Call];
  const fireAt = Math.floor(call.at / minuteMs) * minuteMs;
  const instant = new Date(fireAt).toISOString().replace(".000Z", "Z");
  expect(call.at - fireAt).toBeLessThan(3_000);
  expect(call.body.event).toEqual({
    id: instant,
    name: "inngest/scheduled.timer",
    ts: fireAt,
    user: {},
    data: { cron: "TZ=Europe/Berlin * * * * *", fireAt: instant, scheduledAt: instant },
  });
  await first.close();

  // As if no server had run for ten minutes: one run makes up for all of them, and the next start for none.
  await pool.query("update inngest.schedule_fires set fire_at = fire_at - interval '10 minutes'");
  for (let start = 0; start < 2; start++) {
    const server = await startServer({ databaseUrl });
    await app.waitFor("every-minute", 2, 15_000);
    await sleep(500);
    await server.close();
  }
  const fires = app.callsOf("every-minute").map(({ body }) => body.event.ts);
  expect(new Set(fires.slice(1)).size).toBe(fires.length - 1);
  expect(fires.length).toBeGreaterThanOrEqual(2);
  expect(fires.length).toBeLessThanOrEqual(3);
  expect(app.callsOf("new-year")).toHaveLength(0);
});
