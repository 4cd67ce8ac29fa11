/**
 * The embedded Inngest server beside its limit, the bare SDK, on a PostgreSQL of its own:
 * `npm run bench:inngest`. Both take turns, so that their ratio says something on a busy
 * machine too. Prints words and one JSON line a figure; fails when a limit is broken.
 */
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Inngest } from "inngest";
import { serve } from "inngest/node";
import pg from "pg";
import { Agent, request } from "undici";
import { machine, median } from "./measure.ts";
import { withPostgres } from "./with-postgres.ts";

const goals = { addedMs: 10, throughputRatio: 0.5, eventsPerSecond: 5_000, idleQueriesPerSecond: 5 };
/** What the bare SDK takes on a quiet machine; on a busy one the limit in milliseconds grows with it. */
const quietBareMs = 2.9;
const stepsARun = 20;
const openCalls = 16;

await withPostgres(
  async ({ url }) => {
    const pool = new pg.Pool({ connectionString: url });
    const main = path.join(process.cwd(), "inngest/server/main.ts");
    const child = spawn(process.execPath, ["--conditions=react-server", main], {
      env: { ...process.env, INNGEST_SERVER_PORT: "0" },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const serverUrl = await new Promise<string>((resolve, reject) => {
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}`)));
      child.stdout.on("data", (chunk: Buffer) => {
        const url = /ready on (\S+)/.exec(String(chunk))?.[1];
        if (url) resolve(url);
      });
    });

    const logger = { info() {}, warn() {}, error() {}, debug() {} };
    const inngest = new Inngest({ id: "bench", baseUrl: serverUrl, isDev: true, logger });
    let finished = 0;
    const stepTimes: number[] = [];
    const functions = [
      inngest.createFunction({ id: "empty", triggers: [{ event: "bench/empty" }] }, () => {
        finished++;
      }),
      ...[true, false].map((checkpointing) => {
        const event = checkpointing ? "bench/checkpoints" : "bench/calls";
        const id = event.replace("bench/", "");
        return inngest.createFunction({ id, checkpointing, triggers: [{ event }] }, async ({ step }) => {
          for (let n = 0; n < stepsARun; n++) await step.run(`s${n}`, () => stepTimes.push(performance.now()));
          finished++;
        });
      }),
    ];
    const app = createServer(serve({ client: inngest, functions }));
    await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
    const appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}/api/inngest`;
    await fetch(appUrl, { method: "PUT" });

    const agent = new Agent({ connections: 64 });
    async function post(url: string, body: string): Promise<void> {
      const response = await request(url, {
        method: "POST",
        body,
        dispatcher: agent,
        headers: { "content-type": "application/json" },
      });
      await response.body.dump();
    }
    const event = { name: "bench/empty", data: {}, id: "x", ts: 1 };
    const ctx = {
      run_id: "x",
      attempt: 0,
      stack: { current: 0, stack: [] },
      disable_immediate_execution: false,
      use_api: false,
    };
    const bareBody = JSON.stringify({ ctx, event, events: [event], steps: {}, version: 2, use_api: false });
    const bareCall = () => post(`${appUrl}?fnId=bench-empty&stepId=step`, bareBody);
    const send = (count: number, name: string) =>
      post(`${serverUrl}/e/key`, JSON.stringify(Array.from({ length: count }, () => ({ name, data: {} }))));

    async function timed(work: () => Promise<unknown>): Promise<number> {
      const startedAt = performance.now();
      await work();
      return performance.now() - startedAt;
    }

    async function untilFinished(count: number): Promise<void> {
      while (finished < count) await sleep(1);
    }

    const failures: string[] = [];
    function tell(name: string, words: string, figures: Record<string, number>, isKept = true): void {
      console.log(`${name}: ${words}${isKept ? "" : "  BROKEN"}`);
      console.log(JSON.stringify({ name, ...figures, ...machine() }));
      if (!isKept) failures.push(name);
    }

    /** The gaps between the steps of a few runs, and bare calls between the runs. */
    async function transitions(name: string) {
      const bare: number[] = [];
      const gaps: number[] = [];
      for (let round = 0; round < 12; round++) {
        for (let n = 0; n < stepsARun; n++) bare.push(await timed(bareCall));
        stepTimes.length = 0;
        finished = 0;
        await send(1, name);
        await untilFinished(1);
        for (let n = 1; n < stepTimes.length; n++) gaps.push((stepTimes[n] as number) - (stepTimes[n - 1] as number));
      }
      return { bareMs: median(bare), gapMs: median(gaps), addedMs: median(gaps) - median(bare) };
    }

    try {
      for (let n = 0; n < 200; n++) await bareCall();
      finished = 0;
      await send(200, "bench/empty");
      await untilFinished(200);

      const calls = await transitions("bench/calls");
      const addedLimitMs = goals.addedMs * Math.max(1, calls.bareMs / quietBareMs);
      tell(
        "step transition",
        `${calls.gapMs.toFixed(2)} ms from step to step by a call each, ${calls.addedMs.toFixed(2)} ms more than the SDK's own ${calls.bareMs.toFixed(2)}; at most ${addedLimitMs.toFixed(0)}`,
        calls,
        calls.addedMs <= addedLimitMs,
      );
      const checkpoints = await transitions("bench/checkpoints");
      tell("checkpointed step", `${checkpoints.gapMs.toFixed(2)} ms from step to step`, checkpoints);

      const first: number[] = [];
      for (let n = 0; n < 60; n++) {
        finished = 0;
        first.push(await timed(() => Promise.all([send(1, "bench/empty"), untilFinished(1)])));
        await sleep(10);
      }
      tell("event to run", `${median(first).toFixed(2)} ms from the post of an event to the end of its run`, {
        ms: median(first),
      });

      const [bareRates, runRates]: [number[], number[]] = [[], []];
      for (let round = 0; round < 7; round++) {
        const count = 300;
        const lane = async () => {
          for (let n = 0; n < count / openCalls; n++) await bareCall();
        };
        bareRates.push((count / (await timed(() => Promise.all(Array.from({ length: openCalls }, lane))))) * 1_000);
        finished = 0;
        const ms = await timed(async () => {
          for (let n = 0; n < count; n += 100) await send(100, "bench/empty");
          await untilFinished(count);
        });
        runRates.push((count / ms) * 1_000);
      }
      const ratio = median(runRates.map((rate, n) => rate / (bareRates[n] as number)));
      tell(
        "throughput",
        `${median(runRates).toFixed(0)} runs/s from events in to runs done, ${ratio.toFixed(2)} of the bare SDK's ${median(bareRates).toFixed(0)} calls/s; at least ${goals.throughputRatio}`,
        { runsPerSecond: median(runRates), bareCallsPerSecond: median(bareRates), ratio },
        ratio >= goals.throughputRatio,
      );

      const rates: number[] = [];
      for (let round = 0; round < 9; round++) rates.push(1_000_000 / (await timed(() => send(1_000, "bench/unheard"))));
      const single: number[] = [];
      for (let round = 0; round < 5; round++) {
        const lane = async () => {
          for (let n = 0; n < 20; n++) await send(1, "bench/unheard");
        };
        single.push((64 * 20 * 1_000) / (await timed(() => Promise.all(Array.from({ length: 64 }, lane)))));
      }
      tell(
        "events in",
        `${median(rates).toFixed(0)} events/s in lists of 1,000, ${median(single).toFixed(0)} one a request; at least ${goals.eventsPerSecond}`,
        { listed: median(rates), single: median(single) },
        median(rates) >= goals.eventsPerSecond,
      );

      // PostgreSQL counts what a connection did up to 10 s after it fell idle.
      await sleep(12_000);
      const statements = async () => {
        const { rows } = await pool.query(
          "select sum(xact_commit)::int as count from pg_stat_database where datname = 'postgres'",
        );
        return rows[0].count as number;
      };
      const before = await statements();
      await sleep(10_000);
      const perSecond = ((await statements()) - before) / 10;
      tell(
        "idle",
        `${perSecond.toFixed(1)} transactions/s, those of PostgreSQL's own upkeep with it; at most ${goals.idleQueriesPerSecond}`,
        { perSecond },
        perSecond <= goals.idleQueriesPerSecond,
      );
    } finally {
      child.kill("SIGTERM");
      await new Promise((resolve) => child.once("exit", resolve));
      app.closeAllConnections();
      app.close();
      await agent.close();
      await pool.end();
    }
    if (failures.length > 0) {
      console.error(`over the limit: ${failures.join(", ")}`);
      process.exitCode = 1;
    }
  },
  { settings: { max_connections: "100" } },
);
