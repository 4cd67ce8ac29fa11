import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "#lib/auth/actor.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { runDueChecks } from "#lib/health-checks/run-checks.ts";
import type { SourceListOptions } from "./find-sources.ts";
import { listLogSources, listSourceNames } from "./list-queries.ts";
import type { LogSourceSummary } from "./schema.ts";
import { type SourceState, sourceStates, stateOf } from "./source-state.ts";

const now = new Date("2026-11-28T12:00:00.000Z");

/** Each column is one thing that health looks at; a source is made of one choice of each, every 61st of all. */
const choices: Record<string, (string | null)[]> = {
  is_paused: ["false", "true"],
  received: [null, "1 minute", "3 hours", "2 days"],
  processed: [null, "1 minute", "3 hours", "2 days"],
  minutes: [null, "1 minute"],
  alarm: [
    null,
    "OK",
    "OK snoozed",
    "INSUFFICIENT_DATA",
    "INSUFFICIENT_DATA snoozed",
    "ALARM",
    "OK late-data",
    "OK log type",
  ],
  batch: [null, "failed", "pending 1 minute", "pending 6 minutes", "done"],
  refused: [null, "10 seconds", "5 hours"],
  alert: [null, "OPEN", "RESOLVED", "OPEN RULE"],
};

function combinations(): Record<string, string | null>[] {
  const total = Object.values(choices).reduce((product, of) => product * of.length, 1);
  const step = 61;
  return Array.from({ length: Math.floor(total / step) }, (_, n) => {
    let rest = n * step;
    return Object.fromEntries(
      Object.entries(choices).map(([name, of]) => {
        const choice = of[rest % of.length] ?? null;
        rest = Math.floor(rest / of.length);
        return [name, choice];
      }),
    );
  });
}

const insertAll = `
  CREATE TEMP TABLE made AS
    SELECT gen_random_uuid() AS id, c.*, row_number() OVER () AS n FROM jsonb_to_recordset($1::jsonb)
      AS c (is_paused boolean, received interval, processed interval, minutes interval, alarm text, batch text, refused interval, alert text)`;
const statements = [
  `INSERT INTO log_sources (id, kind, label, log_types, log_stream_type, config, is_paused, updated_at, last_received_at, last_event_processed_at)
   SELECT id, CASE WHEN n % 10 = 0 THEN 'other-kind' ELSE 'http-ingest' END, CASE WHEN n % 2 = 0 THEN 'Source ' ELSE 'source ' END || n,
          ARRAY['Custom.Of' || n % 7], 'Auto', '{"authMethod":"None","authHeaderKey":"","authHmacAlg":"","authUsername":""}', is_paused, now(),
          greatest(at - received, CASE WHEN batch = 'done' THEN at - interval '1 hour' END), at - processed FROM made`,
  "INSERT INTO log_source_minutes (source_id, minute, log_type, classified) SELECT id, date_trunc('minute', at - minutes), '', 1 FROM made WHERE minutes IS NOT NULL",
  `INSERT INTO log_source_alarms (source_id, signal, log_type, minutes_threshold, state, state_changed_at, set_at, due_at, snoozed_until)
   SELECT id, CASE WHEN alarm LIKE '%late-data' THEN 'late-data' ELSE 'no-data' END, CASE WHEN alarm LIKE '%log type' THEN 'Custom.Of1' ELSE '' END, 60,
          split_part(alarm, ' ', 1), at, at, at, CASE WHEN alarm LIKE '%snoozed' THEN at + interval '1 day' END FROM made WHERE alarm IS NOT NULL`,
  `INSERT INTO log_batches (source_id, received_at, body_bytes, line_count, state)
   SELECT id, CASE WHEN batch LIKE 'pending%' THEN at - substr(batch, 9)::interval ELSE at - interval '1 hour' END, 1, 1, split_part(batch, ' ', 1)
     FROM made WHERE batch IS NOT NULL`,
  `INSERT INTO log_source_refusals (source_id, minute, reason, count, last_detail, last_at)
   SELECT id, date_trunc('minute', at - refused), 'wrong_secret', 1, 'no', at - refused FROM made WHERE refused IS NOT NULL`,
  `INSERT INTO alerts (type, kind, subject, severity, status, title, facts, source_id, first_event_at, last_event_at, updated_at)
   SELECT CASE WHEN alert LIKE '% RULE' THEN 'RULE' ELSE 'SYSTEM_ERROR' END, 'SOURCE_CLASSIFICATION_FAILURES', id::text, 'CRITICAL', split_part(alert, ' ', 1), 't', '{}', id, at, at, at
     FROM made WHERE alert IS NOT NULL`,
];

const made = combinations();

beforeAll(async () => {
  const client = await pool.connect();
  try {
    await client.query(insertAll, [JSON.stringify(made)]);
    for (const sql of statements)
      await client.query(sql.replaceAll(/\bat\b(?! time)/g, `'${now.toISOString()}'::timestamptz`));
  } finally {
    client.release();
  }
  await runDueChecks({ now: () => now });
});
afterAll(closeConnections);

/** Every page of a list, each row once. */
async function all(options: Omit<SourceListOptions, "limit">): Promise<LogSourceSummary[]> {
  const rows: LogSourceSummary[] = [];
  let cursor: string | undefined;
  do {
    const page = await listLogSources(systemActor, { ...options, limit: 50, cursor }, now);
    expect(page.results.length).toBeLessThanOrEqual(50);
    rows.push(...page.results);
    cursor = page.next;
  } while (cursor !== undefined);
  expect(new Set(rows.map((row) => row.integrationId)).size).toBe(rows.length);
  return rows;
}

const tally = (rows: LogSourceSummary[]) => {
  const byState: Record<SourceState, number> = { unhealthy: 0, healthy: 0, unknown: 0, paused: 0 };
  for (const row of rows) byState[stateOf(row)] += 1;
  return byState;
};

describe("a list of sources", () => {
  test("finds each state as the health of each source says it", async () => {
    const rows = await all({ order: "name" });
    expect(rows).toHaveLength(made.length);
    const expected = tally(rows);
    expect(Math.min(...Object.values(expected))).toBeGreaterThan(5);
    const { counts } = await listLogSources(systemActor, { limit: 1 }, now);
    expect(counts.byState).toEqual(expected);
    for (const state of sourceStates) {
      const narrowed = await all({ states: [state] });
      expect(new Set(narrowed.map(stateOf))).toEqual(new Set([state]));
      expect(narrowed).toHaveLength(expected[state]);
    }
  });

  test("comes by state, then by name in any case, over all its pages", async () => {
    const rank = { unhealthy: 0, unknown: 1, healthy: 2, paused: 3 };
    const rows = await all({ order: "urgency" });
    const keys = rows.map((row) => `${rank[stateOf(row)]} ${row.integrationLabel.toLowerCase()}`);
    expect(keys).toEqual(keys.toSorted());
  });

  test("is narrowed by words, log types, kind, pause and drop-off alarms, and counts what fits", async () => {
    const rows = await all({});
    const isWatchable = (row: LogSourceSummary) => row.dropOff !== null;
    const isSet = (row: LogSourceSummary) =>
      row.dropOff !== null && (row.dropOff.minutesThreshold !== null || row.dropOff.others > 0);
    const cases: [Omit<SourceListOptions, "limit">, (row: LogSourceSummary) => boolean][] = [
      [
        { q: "SOURCE 1" },
        (row) => row.integrationLabel.includes("1") || /1/.test(row.integrationId) || row.logTypes[0] === "Custom.Of1",
      ],
      [{ q: "100% _" }, () => false],
      [{ logTypes: ["Custom.Of3", "Custom.Of4"] }, (row) => /Of[34]$/.test(row.logTypes[0] ?? "")],
      [{ kinds: ["other-kind"] }, (row) => row.integrationType === "other-kind"],
      [{ isPaused: true }, (row) => row.isPaused],
      [{ dropOff: "none" }, (row) => isWatchable(row) && !isSet(row)],
    ];
    for (const [options, fits] of cases) {
      const found = await all(options);
      expect(found.map((row) => row.integrationId).sort()).toEqual(
        rows
          .filter(fits)
          .map((row) => row.integrationId)
          .sort(),
      );
      const { counts } = await listLogSources(systemActor, { ...options, limit: 1 }, now);
      expect(counts.total).toBe(found.length);
      expect(counts.byState).toEqual(tally(found));
    }
    const out = await all({ dropOff: "out" });
    expect(out.length).toBeGreaterThan(0);
    expect(new Set(out.map(stateOf))).toEqual(new Set(["unhealthy"]));
    expect((await all({ dropOff: "set" })).length).toBeGreaterThan(out.length);
  });

  test("of names holds those that begin with what is typed first, at most as many as asked for, and how many fit", async () => {
    const { results, total } = await listSourceNames(systemActor, { q: "source 1", limit: 5 });
    expect(results).toHaveLength(5);
    expect(total).toBeGreaterThan(5);
    expect(results.every(({ integrationLabel }) => /^source 1/i.test(integrationLabel))).toBe(true);
    expect(await listSourceNames(systemActor, { q: "nothing of that name", limit: 5 })).toEqual({
      results: [],
      total: 0,
    });
  });
});
