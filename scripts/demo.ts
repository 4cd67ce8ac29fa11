/**
 * `npm run demo`: plays the story of the README on sample events with a local webhook receiver, prints how long each hop
 * took, and leaves the console running. It keeps its data in `demo` below the data directory and begins afresh each time.
 * `--exit` ends it after the script, for tests.
 */
import { rmSync } from "node:fs";
import path from "node:path";
import pg from "pg";
import { type Product, startProduct, until } from "#lib/testing/product.ts";
import { type Receiver, startReceiver } from "#lib/testing/receiver.ts";
import { brokenOktaEvent, sampleEvents } from "./demo/sample-events.ts";
import { isRunning } from "./supervisor/process-identity.ts";
import { surviveClosedOutput } from "./supervisor/progress.ts";
import { readRun } from "./supervisor/run-file.ts";

const dataDir = path.resolve(process.env.TELLTALE_DATA_DIR || ".telltale", "demo");
const eventsPerSource = 200;
const labels: Record<string, string> = {
  "AWS.CloudTrail": "cloudtrail-org",
  "Okta.SystemLog": "okta-prod",
  "GitHub.Audit": "github-audit",
  "GCP.AuditLog": "gcp-audit",
  "Slack.AuditLogs": "slack-audit",
};

interface Source {
  integrationId: string;
  label: string;
  logType: string;
  ingestUrl: string;
  secret: string;
}

function say(text: string): void {
  console.log(`  ${text}`);
}

function hop(name: string, ms: number): void {
  say(`${name.padEnd(64)}${`${Math.round(ms).toLocaleString("en-US")} ms`.padStart(10)}`);
}

async function send(source: Source, lines: object[]): Promise<void> {
  const answer = await fetch(source.ingestUrl, {
    method: "POST",
    headers: { "x-telltale-secret": source.secret, "content-type": "application/x-ndjson" },
    body: lines.map((line) => JSON.stringify(line)).join("\n"),
  });
  if (!answer.ok) throw new Error(`${source.label} answered ${answer.status}: ${await answer.text()}`);
}

async function connectSources(product: Product): Promise<Source[]> {
  const sources: Source[] = [];
  for (const [logType, label] of Object.entries(labels)) {
    const secret = `tt_s_demo_${label}_0123456789`;
    const source = await product.call<{ integrationId: string }>("POST", "/log-sources/http", {
      integrationLabel: label,
      logStreamType: "Auto",
      logTypes: [logType],
      authMethod: "SharedSecret",
      authHeaderKey: "x-telltale-secret",
      authSecretValue: secret,
    });
    const ingestUrl = `${product.url}/api/ingest/http/${source.integrationId}`;
    sources.push({ integrationId: source.integrationId, label, logType, ingestUrl, secret });
  }
  return sources;
}

async function sendGoodEvents(sources: Source[], database: pg.Pool): Promise<void> {
  const now = Date.now();
  for (const source of sources) {
    const make = sampleEvents[source.logType];
    if (!make) throw new Error(`No sample of ${source.logType}`);
    const lines = Array.from({ length: eventsPerSource }, (_, n) =>
      make(new Date(now - (eventsPerSource - n) * 1000), n),
    );
    await send(source, lines);
  }
  const wanted = eventsPerSource * sources.length;
  await until(`${wanted} events in the lake`, async () => {
    const counted = await database.query("SELECT sum(classified)::int AS n FROM log_source_minutes");
    return counted.rows[0]?.n === wanted;
  });
  say(`${wanted.toLocaleString("en-US")} events of ${sources.length} vendors received and classified`);
}

/** Signs in as the browser does, to look at the bell. */
async function signIn(product: Product): Promise<string> {
  const jar = new Map<string, string>();
  const remember = (answer: Response) => {
    for (const cookie of answer.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      jar.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
    }
    return answer;
  };
  const cookies = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const { csrfToken } = (await remember(await fetch(`${product.url}/api/auth/csrf`)).json()) as { csrfToken: string };
  const form = new URLSearchParams({ csrfToken, ...product.admin, json: "true" });
  const headers = { cookie: cookies(), "content-type": "application/x-www-form-urlencoded" };
  const callback = `${product.url}/api/auth/callback/credentials`;
  const answer = remember(await fetch(callback, { method: "POST", headers, body: form, redirect: "manual" }));
  if (answer.status >= 400) throw new Error(`Sign-in answered ${answer.status}`);
  return cookies();
}

async function unseenInBell(product: Product, cookie: string): Promise<number> {
  const answer = await fetch(`${product.url}/api/v1/notifications`, { headers: { cookie } });
  if (!answer.ok) throw new Error(`The bell answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { unseenCount: number }).unseenCount;
}

/** Sends one line that fits no schema and prints when each hop had it. @returns the id of the alert. */
async function breakSource(
  stage: { product: Product; database: pg.Pool; receiver: Receiver; source: Source; cookie: string },
  n: number,
  webhookType: "alert.opened" | "alert.regressed",
): Promise<string> {
  const { product, database, receiver, source, cookie } = stage;
  const before = await database.query("SELECT count(*)::int AS n FROM panther_monitor.classification_failures");
  const startedAt = performance.now();
  const took = () => performance.now() - startedAt;
  const poll = { everyMs: 3 };
  const stored = until(
    "the failing line to be stored",
    async () => {
      const after = await database.query("SELECT count(*)::int AS n FROM panther_monitor.classification_failures");
      return after.rows[0].n > before.rows[0].n && took();
    },
    poll,
  );
  const raised = until(
    "the System Error",
    async () => {
      const found = await database.query(
        "SELECT id, title FROM alerts WHERE source_id = $1 AND kind = 'SOURCE_CLASSIFICATION_FAILURES' AND status = 'OPEN'",
        [source.integrationId],
      );
      return found.rows[0] && { ...found.rows[0], ms: took() };
    },
    poll,
  ) as Promise<{ id: string; title: string; ms: number }>;
  const told = receiver.waitFor(({ json }) => json?.type === webhookType, 30_000).then((got) => ({ got, ms: took() }));
  const rung = until("the bell", async () => (await unseenInBell(product, cookie)) > 0 && took(), poll);
  await send(source, [brokenOktaEvent(new Date(), n)]);
  hop("the line was stored and acknowledged", took());
  hop("panther_monitor.classification_failures has the line", await stored);
  const alert = await raised;
  hop(`"${alert.title.slice(0, 45)}…" is open`, alert.ms);
  hop("the bell shows it", await rung);
  const { got, ms } = await told;
  if (got.isSignatureValid !== true) throw new Error("The webhook's signature is not valid");
  hop(`a webhook receiver was told (${webhookType}, signature valid)`, ms);
  return alert.id;
}

surviveClosedOutput();
const running = readRun(dataDir);
if (running && isRunning(running.owner)) {
  console.error(`telltale demo: a demo runs already at ${running.url}. Stop it with Ctrl-C where it runs.`);
  process.exit(1);
}
rmSync(dataDir, { recursive: true, force: true });
const receiver = await startReceiver();
const product = await startProduct({
  dataDir,
  port: Number(process.env.PORT || 3000),
  env: { TELLTALE_OUTBOUND_ALLOW: "127.0.0.0/8" },
  isVerbose: true,
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) {
  process.once(signal, () => void product.stop().then(() => process.exit(0)));
}

const database = new pg.Pool({ connectionString: readRun(dataDir)?.databaseUrl, max: 4 });
database.on("error", () => {});
try {
  say("The story: five log sources, one of which changes its time format\n");
  const destination = await product.call<{ secrets: Record<string, string> }>("POST", "/destinations", {
    displayName: "Demo receiver",
    kind: "webhook",
    alertTypes: ["SYSTEM_ERROR"],
    severities: [],
    config: { url: receiver.url },
  });
  receiver.secret = destination.secrets.secret;
  const sources = await connectSources(product);
  await sendGoodEvents(sources, database);
  const source = sources.find(({ label }) => label === "okta-prod");
  if (!source) throw new Error("okta-prod is missing");
  const stage = { product, database, receiver, source, cookie: await signIn(product) };

  say("\n  okta-prod sends a line whose time no schema can read\n");
  const alertId = await breakSource(stage, 1, "alert.opened");

  await product.call("PATCH", `/alerts/${alertId.replaceAll("-", "")}`, { status: "RESOLVED" });
  say("\n  Marked resolved. The next failing line opens it again, as regressed\n");
  await breakSource(stage, 2, "alert.regressed");
} catch (error) {
  console.error(`telltale demo: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await database.end();
}

if (process.argv.includes("--exit") || process.exitCode) {
  await product.stop();
  await receiver.close();
  process.exit();
}
say("\n  The console is running. Ctrl-C stops it.\n");
say(`    ${product.url}/alerts?tab=system-errors`);
say(`    e-mail    ${product.admin.email}`);
say(`    password  ${product.admin.password}\n`);
