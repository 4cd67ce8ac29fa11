import { rm } from "node:fs/promises";
import { expect, test } from "@playwright/test";
import pg from "pg";
import { type Product, startProduct, until } from "#lib/testing/product.ts";
import { startReceiver } from "#lib/testing/receiver.ts";
import { brokenOktaEvent, sampleEvents } from "#scripts/demo/sample-events.ts";
import { readRun } from "#scripts/supervisor/run-file.ts";

const requests = 200;
const linesPerRequest = 50;

/** A line of its own each: nine of ten classify, the tenth fits no schema. */
function linesOf(request: number): string[] {
  return Array.from({ length: linesPerRequest }, (_, at) => {
    const n = request * linesPerRequest + at;
    const make = n % 10 === 9 ? brokenOktaEvent : sampleEvents["Okta.SystemLog"];
    return JSON.stringify({ ...make?.(new Date(), n), uuid: `line-${n}` });
  });
}

async function killChild(product: Product, name: string): Promise<void> {
  const before = readRun(product.dataDir)?.children[name];
  if (!before) throw new Error(`${name} does not run`);
  process.kill(before.pid, "SIGKILL");
  await until(
    `${name} to run again`,
    async () => {
      const now = readRun(product.dataDir)?.children[name];
      return now !== undefined && now.pid !== before.pid && (await fetch(`${product.url}/api/health`)).ok;
    },
    { timeoutMs: 90_000, everyMs: 100 },
  );
}

test("kill -9 of each process loses no line and no alert", async () => {
  test.setTimeout(300_000);
  const receiver = await startReceiver();
  let product = await startProduct();
  try {
    const destination = await product.call<{ secrets: Record<string, string> }>("POST", "/destinations", {
      displayName: "Receiver",
      kind: "webhook",
      alertTypes: ["SYSTEM_ERROR"],
      severities: [],
      config: { url: receiver.url },
    });
    receiver.secret = destination.secrets.secret;
    const source = await product.call<{ integrationId: string }>("POST", "/log-sources/http", {
      integrationLabel: "killed",
      logStreamType: "Lines",
      logTypes: ["Okta.SystemLog"],
      authMethod: "None",
    });

    let acknowledged = 0;
    const uncertain = new Set<number>();
    const { port } = new URL(product.url);
    async function sendAll(from: number, to: number): Promise<void> {
      for (let request = from; request < to; request += 1) {
        const body = linesOf(request).join("\n");
        await until(
          `request ${request} to be taken`,
          async () => {
            try {
              const answer = await fetch(`${product.url}/api/ingest/http/${source.integrationId}`, {
                method: "POST",
                body,
              });
              if (answer.ok) return true;
              expect(answer.status, await answer.text()).toBe(503);
              return false;
            } catch {
              // No answer: it may have been stored or not. At least once is the promise, so a repeat is counted apart.
              uncertain.add(request);
              return false;
            }
          },
          { timeoutMs: 120_000, everyMs: 100 },
        );
        acknowledged += linesPerRequest;
      }
    }

    const quarter = requests / 4;
    let at = 0;
    for (const name of ["inngest", "console", "postgresql"]) {
      const sending = sendAll(at, at + quarter);
      await killChild(product, name);
      await sending;
      at += quarter;
    }
    // The supervisor itself: the next start clears away what it left.
    const rest = sendAll(at, requests);
    product.supervisor.kill("SIGKILL");
    const dataDir = product.dataDir;
    product = await startProduct({ dataDir, port: Number(port) });
    await rest;

    const database = new pg.Pool({ connectionString: readRun(product.dataDir)?.databaseUrl, max: 1 });
    const stored = await until(
      "every batch to be done",
      async () => {
        const pending = await database.query("SELECT count(*)::int AS n FROM log_batches WHERE state <> 'done'");
        if (pending.rows[0].n > 0) return false;
        const events = await database.query("SELECT event::jsonb->>'uuid' AS id FROM lake.okta_systemlog");
        const failures = await database.query(
          "SELECT payload::jsonb->>'uuid' AS id FROM panther_monitor.classification_failures",
        );
        return { events: events.rows.map(({ id }) => id), failures: failures.rows.map(({ id }) => id) };
      },
      { timeoutMs: 120_000, everyMs: 250 },
    );
    const accepted = await database.query(
      "SELECT sum(line_count)::int AS lines, sum(event_count)::int AS events, sum(failure_count)::int AS failures FROM log_batches",
    );
    const alerts = await database.query("SELECT id, event_count::int AS n FROM alerts WHERE type = 'SYSTEM_ERROR'");
    await database.end();

    // Accepted = events + failures, to the line; nothing acknowledged is missing; a repeat comes only of a lost answer.
    const { lines, events, failures } = accepted.rows[0];
    expect(events + failures).toBe(lines);
    expect(stored.events.length).toBe(events);
    expect(stored.failures.length).toBe(failures);
    expect(acknowledged).toBe(requests * linesPerRequest);
    const distinct = new Set([...stored.events, ...stored.failures]);
    expect(distinct.size).toBe(requests * linesPerRequest);
    expect(lines - acknowledged).toBeLessThanOrEqual(uncertain.size * linesPerRequest);

    // One alert, with every failing line, and told once: a repeat would carry the same id.
    expect(alerts.rows).toHaveLength(1);
    expect(alerts.rows[0].n).toBe(failures);
    await receiver.waitFor(({ json }) => json?.type === "alert.opened", 60_000);
    const opened = receiver.received.filter(({ json }) => json?.type === "alert.opened");
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
    expect(opened.every(({ isSignatureValid }) => isSignatureValid)).toBe(true);

    await product.stop();
    await rm(dataDir, { recursive: true, force: true });
  } finally {
    await product.stop();
    await receiver.close();
  }
});
