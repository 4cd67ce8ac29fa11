import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "inngest/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inngest } from "#inngest/client.ts";
import { logsBatchReceived } from "#inngest/events.ts";
import { functions } from "#inngest/functions.ts";
import { nudgeBatches } from "#inngest/nudge.ts";
import { type RunningServer, startServer } from "#inngest/server/start-server.ts";
import { closeConnections, db, pool } from "#lib/db.ts";
import { createIntakeHandler } from "#lib/log-intake/handler.ts";
import { waitingSourceIds } from "#lib/log-processing/sweep.ts";
import { createHttpSourceForTest } from "#lib/testing/http-source.ts";

/** Intake, job and embedded server together, with the same SDK calls as in production. */
let inngestServer: RunningServer;
let app: Server;
let base = "";

beforeAll(async () => {
  const databaseUrl = String(process.env.DATABASE_URL);
  let handleJobs: ReturnType<typeof serve> = () => undefined;
  let handleIntake: (...given: Parameters<ReturnType<typeof serve>>) => void = () => undefined;
  app = createServer((request, response) => {
    const handle = request.url?.startsWith("/api/ingest/") ? handleIntake : handleJobs;
    void handle(request, response);
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  inngestServer = await startServer({
    databaseUrl,
    directDatabaseUrl: databaseUrl,
    host: "127.0.0.1",
    port: 0,
    appUrl: `${base}/api/inngest`,
  });
  process.env.INNGEST_DEV = inngestServer.url;
  inngest.setEnvVars();
  handleJobs = serve({ client: inngest, functions });
  const intake = createIntakeHandler(nudgeBatches);
  handleIntake = (request, response) => void intake(request, response);
  await fetch(`${base}/api/inngest`, { method: "PUT" });
});

afterAll(async () => {
  await inngestServer.close();
  app.closeAllConnections();
  app.close();
  await closeConnections();
});

async function post(sourceId: string, body: string): Promise<void> {
  const response = await fetch(`${base}/api/ingest/http/${sourceId}`, { method: "POST", body });
  expect(response.status).toBe(200);
  await response.arrayBuffer();
}

test("a bad line is a System Error well within a second, without a sweep", async () => {
  const times: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    const source = await createHttpSourceForTest({ logTypes: ["Okta.SystemLog"] });
    const from = performance.now();
    await post(source.id, "a line of nobody\n");
    await expect
      .poll(() => db.alert.count({ where: { sourceId: source.id } }), { timeout: 10_000, interval: 5 })
      .toBe(1);
    times.push(performance.now() - from);
  }
  // The first one starts a worker and makes the partitions.
  expect(Math.min(...times.slice(1))).toBeLessThan(500);
  process.stdout.write(`POST to alert: ${times.map((time) => Math.round(time)).join(", ")} ms\n`);
});

test("many bodies of many sources at once are all classified, each line once", async () => {
  const sources = await Promise.all(
    Array.from({ length: 5 }, () => createHttpSourceForTest({ logTypes: ["Okta.SystemLog"] })),
  );
  const from = performance.now();
  await Promise.all(
    Array.from({ length: 500 }, (_, at) => post(sources[at % 5]?.id ?? "", `line ${at} a\nline ${at} b\n`)),
  );
  const posted = performance.now() - from;
  const pending = () => db.logBatch.count({ where: { state: { not: "done" } } });
  await expect.poll(pending, { timeout: 60_000, interval: 20 }).toBe(0);
  process.stdout.write(
    `500 posts in ${Math.round(posted)} ms, classified after ${Math.round(performance.now() - from)} ms\n`,
  );
  const { rows } = await pool.query(
    "SELECT count(*) AS lines, count(DISTINCT payload) AS different FROM panther_monitor.classification_failures WHERE p_source_id = ANY($1)",
    [sources.map((source) => source.id)],
  );
  expect(rows).toEqual([{ lines: 1000, different: 1000 }]);
}, 90_000);

test("a body whose event was lost is found by the sweep", async () => {
  const source = await createHttpSourceForTest({ logTypes: ["Okta.SystemLog"] });
  const at = new Date(Date.now() - 60_000);
  const batch = await db.logBatch.create({
    data: { sourceId: source.id, bodyBytes: 1, lineCount: 1, notBeforeAt: at },
  });
  await db.logBatchChunk.create({ data: { batchId: batch.id, ordinal: 0, bytes: new Uint8Array([120]) } });
  expect(await waitingSourceIds(new Date())).toEqual([source.id]);
  await inngest.send((await waitingSourceIds(new Date())).map((sourceId) => logsBatchReceived.create({ sourceId })));
  await expect
    .poll(async () => (await db.logBatch.findUnique({ where: { id: batch.id } }))?.state, { timeout: 10_000 })
    .toBe("done");
});
