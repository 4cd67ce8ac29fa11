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
  /** Fell silent three hours ago, with an alarm after one: its sender's secret is wrong. */
  silentSource: string;
  dropOffAlert: string;
}

const day = 24 * 60;
const silentMinutes = 3 * 60;

/** A working day's wave: quiet at night, busy around noon, and no two quarters of an hour alike. */
function eventsInMinute(at: Date, perMinute: number): number {
  const hour = at.getUTCHours() + at.getUTCMinutes() / 60;
  const wave = 0.55 + 0.45 * Math.sin(((hour - 7) / 24) * 2 * Math.PI);
  const quarter = Math.floor(at.getTime() / 900_000);
  const noise = Math.abs(Math.sin(quarter * 12.9898 + perMinute) * 43758.5453) % 1;
  return Math.round(perMinute * wave * (0.75 + 0.5 * noise));
}

/** Counters of a day, as a source would have left them that had run all the time until now, or some minutes ago. */
async function backfill(
  database: pg.Pool,
  sourceId: string,
  logType: string,
  perMinute: number,
  minutesAgo = 0,
): Promise<void> {
  const now = Math.floor(Date.now() / 60_000) - minutesAgo;
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
  await database.query(
    `INSERT INTO log_source_quarters (source_id, quarter, classified, bytes)
     SELECT source_id, date_bin('15 minutes', minute, 'epoch'), sum(classified), sum(bytes) FROM log_source_minutes
      WHERE source_id = $1 AND minute > now() - interval '25 hours' GROUP BY 1, 2
     ON CONFLICT (source_id, quarter) DO UPDATE SET classified = excluded.classified, bytes = excluded.bytes`,
    [sourceId],
  );
}

/** A source that was as loud as ever until three hours ago; since then its sender comes with an old secret. */
async function fallSilent(product: Product, database: pg.Pool): Promise<string> {
  const { integrationId } = await product.call<{ integrationId: string }>("POST", "/log-sources/http", {
    integrationLabel: "github-enterprise",
    logStreamType: "Auto",
    logTypes: ["GitHub.Audit"],
    authMethod: "SharedSecret",
    authHeaderKey: "x-telltale-key",
    authSecretValue: "the-secret-of-this-quarter",
  });
  for (let days = 0; days < 28; days += 1) {
    await backfill(database, integrationId, "GitHub.Audit", 30, silentMinutes + days * day);
  }
  await product.call("PUT", `/log-source-alarms/${integrationId}/SOURCE_NO_DATA`, { minutesThreshold: 60 });
  await database.query(
    `UPDATE log_sources SET created_at = now() - interval '41 days', last_event_processed_at = at, last_received_at = at
       FROM (SELECT now() - make_interval(mins => $2) AS at) AS last WHERE id = $1`,
    [integrationId, silentMinutes],
  );
  for (let n = 0; n < 12; n += 1) {
    await fetch(`${product.url}/api/ingest/http/${integrationId}`, {
      method: "POST",
      headers: { "x-telltale-key": "the-secret-of-last-quarter" },
      body: JSON.stringify(sampleEvents["GitHub.Audit"]?.(new Date(), n)),
    });
  }
  await database.query(
    "UPDATE log_source_alarms SET state = 'OK', set_at = now() - interval '1 day', due_at = now() WHERE source_id = $1",
    [integrationId],
  );
  return integrationId;
}

/** An installation that has run for a day: six sources, one failing, one that fell silent, two destinations. */
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
  const silentSource = await fallSilent(product, database);
  const okta = ids["okta-prod"] ?? "";
  const failing = Array.from({ length: 430 }, (_, n) => {
    const line = brokenOktaEvent(new Date(Date.now() - n * 900), n) as Record<string, unknown>;
    return n % 36 === 5 ? { ...sampleEvents["Okta.SystemLog"]?.(new Date(), n), actor: undefined } : line;
  });
  await send(product, okta, failing);
  const errorOf = (name: string, wait = {}) =>
    until(
      `the System Error of ${name}`,
      async () => {
        const found = await product.call<{ results: { id: string; title: string }[] }>(
          "GET",
          "/alerts?type=SYSTEM_ERROR",
        );
        return found.results.find(({ title }) => title.includes(name));
      },
      wait,
    );
  const alert = await errorOf("okta-prod");
  await errorOf("legacy-pager");
  // Alarms are looked at once a minute.
  const dropOff = await errorOf("github-enterprise", { timeoutMs: 90_000 });
  await database.end();
  return {
    failingSource: okta,
    alert: alert.id,
    destination: broken.id || destination.id,
    silentSource,
    dropOffAlert: dropOff.id,
  };
}

async function send(product: Product, sourceId: string, lines: unknown[]): Promise<void> {
  const body = lines.map((line) => JSON.stringify(line)).join("\n");
  const answer = await fetch(`${product.url}/api/ingest/http/${sourceId}`, { method: "POST", body });
  if (!answer.ok) throw new Error(`The intake answered ${answer.status}: ${await answer.text()}`);
}
