import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve } from "inngest/node";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inngest } from "#inngest/client.ts";
import { noticeSenders } from "#inngest/nudge.ts";
import { type RunningServer, startServer } from "#inngest/server/start-server.ts";
import { sendNoticesWith, systemChange } from "#lib/change.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { toStored } from "#lib/destinations/config.ts";
import { webhook } from "#lib/destinations/kinds/webhook.ts";
import { classificationFailures } from "#lib/system-errors/kinds/classification-failures.ts";
import { report } from "#lib/system-errors/report.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { insertDestination } from "#lib/testing/rows.ts";
import { deliverAlerts } from "./deliver-alerts.ts";

/** The job under the embedded server, with the same SDK calls as in production. */
const secret = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
let inngestServer: RunningServer;
let app: Server;
let receiver: Receiver;

beforeAll(async () => {
  sendNoticesWith(noticeSenders);
  const databaseUrl = String(process.env.DATABASE_URL);
  receiver = await startReceiver({ secret });
  app = createServer((request, response) => void handler(request, response));
  let handler: ReturnType<typeof serve> = () => undefined;
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  const appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}/api/inngest`;
  inngestServer = await startServer({
    databaseUrl,
    directDatabaseUrl: databaseUrl,
    host: "127.0.0.1",
    port: 0,
    appUrl,
  });
  process.env.INNGEST_DEV = inngestServer.url;
  process.env.TELLTALE_OUTBOUND_ALLOW = "127.0.0.0/8";
  inngest.setEnvVars();
  handler = serve({ client: inngest, functions: [deliverAlerts] });
  await fetch(appUrl, { method: "PUT" });
});

beforeEach(async () => {
  receiver.received.length = 0;
  receiver.answerWith(200);
  await pool.query("TRUNCATE alerts, alert_activities, deliveries, destinations CASCADE");
});

afterAll(async () => {
  await inngestServer.close();
  app.closeAllConnections();
  app.close();
  await receiver.close();
  await closeConnections();
});

async function createDestination(url = receiver.url): Promise<string> {
  const id = randomUUID();
  const { shown, sealedSecrets } = toStored(webhook, { url, secret }, id);
  return insertDestination({ id, config: shown, sealedSecrets });
}

async function raise(): Promise<void> {
  const subject = { sourceId: randomUUID(), sourceLabel: "okta-prod", sourceType: "http-ingest" };
  await systemChange(new Date(), (tx) => report(tx, classificationFailures, subject, { lines: 1, causes: [] }));
}

async function waitForStates(expected: Record<string, number>, timeoutMs = 10_000): Promise<void> {
  await expect
    .poll(
      async () => {
        const { rows } = await pool.query("SELECT state, count(*) AS count FROM deliveries GROUP BY state");
        return Object.fromEntries(rows.map((row) => [row.state, row.count]));
      },
      { timeout: timeoutMs, interval: 50 },
    )
    .toEqual(expected);
}

test("an alert is at the receiver, signed, without waiting for a sweep", async () => {
  await createDestination();
  await raise();
  const received = await receiver.waitFor(() => true, 5_000);
  expect(received.isSignatureValid).toBe(true);
  await waitForStates({ DELIVERED: 1 });
});

test("a failed attempt is followed by the next one at its time, by an event with a future timestamp", async () => {
  await createDestination();
  receiver.answerWith((_received, before) => (before === 0 ? 503 : 200));
  await raise();
  await receiver.waitFor((received) => receiver.received.indexOf(received) === 1, 12_000);
  const [first, second] = receiver.received;
  const gapMs = Number(second?.at) - Number(first?.at);
  expect(gapMs).toBeGreaterThanOrEqual(4_000);
  expect(gapMs).toBeLessThan(8_000);
  await waitForStates({ DELIVERED: 1 });
});

test("one destination that never answers does not keep the others waiting", async () => {
  const silent = await startReceiver({ secret });
  try {
    silent.answerWith("hang");
    await createDestination(silent.url);
    await createDestination();
    for (let index = 0; index < 20; index++) await raise();
    await expect.poll(() => receiver.received.length, { timeout: 10_000, interval: 50 }).toBe(20);
    expect(new Set(receiver.received.map((received) => received.id)).size).toBe(20);
    await waitForStates({ DELIVERED: 20, PENDING: 20 });
  } finally {
    await silent.close();
  }
});
