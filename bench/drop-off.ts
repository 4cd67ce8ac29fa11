/**
 * Drop-off alarms at scale, on a PostgreSQL of its own with the product's settings: `npm run bench:drop-off`.
 * 100,000 sources with alarms: an idle tick, 50,000 that fall silent at once raised and routed, what the upkeep of last
 * events costs ingest, and how late an alert is. Prints words and one JSON line a figure; fails when a limit is broken.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { systemChange } from "#lib/change.ts";
import { closeConnections, pool } from "#lib/db.ts";
import { isWaitedFor, onEventsProcessed } from "#lib/drop-off/on-events-processed.ts";
import { dropOffTick } from "#lib/drop-off/tick.ts";
import { insertDestination } from "#lib/testing/rows.ts";
import { machine, median, processorSeconds } from "./measure.ts";
import { withPostgres } from "./with-postgres.ts";

const sources = Number(process.env.SOURCES || 100_000);
const turning = Math.floor(sources / 2);
const goals = { idleMs: 5, turnMs: 3_000, upkeepPercent: 3 };

await withPostgres(
  async ({ pid }) => {
    const failures: string[] = [];
    const tell = (name: string, words: string, figures: Record<string, number | string>, isKept = true) => {
      console.log(`${name}: ${words}${isKept ? "" : "  BROKEN"}`);
      console.log(JSON.stringify({ name, ...figures, sources, ...machine() }));
      if (!isKept) failures.push(name);
    };
    const quantile = (values: number[], q: number) =>
      values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? 0;
    const timed = async (work: () => Promise<unknown>) => {
      const startedAt = performance.now();
      await work();
      return performance.now() - startedAt;
    };
    const stayUp = (until: Date) =>
      pool.query(
        "UPDATE pipeline_uptime SET up_until = $1 WHERE up_from = (SELECT max(up_from) FROM pipeline_uptime)",
        [until],
      );

    const start = new Date();
    await insertDestination({ displayName: "pager" });
    await pool.query(
      `INSERT INTO log_sources (kind, label, log_types, log_stream_type, config, updated_at, last_event_processed_at, last_received_at)
     SELECT 'http-ingest', 'source-' || n, '{AWS.CloudTrail}', 'Auto', '{}', now(), last, last
       FROM generate_series(1, $2) AS n,
            LATERAL (SELECT $1::timestamptz + CASE WHEN n <= $3 THEN -(n % 60000) * interval '1 millisecond' ELSE interval '1 hour' END AS last) AS l`,
      [start, sources, turning],
    );
    await pool.query(
      `INSERT INTO log_source_alarms (source_id, minutes_threshold, state, state_changed_at, set_at, due_at)
     SELECT id, 60, 'OK', $1, $1, last_event_processed_at + interval '60 minutes' FROM log_sources`,
      [start],
    );
    await pool.query(
      `INSERT INTO log_source_minutes (source_id, minute, log_type, classified, bytes)
     SELECT id, date_trunc('minute', $1::timestamptz) - n * interval '7 days', 'AWS.CloudTrail', 100, 40000
       FROM log_sources, generate_series(1, 4) AS n`,
      [start],
    );
    await pool.query("VACUUM ANALYZE");

    // An idle tick.
    await dropOffTick(start);
    const whole: number[] = [];
    const idleFrom = processorSeconds(pid).postgres;
    for (let n = 1; n <= 500; n += 1) whole.push(await timed(() => dropOffTick(new Date(start.getTime() + n * 10))));
    const idleSeconds = processorSeconds(pid).postgres - idleFrom;
    const inDatabase: number[] = [];
    for (let n = 0; n < 50; n += 1) {
      const { rows } = await pool.query(
        `EXPLAIN (ANALYZE, FORMAT JSON) SELECT a.source_id FROM log_source_alarms a JOIN log_sources s ON s.id = a.source_id
        WHERE a.due_at <= '${start.toISOString()}' ORDER BY a.due_at LIMIT 5000 FOR UPDATE OF a SKIP LOCKED`,
      );
      inDatabase.push(rows[0]["QUERY PLAN"][0]["Execution Time"]);
    }
    const idle = {
      processorMs: (idleSeconds / whole.length) * 1_000,
      inDatabaseMs: median(inDatabase),
      wholeTickMs: median(whole),
      wholeTickP99Ms: quantile(whole, 0.99),
    };
    tell(
      "idle tick",
      `${idle.inDatabaseMs.toFixed(2)} ms to find that nothing is due, ${idle.processorMs.toFixed(1)} ms of PostgreSQL's processor time with the heartbeat; ${idle.wholeTickMs.toFixed(1)} ms from end to end (p99 ${idle.wholeTickP99Ms.toFixed(1)}); at most ${goals.idleMs} in PostgreSQL`,
      idle,
      idle.processorMs <= goals.idleMs,
    );

    // Half of them fall silent in one minute.
    const later = new Date(start.getTime() + 60 * 60_000);
    await stayUp(later);
    // Beside it in the same run: the same rows flipped by one bare statement, without any alert.
    await pool.query("CREATE TABLE bench_alarms AS SELECT * FROM log_source_alarms");
    await pool.query("CREATE INDEX ON bench_alarms (due_at)");
    await pool.query("CREATE INDEX ON bench_alarms (source_id)");
    const bareFrom = processorSeconds(pid).postgres;
    const bareMs = await timed(() =>
      pool.query("UPDATE bench_alarms SET state = 'ALARM', state_changed_at = $1, due_at = $1 WHERE due_at <= $1", [
        later,
      ]),
    );
    const bareSeconds = processorSeconds(pid).postgres - bareFrom;
    await pool.query("DROP TABLE bench_alarms");
    const { rows: armed } = await pool.query("SELECT source_id, due_at FROM log_source_alarms WHERE due_at <= $1", [
      later,
    ]);
    const turns: { ms: number; node: number; postgres: number }[] = [];
    // The first is that of a process that has never raised many; the others follow on the same tables, emptied.
    for (let round = 1; round <= 5; round += 1) {
      if (round > 1) {
        await pool.query("TRUNCATE alerts, alert_activities, deliveries CASCADE");
        await pool.query(
          `UPDATE log_source_alarms a SET state = 'OK', due_at = g.due_at
           FROM unnest($1::uuid[], $2::timestamptz[]) AS g (source_id, due_at) WHERE a.source_id = g.source_id`,
          [armed.map((row) => row.source_id), armed.map((row) => row.due_at)],
        );
      }
      await pool.query("VACUUM ANALYZE");
      await pool.query("CHECKPOINT");
      const before = processorSeconds(pid);
      const ms = await timed(async () => {
        const result = await dropOffTick(later);
        if (result.raised !== turning) throw new Error(`raised ${result.raised}`);
      });
      const used = processorSeconds(pid);
      turns.push({ ms, node: used.node - before.node, postgres: used.postgres - before.postgres });
      const { rows: turned } = await pool.query(
        "SELECT (SELECT count(*) FROM alerts) AS alerts, (SELECT count(*) FROM deliveries WHERE state = 'PENDING') AS deliveries",
      );
      if (turned[0].alerts !== turning || turned[0].deliveries !== turning) throw new Error(JSON.stringify(turned[0]));
    }
    const of = (key: "ms" | "node" | "postgres") => median(turns.map((turn) => turn[key]));
    const turnMs = of("ms");
    tell(
      "fall silent at once",
      `${turning.toLocaleString("en-US")} alerts raised and routed in ${(turnMs / 1000).toFixed(2)} s (${turns.map(({ ms }) => (ms / 1000).toFixed(2)).join(", ")}; processor time: ${of("node").toFixed(1)} s Node, ${of("postgres").toFixed(1)} s PostgreSQL), ${(turnMs / bareMs).toFixed(0)} times one bare UPDATE of these rows (${bareMs.toFixed(0)} ms, ${bareSeconds.toFixed(2)} s of processor time); at most ${goals.turnMs / 1000}`,
      {
        turning,
        turnMs: Math.round(turnMs),
        turnsMs: turns.map(({ ms }) => Math.round(ms)).join(" "),
        bareMs: Math.round(bareMs),
        bareSeconds,
        nodeSeconds: of("node"),
        postgresSeconds: of("postgres"),
      },
      turnMs <= goals.turnMs,
    );
    const after = await timed(() => dropOffTick(new Date(later.getTime() + 1_000)));
    tell("tick after it", `${after.toFixed(1)} ms`, { afterMs: Number(after.toFixed(1)) });

    // The other half is alive: all are due at once and pushed on.
    await pool.query("UPDATE log_sources SET last_event_processed_at = $1 WHERE last_event_processed_at > $2", [
      new Date(start.getTime() + 110 * 60_000),
      start,
    ]);
    const muchLater = new Date(start.getTime() + 120 * 60_000);
    await stayUp(muchLater);
    // Those that are out are left alone here.
    await pool.query("UPDATE log_source_alarms SET due_at = $1 WHERE state = 'ALARM'", [
      new Date(muchLater.getTime() + 86_400_000),
    ]);
    let pushed = 0;
    const pushMs = await timed(async () => {
      pushed = (await dropOffTick(muchLater)).due;
    });
    tell("push on the living", `${pushed.toLocaleString("en-US")} due and alive in ${(pushMs / 1000).toFixed(2)} s`, {
      pushed,
      pushMs: Math.round(pushMs),
    });

    // The upkeep of last events, beside the same ingest without it: what one group of bodies writes in its transaction.
    await pool.query("CREATE TABLE bench_events (at timestamptz, id uuid, event text)");
    const event = JSON.stringify({ filler: "x".repeat(460) });
    const { rows: ids } = await pool.query<{ id: string }>(
      "SELECT id FROM log_sources WHERE last_event_processed_at > $1 ORDER BY id LIMIT 400",
      [start],
    );
    const eventsAGroup = 2_000;
    const ingest = (sourceId: string, hasUpkeep: boolean, at: Date) =>
      timed(() =>
        systemChange(at, async (tx) => {
          await tx.query("INSERT INTO bench_events SELECT now(), gen_random_uuid(), $1 FROM generate_series(1, $2)", [
            event,
            eventsAGroup,
          ]);
          const seen = `WITH seen AS (
         INSERT INTO log_source_log_types AS t (source_id, log_type, last_event_at) VALUES ($1, 'AWS.CloudTrail', $2)
         ON CONFLICT (source_id, log_type) DO UPDATE SET last_event_at = greatest(t.last_event_at, excluded.last_event_at))`;
          await tx.query({
            name: hasUpkeep ? "count with upkeep" : "count",
            text: `${hasUpkeep ? seen : ""} INSERT INTO log_source_minutes AS m (source_id, minute, log_type, classified) VALUES ($1, date_trunc('minute', $2::timestamptz), 'AWS.CloudTrail', $3)
         ON CONFLICT (source_id, minute, log_type) DO UPDATE SET classified = m.classified + excluded.classified`,
            values: [sourceId, at, eventsAGroup],
          });
          const received = "UPDATE log_sources SET last_received_at = greatest(last_received_at, $2)";
          if (hasUpkeep) {
            const { rows } = await tx.query({
              name: "received with upkeep",
              text: `${received}, last_event_processed_at = greatest(last_event_processed_at, $2) WHERE id = $1 RETURNING ${isWaitedFor("log_sources.id", "$2")} AS is`,
              values: [sourceId, at],
            });
            if (rows[0].is) await onEventsProcessed(tx, sourceId, ["AWS.CloudTrail"]);
          } else {
            await tx.query({ name: "received", text: `${received} WHERE id = $1`, values: [sourceId, at] });
          }
        }),
      );
    const without: number[] = [];
    const withUpkeep: number[] = [];
    for (const [index, { id }] of ids.entries()) {
      const at = new Date(muchLater.getTime() + index);
      const order = index % 2 === 0 ? [false, true] : [true, false];
      for (const hasUpkeep of order) (hasUpkeep ? withUpkeep : without).push(await ingest(id, hasUpkeep, at));
    }
    const costPercent = (median(withUpkeep) / median(without) - 1) * 100;
    tell(
      "upkeep under ingest",
      `${costPercent.toFixed(1)} % of a group of ${eventsAGroup} events (${median(withUpkeep).toFixed(2)} concurrent ${median(without).toFixed(2)} ms, ${ids.length} pairs); at most ${goals.upkeepPercent}`,
      {
        costPercent: Number(costPercent.toFixed(2)),
        withMs: median(withUpkeep),
        withoutMs: median(without),
        eventsAGroup,
      },
      costPercent <= goals.upkeepPercent,
    );

    // How late an alert is: windows that end at any moment of ten seconds, a tick every two.
    const intervalMs = 2_000;
    await pool.query("TRUNCATE alerts, alert_activities, deliveries, pipeline_uptime CASCADE");
    const now = Date.now();
    await pool.query("INSERT INTO pipeline_uptime VALUES ($1, $2)", [new Date(now - 86_400_000), new Date(now)]);
    await pool.query("UPDATE log_source_alarms SET state = 'OK', due_at = now() + interval '1 day'");
    await pool.query(
      `WITH chosen AS (SELECT id, row_number() OVER () AS n FROM log_sources LIMIT 500),
          silent AS (UPDATE log_sources s SET last_event_processed_at = $1::timestamptz - interval '60 minutes' + n * interval '20 milliseconds'
                       FROM chosen c WHERE c.id = s.id RETURNING s.id, s.last_event_processed_at)
     UPDATE log_source_alarms a SET set_at = $1::timestamptz - interval '1 day', due_at = s.last_event_processed_at + interval '60 minutes'
       FROM silent s WHERE s.id = a.source_id`,
      [new Date(now)],
    );
    const seen = new Map<string, number>();
    for (let n = 1; n <= 6; n += 1) {
      await sleep(Math.max(0, now + n * intervalMs - Date.now()));
      await dropOffTick();
      const { rows } = await pool.query<{ id: string; due: Date }>(
        `SELECT a.source_id AS id, s.last_event_processed_at + interval '60 minutes' AS due
         FROM alerts a JOIN log_sources s ON s.id = a.source_id WHERE NOT a.source_id = ANY($1::uuid[])`,
        [[...seen.keys()]],
      );
      const at = Date.now();
      for (const row of rows) seen.set(row.id, at - row.due.getTime());
    }
    const lateness = [...seen.values()];
    const worst = Math.max(...lateness);
    tell(
      "lateness",
      `${lateness.length} alerts, at worst ${worst} ms after their window (median ${median(lateness).toFixed(0)}) with a tick every ${intervalMs} ms; at most one interval and a second`,
      { alerts: lateness.length, worstMs: worst, medianMs: median(lateness), intervalMs },
      lateness.length === 500 && worst <= intervalMs + 1_000,
    );

    await closeConnections();
    if (failures.length > 0) {
      console.error(`limits broken: ${failures.join(", ")}`);
      process.exitCode = 1;
    }
  },
  { settings: { max_connections: "100" } },
);
