import pg from "pg";
import { type Product, until } from "#lib/testing/product.ts";
import type { Receiver } from "#lib/testing/receiver.ts";
import { brokenOktaEvent, sampleEvents } from "#scripts/demo/sample-events.ts";
import { readRun } from "#scripts/supervisor/run-file.ts";

/** Ids that the pages of a screenshot need. */
export interface Scene {
  failingSource: string;
  alert: string;
  destination: string;
}

const day = 24 * 60;

/** A working day's wave: quiet at night, busy around noon, and no two quarters of an hour alike. */
function eventsInMinute(at: Date, perMinute: number): number {
  const hour = at.getUTCHours() + at.getUTCMinutes() / 60;
  const wave = 0.55 + 0.45 * Math.sin(((hour - 7) / 24) * 2 * Math.PI);
  const quarter = Math.floor(at.getTime() / 900_000);
  const noise = Math.abs(Math.sin(quarter * 12.9898 + perMinute) * 43758.5453) % 1;
  return Math.round(perMinute * wave * (0.75 + 0.5 * noise));
}

/** Counters of the last day, as a source would have left them that had run all the time. */
async function backfill(database: pg.Pool, sourceId: string, logType: string, perMinute: number): Promise<void> {
  const now = Math.floor(Date.now() / 60_000);
  const rows = Array.from({ length: day }, (_, n) => {
    const at = new Date((now - 1 - n) * 60_000);
    return { minute: at.toISOString(), classified: eventsInMinute(at, perMinute) };
  });
  await database.query(
    `INSERT INTO log_source_minutes (source_id, minute, log_type, classified, bytes)
     SELECT $1, r.minute, $2, r.classified, r.classified * 900
     FROM jsonb_to_recordset($3::jsonb) AS r(minute timestamptz, classified bigint)
     ON CONFLICT DO NOTHING`,
    [sourceId, logType, JSON.stringify(rows)],
  );
}

/** An installation that has run for a day: five sources, one failing, one that fell silent, two destinations. */
export async function buildScene(product: Product, receiver: Receiver): Promise<Scene> {
  const database = new pg.Pool({ connectionString: readRun(product.dataDir)?.databaseUrl, max: 2 });
  const addDestination = (displayName: string, path: string, severities: string[]) =>
    product.call<{ id: string }>("POST", "/destinations", {
      displayName,
      kind: "webhook",
      alertTypes: ["SYSTEM_ERROR", "RULE"],
      severities,
      config: { url: `${receiver.url}/${path}` },
    });
  const destination = await addDestination("soar-webhook", "soar", ["CRITICAL", "HIGH"]);
  const broken = await addDestination("legacy-pager", "gone", ["CRITICAL"]);
  receiver.answerWith(({ path }) => (path.endsWith("gone") ? { status: 403, body: "Invalid routing key" } : 200));

  const ids: Record<string, string> = {};
  const sources: [label: string, logType: string, perMinute: number][] = [
    ["okta-prod", "Okta.SystemLog", 90],
    ["cloudtrail-org", "AWS.CloudTrail", 240],
    ["github-audit", "GitHub.Audit", 12],
    ["gcp-audit", "GCP.AuditLog", 60],
    ["slack-audit", "Slack.AuditLogs", 5],
  ];
  for (const [label, logType, perMinute] of sources) {
    const { integrationId } = await product.call<{ integrationId: string }>("POST", "/log-sources/http", {
      integrationLabel: label,
      logStreamType: "Auto",
      logTypes: [logType],
      authMethod: "None",
    });
    ids[label] = integrationId;
    await database.query("UPDATE log_sources SET created_at = now() - interval '41 days' WHERE id = $1", [
      integrationId,
    ]);
    await backfill(database, integrationId, logType, perMinute);
    const lines = Array.from({ length: 40 }, (_, n) => sampleEvents[logType]?.(new Date(Date.now() - n * 1000), n));
    await send(product, integrationId, lines);
  }
  const okta = ids["okta-prod"] ?? "";
  const failing = Array.from({ length: 430 }, (_, n) => {
    const line = brokenOktaEvent(new Date(Date.now() - n * 900), n) as Record<string, unknown>;
    return n % 36 === 5 ? { ...sampleEvents["Okta.SystemLog"]?.(new Date(), n), actor: undefined } : line;
  });
  await send(product, okta, failing);
  const alert = await until("the System Error", async () => {
    const found = await product.call<{ results: { id: string; title: string; deliveries: unknown[] }[] }>(
      "GET",
      "/alerts?type=SYSTEM_ERROR",
    );
    return found.results.find(({ title }) => title.includes("okta-prod"));
  });
  await until("the failing destination's own error", async () => {
    const found = await product.call<{ results: { title: string }[] }>("GET", "/alerts?type=SYSTEM_ERROR");
    return found.results.some(({ title }) => title.includes("legacy-pager"));
  });
  await database.end();
  return { failingSource: okta, alert: alert.id, destination: broken.id || destination.id };
}

async function send(product: Product, sourceId: string, lines: unknown[]): Promise<void> {
  const body = lines.map((line) => JSON.stringify(line)).join("\n");
  const answer = await fetch(`${product.url}/api/ingest/http/${sourceId}`, { method: "POST", body });
  if (!answer.ok) throw new Error(`The intake answered ${answer.status}: ${await answer.text()}`);
}
