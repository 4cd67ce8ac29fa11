import { beforeEach, expect, test } from "vitest";
import { systemActor } from "#lib/auth/actor.ts";
import { pool } from "#lib/db.ts";
import { removeAlarm, setAlarm } from "#lib/drop-off/commands.ts";
import type { AlarmKey } from "#lib/drop-off/schema.ts";
import { dropOffTick } from "#lib/drop-off/tick.ts";
import { createHttpSourceForTest } from "#lib/testing/http-source.ts";
import { listLogSources } from "./list-queries.ts";
import { getLogSource } from "./queries.ts";

const start = new Date("2026-11-23T08:00:00.000Z");
const hours = (count: number) => new Date(start.getTime() + count * 3_600_000);

beforeEach(async () => {
  await pool.query("TRUNCATE log_sources, alerts, alert_activities, deliveries, pipeline_uptime CASCADE");
  await pool.query("INSERT INTO pipeline_uptime VALUES ($1, $2)", [hours(-200), hours(200)]);
});

/** A source whose last event came at the start. */
async function silentSource(): Promise<string> {
  const { id } = await createHttpSourceForTest({ logTypes: ["Okta.SystemLog"] });
  await pool.query("UPDATE log_sources SET last_received_at = $2, last_event_processed_at = $2 WHERE id = $1", [
    id,
    start,
  ]);
  return id;
}

async function healthAt(id: string, at: Date) {
  const { results } = await listLogSources(systemActor, { limit: 1 }, at);
  const { health } = await getLogSource(systemActor, id, at);
  expect(results[0]?.health).toEqual(health);
  return health;
}

test.each<[string, AlarmKey]>([
  ["the source", { signal: "no-data", logType: "" }],
  ["a log type", { signal: "no-data", logType: "Okta.SystemLog" }],
])("an alarm of %s whose error was closed by hand still fails the source and leads to the error", async (_, key) => {
  const id = await silentSource();
  await setAlarm({ actor: systemActor, now: start }, id, { ...key, minutesThreshold: 1440 });
  await dropOffTick(hours(25));
  const { rows } = await pool.query("UPDATE alerts SET status = 'RESOLVED' RETURNING replace(id::text, '-', '') AS id");
  expect(rows).toHaveLength(1);
  const health = await healthAt(id, hours(26));
  expect(health.status).toBe("failing");
  expect(health.reasons[0]).toMatchObject({ kind: "log-drop-off", isFailing: true, alertId: rows[0].id });
  expect(health.reasons[0]?.message).toMatch(/closed by hand$/);
});

test("a snoozed alarm leaves the silence of its source unknown, and so does none", async () => {
  const id = await silentSource();
  const key = { signal: "no-data", logType: "" } as const;
  await setAlarm({ actor: systemActor, now: start }, id, {
    ...key,
    minutesThreshold: 1440,
    snoozedUntil: hours(48).toISOString(),
  });
  await pool.query("UPDATE log_source_alarms SET state = 'OK'");
  await dropOffTick(hours(26));
  expect(await healthAt(id, hours(26))).toMatchObject({
    status: "unknown",
    reasons: [
      { kind: "silent", message: expect.stringMatching(/^No event was processed for 1 day 2 hours, .*snoozed$/) },
    ],
  });
  await removeAlarm({ actor: systemActor, now: hours(26) }, id, key);
  expect(await healthAt(id, hours(26))).toMatchObject({ status: "unknown", reasons: [{ kind: "silent" }] });
  expect(await healthAt(id, hours(20))).toMatchObject({ status: "healthy" });
});
