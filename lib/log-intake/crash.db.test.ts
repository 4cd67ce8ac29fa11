import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { db, pool } from "#lib/db.ts";
import { createHttpSourceForTest } from "#lib/testing/http-source.ts";

interface Running {
  child: ChildProcess;
  port: number;
}

async function start(): Promise<Running> {
  const child = spawn(process.execPath, ["--conditions=react-server", "lib/testing/intake-process.ts"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "", TELLTALE_LOG_LEVEL: "silent" },
  });
  if (!child.stdout) throw new Error("no output");
  const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return { child, port: (JSON.parse(line) as { port: number }).port };
}

async function kill({ child }: Running): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

test("a process that is killed over and over, while it receives and while it classifies, loses and doubles nothing", {
  timeout: 120_000,
}, async () => {
  const source = await createHttpSourceForTest({ logTypes: ["Okta.SystemLog"] });
  let acknowledged = 0;
  let sent = 0;
  for (let life = 0; life < 3; life += 1) {
    const running = await start();
    const sending = Promise.all(
      Array.from({ length: 40 }, async (_, at) => {
        const first = sent;
        sent += at % 8 === 0 ? 3000 : 20;
        const lines = Array.from({ length: sent - first }, (_line, n) => `line ${first + n} ${"z".repeat(300)}\n`);
        const url = `http://127.0.0.1:${running.port}/api/ingest/http/${source.id}`;
        const response = await fetch(url, { method: "POST", body: lines.join("") }).catch(() => null);
        if (response?.status === 200) acknowledged += lines.length;
      }),
    );
    running.child.stdin?.write(`${source.id}\n${source.id}\n`);
    await new Promise((resolve) => setTimeout(resolve, 200 + life * 400));
    running.child.stdin?.write(`${source.id}\n`);
    await new Promise((resolve) => setTimeout(resolve, 60 * life));
    // On a busy machine the first lives may end before anything was acknowledged.
    if (life === 2) await expect.poll(() => acknowledged, { timeout: 30_000, interval: 10 }).toBeGreaterThan(0);
    await kill(running);
    await sending;
  }
  const last = await start();
  await pool.query("UPDATE log_batches SET not_before_at = now() WHERE state = 'pending'");
  last.child.stdin?.write(`${source.id}\n`);
  const waiting = () => db.logBatch.count({ where: { sourceId: source.id, state: "pending" } });
  await expect.poll(waiting, { timeout: 30_000, interval: 50 }).toBe(0);
  await kill(last);
  const { rows } = await pool.query<{ lines: number; different: number }>(
    "SELECT count(*) AS lines, count(DISTINCT payload) AS different FROM panther_monitor.classification_failures WHERE p_source_id = $1",
    [source.id],
  );
  const stored = await pool.query<{ lines: number }>(
    "SELECT coalesce(sum(line_count), 0)::bigint AS lines FROM log_batches WHERE source_id = $1 AND state = 'done'",
    [source.id],
  );
  const alert = await db.alert.findMany({ where: { sourceId: source.id } });
  process.stdout.write(`${sent} lines sent, ${acknowledged} acknowledged, ${rows[0]?.lines} stored\n`);
  expect(acknowledged).toBeGreaterThan(0);
  // What was stored but whose answer the kill cut off is stored once all the same.
  expect(rows[0]?.lines).toBeGreaterThanOrEqual(acknowledged);
  expect(rows[0]?.different).toBe(rows[0]?.lines);
  expect(stored.rows[0]?.lines).toBe(rows[0]?.lines);
  expect(alert.map((row) => Number(row.eventCount))).toEqual([rows[0]?.lines]);
  const failed = await db.logSourceMinute.aggregate({ where: { sourceId: source.id }, _sum: { failed: true } });
  expect(Number(failed._sum.failed)).toBe(rows[0]?.lines);
});
