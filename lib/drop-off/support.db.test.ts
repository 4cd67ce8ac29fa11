import { beforeEach, describe, expect, test } from "vitest";
import { systemActor } from "#lib/auth/actor.ts";
import { pool } from "#lib/db.ts";
import { receive } from "#lib/log-intake/receive.ts";
import type { LogSourceKind } from "#lib/log-source-kinds/define-log-source-kind.ts";
import { httpKind } from "#lib/log-source-kinds/kinds/http/http-kind.ts";
import { logSourceKinds } from "#lib/log-source-kinds/registry.ts";
import { listLogSources } from "#lib/log-sources/list-queries.ts";
import { getLogSource } from "#lib/log-sources/queries.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { createHttpSourceForTest, type HttpSourceForTest } from "#lib/testing/http-source.ts";
import { setAlarm } from "./commands.ts";
import { dropOffOperationsFor } from "./operations.ts";
import type { AlarmValues } from "./schema.ts";
import { dropOffRulesOf } from "./support.ts";
import { dropOffTick } from "./tick.ts";

const start = new Date("2026-11-24T08:00:00.000Z");
const hours = (count: number) => new Date(start.getTime() + count * 3_600_000);

beforeEach(async () => {
  await pool.query("TRUNCATE log_sources, alerts, alert_activities, deliveries, pipeline_uptime CASCADE");
  await pool.query("INSERT INTO pipeline_uptime VALUES ($1, $2)", [hours(-200), hours(200)]);
});

describe("kinds of sources of which none may have an alarm", () => {
  const never = { ...httpKind, proof: () => null, ingestUrl: () => null };
  const reasons = {
    "audit-log": "Telltale's own audit log is silent when nobody changes anything, so it can have no drop-off alarm.",
    "aws-scan": "Cloud accounts are scanned and send nothing, so they can have no drop-off alarm.",
  };
  const kinds = Object.entries(reasons).map(([kind, reason]): LogSourceKind => {
    return { ...never, kind, path: kind, label: kind, dropOff: { isSupported: false, reason } };
  });
  const operations = dropOffOperationsFor(dropOffRulesOf([...logSourceKinds, ...kinds]));
  const call = apiCaller(operations, () => systemActor);

  test.each([
    ...Object.entries(reasons),
    ["carrier-pigeon", "This version does not know sources of the kind carrier-pigeon."],
  ])("%s: the API refuses with the kind's own sentence, and the console is given it", async (kind, reason) => {
    const { id } = await createHttpSourceForTest();
    await pool.query("UPDATE log_sources SET kind = $2 WHERE id = $1", [id, kind]);
    const set = await call("PUT", `/log-sources/${id}/alarms`, { minutesThreshold: 60 });
    expect(set).toMatchObject({ status: 400, json: { message: reason } });
    const { json } = await call("GET", `/log-sources/${id}/alarms`);
    expect(json).toMatchObject({ isSupported: false, unsupportedReason: reason });
  });
});

test("a source of a kind that this version does not know is shown and says so", async () => {
  const { id, label } = await createHttpSourceForTest({ logTypes: ["Okta.SystemLog"], secret: "s" });
  expect((await getLogSource(systemActor, id, start)).unsupportedReason).toBeNull();
  await pool.query("UPDATE log_sources SET kind = 'aws-scan', config = '[]' WHERE id = $1", [id]);
  expect(await getLogSource(systemActor, id, start)).toMatchObject({
    integrationLabel: label,
    integrationType: "aws-scan",
    unsupportedReason: "This version does not know sources of the kind aws-scan.",
    auth: null,
    ingestUrl: null,
  });
  expect((await listLogSources(systemActor, { limit: 50 }, start)).results).toMatchObject([{ integrationId: id }]);
});

describe("what to check", () => {
  async function runbookOf(source: HttpSourceForTest, alarm: Partial<AlarmValues> = {}): Promise<string> {
    await pool.query("UPDATE log_sources SET last_received_at = $2, last_event_processed_at = $2 WHERE id = $1", [
      source.id,
      start,
    ]);
    const plain = { signal: "no-data", logType: "", minutesThreshold: 60 } as const;
    await setAlarm({ actor: systemActor, now: start }, source.id, { ...plain, ...alarm });
    await dropOffTick(hours(2));
    const { rows } = await pool.query("SELECT runbook FROM alerts");
    expect(rows).toHaveLength(1);
    return rows[0].runbook;
  }

  async function refuse(source: HttpSourceForTest): Promise<void> {
    await pool.query(
      `INSERT INTO log_source_refusals (source_id, minute, reason, count, last_at, last_detail)
       VALUES ($1, $2, 'wrong_secret', 3, $2, 'The header x-key does not hold the secret')`,
      [source.id, hours(1)],
    );
  }

  test("a silent source: the sender, then the way, with the header that the source asks for", async () => {
    const source = await createHttpSourceForTest({ secret: "s" });
    const runbook = await runbookOf(source);
    expect(runbook).toMatch(/^1\. Check that the sender/);
    expect(runbook).toMatch(/a real event sent by hand would close this error although the sender is still silent/);
    expect(runbook).toContain(
      `\`curl -i http://127.0.0.1:3000/api/ingest/http/${source.id} -H "X-Key: $TELLTALE_SECRET" -d ''\``,
    );
    expect(runbook).not.toMatch(/refused/);
  });

  test("a source that refuses: what was refused comes first, the secret only when one is asked for", async () => {
    const source = await createHttpSourceForTest({ secret: "s" });
    await refuse(source);
    expect(await runbookOf(source)).toMatch(
      /^1\. Look at the refused requests.*\n2\. .*replace the secret on the Configuration tab/,
    );
    await pool.query("TRUNCATE log_sources, alerts, alert_activities, deliveries CASCADE");
    const open = await createHttpSourceForTest();
    await refuse(open);
    const runbook = await runbookOf(open);
    expect(runbook).toMatch(/^1\. Look at the refused requests.*\n2\. This source asks for no secret/);
    expect(runbook).not.toMatch(/SECRET|replace the secret/);
  });

  test("too few events are not a sender that stands still", async () => {
    const runbook = await runbookOf(await createHttpSourceForTest(), { signal: "low-volume", minimumEvents: 10 });
    expect(runbook).toMatch(/^1\. Compare the last hours/);
    expect(runbook).not.toMatch(/sender of .* runs/);
  });

  test("the empty request that is proposed reaches the source and leaves the error open", async () => {
    const source = await createHttpSourceForTest({ secret: "s" });
    await runbookOf(source);
    async function* nothing() {}
    const header = (name: string) => (name === "x-key" ? source.secret : undefined);
    const answer = await receive(
      { method: "POST", sourceId: source.id, header, body: nothing(), remoteAddress: "192.0.2.7" },
      { onBatch: () => expect.unreachable(), limits: { maxBodyBytes: 1e6, maxInflatedBytes: 1e6 } },
    );
    expect(answer.status).toBe(200);
    const { rows } = await pool.query(
      "SELECT alerts.status, log_source_alarms.state, last_received_at FROM alerts, log_source_alarms, log_sources",
    );
    expect(rows).toEqual([{ status: "OPEN", state: "ALARM", last_received_at: start }]);
  });
});
