/** A job server of one's own that refuses our event key: schedules run, events do not arrive. */

import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "inngest/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inngest } from "#inngest/client.ts";
import { functions } from "#inngest/functions.ts";
import { requireEventKey, requireRegistration } from "#inngest/job-server.ts";
import { nudgeBatches } from "#inngest/nudge.ts";
import { keepRegistered } from "#inngest/register.ts";
import { type RunningServer, startServer } from "#inngest/server/start-server.ts";
import { closeConnections, db } from "#lib/db.ts";
import { toStored } from "#lib/destinations/config.ts";
import { webhook } from "#lib/destinations/kinds/webhook.ts";
import { createHttpSourceForTest } from "#lib/testing/http-source.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { insertDestination } from "#lib/testing/rows.ts";

const secret = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
const signingKey = "signkey-prod-".concat("ab".repeat(32));
const headers = { authorization: `Bearer ${signingKey}` };
let server: RunningServer;
let app: Server;
let appUrl = "";
let receiver: Receiver;
const ending = new AbortController();

beforeAll(async () => {
  const databaseUrl = String(process.env.DATABASE_URL);
  receiver = await startReceiver({ secret });
  server = await startServer({
    databaseUrl,
    directDatabaseUrl: databaseUrl,
    host: "127.0.0.1",
    port: 0,
    signingKey,
    eventKey: "the-right-key",
  });
  Object.assign(process.env, {
    INNGEST_DEV: "0",
    INNGEST_BASE_URL: server.url,
    INNGEST_SIGNING_KEY: signingKey,
    INNGEST_EVENT_KEY: "a-wrong-key",
    TELLTALE_OUTBOUND_ALLOW: "127.0.0.0/8",
    TELLTALE_LOG_LEVEL: "silent",
  });
  inngest.setEnvVars();
  app = createServer(serve({ client: inngest, functions }));
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
});

afterAll(async () => {
  ending.abort();
  await server.close();
  app.closeAllConnections();
  app.close();
  await receiver.close();
  await closeConnections();
});

async function run(id: string): Promise<void> {
  const response = await fetch(`${server.url}/invoke/${id}`, {
    method: "POST",
    headers,
    body: "{}",
  });
  expect(response.status).toBe(200);
}

test("a start registers the jobs with a server that asks for none, and says when they are another version's", async () => {
  await expect(requireRegistration()).rejects.toThrow(`${functions.length} functions are not registered`);
  void keepRegistered(appUrl, ending.signal);
  await expect
    .poll(() => requireRegistration().catch((error: Error) => error.message), { timeout: 10_000 })
    .toBe(undefined);

  const list = await fetch(`${server.url}/v1/apps/telltale/functions`, { headers });
  const older = ((await list.json()) as { config: Record<string, unknown> }[]).map(
    ({ config: { slug, ...config } }) => ({
      ...config,
      id: slug,
      ...(slug === "telltale-sweep-batches" ? { triggers: [{ cron: "0 * * * *" }] } : {}),
    }),
  );
  const body = JSON.stringify({ appName: "telltale", functions: older });
  expect((await fetch(`${server.url}/fn/register`, { method: "POST", headers, body })).status).toBe(200);
  await expect(requireRegistration()).rejects.toThrow("telltale-sweep-batches from another version of Telltale");
  await fetch(`${appUrl}/api/inngest`, { method: "PUT" });
  await requireRegistration();
});

test("health says that the key is refused, and what that costs", async () => {
  await expect(requireEventKey()).rejects.toThrow(
    "The Inngest server refuses INNGEST_EVENT_KEY: jobs start a minute late",
  );
});

test("the sweeps do the work themselves: a bad line is an alert, and who should know is told", async () => {
  const id = randomUUID();
  const { shown, sealedSecrets } = toStored(webhook, { url: receiver.url, secret }, id);
  await insertDestination({ id, config: shown, sealedSecrets });
  const source = await createHttpSourceForTest({ logTypes: ["Okta.SystemLog"] });
  const at = new Date(Date.now() - 60_000);
  const batch = await db.logBatch.create({
    data: { sourceId: source.id, bodyBytes: 1, lineCount: 1, notBeforeAt: at },
  });
  await db.logBatchChunk.create({ data: { batchId: batch.id, ordinal: 0, bytes: new Uint8Array([120]) } });
  nudgeBatches(source.id);

  await run("telltale-sweep-batches");
  await expect.poll(() => db.alert.count({ where: { sourceId: source.id } }), { timeout: 15_000 }).toBe(1);
  await run("telltale-sweep-deliveries");
  const told = await receiver.waitFor(() => true, 15_000);
  expect([told.json?.type, told.isSignatureValid]).toEqual(["alert.opened", true]);
}, 40_000);
