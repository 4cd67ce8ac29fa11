/**
 * From the POST of a line that fits no schema to (a) the alert row and (b) the webhook received, over 100 runs, beside a
 * bare loopback HTTP round trip in the same run. Each run has a source of its own, so that each opens an alert.
 * Prints a table and one JSON line. Runs the built product: `npm run measure:latency`.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pg from "pg";
import { startProduct, until } from "#lib/testing/product.ts";
import { startReceiver } from "#lib/testing/receiver.ts";
import { brokenOktaEvent } from "#scripts/demo/sample-events.ts";
import { readRun } from "#scripts/supervisor/run-file.ts";

const runs = Number(process.env.RUNS || 100);
const warmUpRuns = 5;

function quantile(values: number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

async function bareRoundTrip(): Promise<() => Promise<number>> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end("ok"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return async () => {
    const startedAt = performance.now();
    await (
      await fetch(`http://127.0.0.1:${port}/`, {
        method: "POST",
        body: "x".repeat(1500),
      })
    ).text();
    return performance.now() - startedAt;
  };
}

const receiver = await startReceiver();
const product = await startProduct();
const database = new pg.Pool({
  connectionString: readRun(product.dataDir)?.databaseUrl,
  max: 2,
});
const bare = await bareRoundTrip();

const { secrets } = await product.call<{ secrets: Record<string, string> }>("POST", "/destinations", {
  displayName: "Receiver",
  kind: "webhook",
  alertTypes: ["SYSTEM_ERROR"],
  severities: [],
  config: { url: receiver.url },
});
receiver.secret = secrets.secret;

const figures = {
  bare: [] as number[],
  acknowledged: [] as number[],
  alertRow: [] as number[],
  webhook: [] as number[],
};
for (let n = 0; n < warmUpRuns + runs; n += 1) {
  const { integrationId } = await product.call<{ integrationId: string }>("POST", "/log-sources/http", {
    integrationLabel: `latency-${n}`,
    logStreamType: "Auto",
    logTypes: ["Okta.SystemLog"],
    authMethod: "None",
  });
  const roundTrip = await bare();
  const body = JSON.stringify(brokenOktaEvent(new Date(), n));
  const startedAt = performance.now();
  const alertRow = until(
    "the alert row",
    async () => {
      const found = await database.query("SELECT 1 FROM alerts WHERE source_id = $1", [integrationId]);
      return found.rowCount === 1 && performance.now() - startedAt;
    },
    { everyMs: 2 },
  );
  const webhook = receiver
    .waitFor(({ json, isSignatureValid }) => isSignatureValid === true && JSON.stringify(json).includes(integrationId))
    .then(() => performance.now() - startedAt);
  const answer = await fetch(`${product.url}/api/ingest/http/${integrationId}`, { method: "POST", body });
  if (!answer.ok) throw new Error(`The intake answered ${answer.status}`);
  const acknowledged = performance.now() - startedAt;
  const [toRow, toWebhook] = await Promise.all([alertRow, webhook]);
  if (n < warmUpRuns) continue;
  figures.bare.push(roundTrip);
  figures.acknowledged.push(acknowledged);
  figures.alertRow.push(toRow);
  figures.webhook.push(toWebhook);
}

const result = Object.fromEntries(
  Object.entries(figures).map(([name, values]) => [
    name,
    {
      p50: quantile(values, 0.5),
      p99: quantile(values, 0.99),
      max: Math.max(...values),
    },
  ]),
);
console.log(`\n${runs} runs, milliseconds`.padEnd(32), ...["p50", "p99", "max"].map((head) => head.padStart(9)));
for (const [name, row] of Object.entries(result)) {
  console.log(name.padEnd(31), ...Object.values(row).map((ms) => ms.toFixed(1).padStart(9)));
}
console.log(JSON.stringify({ bench: "bad-line-latency", runs, ...result }));

await database.end();
await product.stop();
await receiver.close();
process.exit(0);
