import { beforeEach, expect, test } from "vitest";
import { systemActor } from "#lib/auth/actor.ts";
import { systemChange } from "#lib/change.ts";
import { pool } from "#lib/db.ts";
import { setAlarm } from "#lib/drop-off/commands.ts";
import { dropOffTick } from "#lib/drop-off/tick.ts";
import { countRefusal } from "#lib/log-intake/refusals.ts";
import { noteFailure } from "#lib/log-processing/note-failure.ts";
import { classificationFailures } from "#lib/system-errors/kinds/classification-failures.ts";
import { report, resolve } from "#lib/system-errors/report.ts";
import { createHttpSourceForTest } from "#lib/testing/http-source.ts";
import { pauseSource } from "#lib/testing/pause-source.ts";
import { readHealth } from "./queries.ts";
import { runDueChecks } from "./run-checks.ts";

const start = new Date("2026-11-23T08:00:00.000Z");
const minutes = (count: number) => new Date(start.getTime() + count * 60_000);

beforeEach(async () => {
  await pool.query(
    "TRUNCATE log_sources, alerts, alert_activities, deliveries, pipeline_uptime, health_checks_due CASCADE",
  );
  await pool.query("INSERT INTO pipeline_uptime VALUES ($1, $2)", [minutes(-10_000), minutes(10_000)]);
});

/** A source whose events flow at the start, looked at then. */
async function flowingSource() {
  const { id, label } = await createHttpSourceForTest({
    logTypes: ["Okta.SystemLog"],
    secret: "a secret of some length",
  });
  await pool.query("UPDATE log_sources SET last_received_at = $2, last_event_processed_at = $2 WHERE id = $1", [
    id,
    start,
  ]);
  await run(0);
  return { sourceId: id, sourceLabel: label, sourceType: "http-ingest" };
}

const run = (at: number) => runDueChecks({ now: () => minutes(at), random: () => 0.5 });

async function stored(sourceId: string) {
  const { rows } = await pool.query<{ status: string; checks: Record<string, string> }>(
    `SELECT health_status AS status, (SELECT jsonb_object_agg(check_id, status) FROM health_check_results WHERE source_id = id) AS checks
       FROM log_sources WHERE id = $1`,
    [sourceId],
  );
  return rows[0];
}

test("a source is looked at once it is there, and then when something is due", async () => {
  const source = await flowingSource();
  expect(await stored(source.sourceId)).toEqual({
    status: "healthy",
    checks: { receiving: "healthy", authentication: "healthy", classification: "unknown", processing: "healthy" },
  });
  expect(await run(1)).toBe(0);
  expect(await run(14)).toBe(0);
  expect(await run(16)).toBe(1);
});

const changes: [string, (source: Awaited<ReturnType<typeof flowingSource>>) => Promise<unknown>, string, string][] = [
  [
    "a System Error is raised",
    (source) => systemChange(minutes(1), (tx) => report(tx, classificationFailures, source, { lines: 3, causes: [] })),
    "failing",
    "classification-failures",
  ],
  ["it is paused", (source) => pauseSource(source.sourceId, true, minutes(1)), "unknown", "paused"],
  [
    "a request is refused",
    (source) => countRefusal(source.sourceId, "wrong_secret", "The header x-key does not hold the secret", minutes(1)),
    "healthy",
    "refused-requests",
  ],
  [
    "a batch is set aside",
    async (source) => {
      const { rows } = await pool.query<{ id: string }>(
        `INSERT INTO log_batches (source_id, received_at, body_bytes, line_count, attempts, not_before_at)
         VALUES ($1, $2, 1, 1, 7, $2) RETURNING id`,
        [source.sourceId, minutes(0)],
      );
      await noteFailure(
        pool,
        source.sourceId,
        rows.map((row) => row.id),
        new Error("no room"),
        minutes(1),
      );
    },
    "failing",
    "failed-batches",
  ],
  [
    "an alarm goes off",
    async (source) => {
      await setAlarm({ actor: systemActor, now: minutes(-30) }, source.sourceId, {
        signal: "no-data",
        logType: "",
        minutesThreshold: 15,
      });
      await pool.query("UPDATE log_sources SET last_event_processed_at = $1", [minutes(-15)]);
      await dropOffTick(minutes(1));
    },
    "failing",
    "log-drop-off",
  ],
];

test.each(changes)(
  "when %s, the stored health follows, and a list says so before it does",
  async (_name, change, status, kind) => {
    const source = await flowingSource();
    await change(source);
    const said = async () => (await readHealth([source.sourceId], minutes(1))).get(source.sourceId);
    expect((await stored(source.sourceId))?.status).toBe("healthy");
    expect(await said()).toMatchObject({ status, reasons: [{ kind }] });
    expect(await run(1)).toBe(1);
    expect((await stored(source.sourceId))?.status).toBe(status);
    expect(await said()).toMatchObject({ status, reasons: [{ isFailing: status === "failing" }] });
  },
);

test("what is over makes the source healthy again", async () => {
  const source = await flowingSource();
  await systemChange(minutes(1), (tx) => report(tx, classificationFailures, source, { lines: 3, causes: [] }));
  await run(1);
  await systemChange(minutes(2), (tx) => resolve(tx, classificationFailures, source, "over"));
  await run(2);
  expect((await stored(source.sourceId))?.status).toBe("healthy");
});

test("batches that cannot be processed open an error at their third try, add to it, and close it when they are processed", async () => {
  const source = await flowingSource();
  const store = async (attempts: number) => {
    const { rows } = await pool.query<{ id: string }>(
      "INSERT INTO log_batches (source_id, received_at, body_bytes, line_count, attempts, not_before_at) VALUES ($1, $2, 1, 1, $3, $2) RETURNING id",
      [source.sourceId, minutes(0), attempts],
    );
    return String(rows[0]?.id);
  };
  const alert = async () =>
    (await pool.query("SELECT kind, status, event_count, title, facts->'setAside' AS set_aside FROM alerts")).rows[0];
  const first = await store(1);
  await noteFailure(pool, source.sourceId, [first], new Error("no room"), minutes(1));
  await run(1);
  expect(await alert()).toBeUndefined();
  await pool.query("UPDATE log_batches SET not_before_at = $1", [minutes(2)]);
  await noteFailure(pool, source.sourceId, [first], new Error("no room"), minutes(2));
  await run(2);
  const opened = { kind: "SOURCE_LOG_PROCESSING_ERRORS", status: "OPEN", event_count: 1, set_aside: 0 };
  expect(await alert()).toMatchObject({ ...opened, title: expect.stringContaining(source.sourceLabel) });
  const second = await store(7);
  await noteFailure(pool, source.sourceId, [second], new Error("no room"), minutes(3));
  await run(3);
  await run(4);
  expect(await alert()).toMatchObject({ ...opened, event_count: 2, set_aside: 1 });
  expect((await readHealth([source.sourceId], minutes(4))).get(source.sourceId)?.reasons).toMatchObject([
    {
      kind: "processing-errors",
      message: "2 bodies could not be processed and are kept: no room",
      alertId: expect.any(String),
    },
  ]);
  await pool.query("UPDATE log_batches SET state = 'done'");
  await pool.query("UPDATE health_checks_due SET due_at = $1", [minutes(5)]);
  await run(5);
  expect(await alert()).toMatchObject({ status: "RESOLVED" });
  expect((await stored(source.sourceId))?.status).toBe("healthy");
});

test("an error that a person closed stays closed until more cannot be processed", async () => {
  const source = await flowingSource();
  const set = (count: number) =>
    pool.query(
      "INSERT INTO log_batches (source_id, received_at, body_bytes, line_count, state, last_error) SELECT $1, $2, 1, 1, 'failed', 'no room' FROM generate_series(1, $3)",
      [source.sourceId, minutes(0), count],
    );
  const again = async (at: number) => {
    await pool.query("UPDATE health_checks_due SET due_at = $1", [minutes(at)]);
    await run(at);
    return (await pool.query("SELECT status, is_regressed FROM alerts")).rows[0];
  };
  await set(2);
  expect(await again(1)).toEqual({ status: "OPEN", is_regressed: false });
  await pool.query("UPDATE alerts SET status = 'RESOLVED', resolved_at = $1", [minutes(2)]);
  expect(await again(2)).toEqual({ status: "RESOLVED", is_regressed: false });
  await set(1);
  expect(await again(3)).toEqual({ status: "OPEN", is_regressed: true });
});

test("a batch that waits too long is found although nothing changes", async () => {
  const source = await flowingSource();
  await pool.query("INSERT INTO log_batches (source_id, received_at, body_bytes, line_count) VALUES ($1, $2, 1, 1)", [
    source.sourceId,
    minutes(1),
  ]);
  expect(await run(3)).toBe(0);
  expect(await run(7)).toBe(1);
  expect((await stored(source.sourceId))?.status).toBe("failing");
});

test("a source that was deleted leaves nothing to look at", async () => {
  const source = await flowingSource();
  await pool.query("DELETE FROM log_sources WHERE id = $1", [source.sourceId]);
  await run(20);
  const { rows } = await pool.query("SELECT FROM health_checks_due UNION ALL SELECT FROM health_check_results");
  expect(rows).toEqual([]);
});

test("many at once share the work, each source once", async () => {
  await pool.query(
    `INSERT INTO log_sources (kind, label, log_types, log_stream_type, config, updated_at)
     SELECT 'http-ingest', 'many ' || n, '{Okta.SystemLog}', 'Auto',
            '{"authMethod": "None", "authHeaderKey": "", "authHmacAlg": "", "authUsername": ""}', now() FROM generate_series(1, 500) AS n`,
  );
  const looked = await Promise.all([run(0), run(0), run(0)]);
  expect(looked.reduce((sum, count) => sum + count, 0)).toBe(500);
  const { rows } = await pool.query("SELECT count(*) AS count FROM health_check_results");
  expect(rows).toEqual([{ count: 2000 }]);
});

test("a source whose settings cannot be read keeps no other from being looked at", async () => {
  const broken = await createHttpSourceForTest();
  await pool.query("UPDATE log_sources SET config = '{}' WHERE id = $1", [broken.id]);
  const { sourceId } = await flowingSource();
  expect((await stored(sourceId))?.status).toBe("healthy");
  expect((await readHealth([sourceId, broken.id], minutes(1))).size).toBe(2);
});
