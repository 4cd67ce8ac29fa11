import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { systemActor } from "#lib/auth/actor.ts";
import type { FailureDetail } from "#lib/classification/schema.ts";
import { db, inTransaction, pool } from "#lib/db.ts";
import { receive } from "#lib/log-intake/receive.ts";
import type { IntakeReceipt } from "#lib/log-intake/schema.ts";
import { listAlertEvents } from "#lib/system-errors/queries.ts";
import { createHttpSourceForTest, type HttpSourceForTest } from "#lib/testing/http-source.ts";
import { claimBatches } from "./batch-claims.ts";
import { processBatches } from "./process-batches.ts";

const budgetMs = 60_000;
const logType = "Custom.Shop.Order";
const limits = { maxBodyBytes: 64 * 1024 * 1024, maxInflatedBytes: 512 * 1024 * 1024 };

beforeAll(async () => {
  const spec = [
    "schema: Custom.Shop.Order",
    "fields:",
    "  - {name: id, type: bigint, required: true}",
    "  - {name: at, type: timestamp, timeFormats: [rfc3339], isEventTime: true}",
    "  - {name: note, type: string}",
    "  - {name: more, type: json}",
  ].join("\n");
  await db.logSchema.create({ data: { logType, spec } });
});

const create = (options: { logStreamType?: string } = {}) =>
  createHttpSourceForTest({ logTypes: [logType], ...options });

async function send(source: HttpSourceForTest, ...parts: (string | Uint8Array)[]): Promise<IntakeReceipt> {
  async function* body() {
    for (const part of parts) yield typeof part === "string" ? Buffer.from(part) : part;
  }
  const answer = await receive(
    { method: "POST", sourceId: source.id, header: () => undefined, body: body(), remoteAddress: "127.0.0.1" },
    { onBatch: () => {}, limits },
  );
  expect(answer.status).toBe(200);
  return JSON.parse(answer.body) as IntakeReceipt;
}

async function stored(source: HttpSourceForTest) {
  const events = (await pool.query<{ name: string | null }>("SELECT to_regclass('lake.custom_shop_order') AS name"))
    .rows[0]?.name
    ? (
        await pool.query(
          "SELECT event::text AS event FROM lake.custom_shop_order WHERE p_source_id = $1 ORDER BY p_row_id",
          [source.id],
        )
      ).rows
    : [];
  const failures = await pool.query<{
    payload: string;
    error: FailureDetail[];
    request_id: string;
    payload_bytes: number;
  }>(
    "SELECT payload, error, request_id, payload_bytes FROM panther_monitor.classification_failures WHERE p_source_id = $1 ORDER BY p_row_id",
    [source.id],
  );
  const alerts = await db.alert.findMany({ where: { sourceId: source.id } });
  const minutes = await db.logSourceMinute.findMany({ where: { sourceId: source.id } });
  const sum = (key: "classified" | "failed" | "bytes") => minutes.reduce((total, row) => total + Number(row[key]), 0);
  const counted = { classified: sum("classified"), failed: sum("failed"), bytes: sum("bytes") };
  // Lists read the quarters, which are counted beside the minutes.
  const quarters = await db.logSourceQuarter.aggregate({
    where: { sourceId: source.id },
    _sum: { classified: true, failed: true, bytes: true },
  });
  expect(Object.values(quarters._sum).map(Number)).toEqual(Object.values(counted));
  return {
    events: events.map((row: { event: string }) => row.event),
    failures: failures.rows,
    reasons: failures.rows.map((row) => row.error[0]?.reason),
    alerts,
    counted,
  };
}

const run = (source: HttpSourceForTest) => processBatches(source.id, { budgetMs });

test("an alert shows the failing lines that opened it", async () => {
  const source = await create();
  await send(source, '{"id":"no number"}\n');
  await run(source);
  const [alert] = (await stored(source)).alerts;
  const events = await listAlertEvents(systemActor, alert?.id ?? "", { limit: 10 });
  expect(events.results).toMatchObject([{ payload: '{"id":"no number"}' }]);
});

test("events, failures, counters, the mark done and the System Error come together", async () => {
  const source = await create();
  const receipt = await send(source, '{"id":1,"at":"2026-11-24T01:02:03Z"}\n{"id":"x"}\nplain\n');
  const result = await run(source);
  expect(result).toMatchObject({ batches: 1, events: 1, failures: 2, isMore: false });
  const { events, failures, alerts, counted } = await stored(source);
  expect(events).toEqual(['{"id":1,"at":"2026-11-24T01:02:03Z"}']);
  expect(failures.map((row) => row.payload)).toEqual(['{"id":"x"}', "plain"]);
  expect(failures.every((row) => row.request_id === receipt.batchId)).toBe(true);
  expect(counted).toEqual({ classified: 1, failed: 2, bytes: 36 + 10 + 5 });
  expect(alerts).toHaveLength(1);
  expect(alerts[0]).toMatchObject({
    kind: "SOURCE_CLASSIFICATION_FAILURES",
    severity: "CRITICAL",
    status: "OPEN",
    eventCount: 2n,
    title: `Source [${source.label}] received events that we were unable to classify in the last 24 hours`,
  });
  const facts = alerts[0]?.facts as {
    lines: number;
    causes: { schema: string; path: string; lines: number; message: string }[];
  };
  expect(facts.lines).toBe(2);
  expect(facts.causes).toContainEqual(
    expect.objectContaining({ schema: logType, path: "$.id", lines: 1, message: expect.any(String) }),
  );
  const batch = await db.logBatch.findUniqueOrThrow({ where: { id: String(receipt.batchId) } });
  expect(batch).toMatchObject({ state: "done", eventCount: 1n, failureCount: 2n, lastError: null });
  expect(await db.logBatchChunk.count({ where: { batchId: batch.id } })).toBe(0);
  const row = await db.logSource.findUniqueOrThrow({ where: { id: source.id } });
  expect(row.lastReceivedAt).toEqual(batch.receivedAt);
  expect(row.lastEventProcessedAt).toEqual(batch.doneAt);
});

test("only failures leave the time of the last event alone", async () => {
  const source = await create();
  await send(source, "nothing of ours\n");
  await run(source);
  const row = await db.logSource.findUniqueOrThrow({ where: { id: source.id } });
  expect(row.lastEventProcessedAt).toBeNull();
  expect(row.lastReceivedAt).not.toBeNull();
});

test("further lines join the open error", async () => {
  const source = await create();
  for (const at of [1, 2, 3]) {
    await send(source, `bad ${at}\n`);
    await run(source);
  }
  const { alerts, failures } = await stored(source);
  expect(alerts).toHaveLength(1);
  expect(alerts[0]?.eventCount).toBe(3n);
  expect(failures).toHaveLength(3);
});

describe("bad input: everything accepted is an event or a failure with its reason", () => {
  const deep = `{"id":1,"more":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
  test.each<[string, Uint8Array | string, number, string[]]>([
    ["blank lines only", "\n\n  \n", 0, []],
    [
      "an invalid byte",
      Buffer.from([...Buffer.from('{"id":1,"note":"'), 0xff, ...Buffer.from('"}\n{"id":2}\n')]),
      1,
      ["invalid_utf8"],
    ],
    ["NUL in a line", 'a\u0000b\n{"id":1}\n', 1, ["nul_byte"]],
    ["an escaped NUL and a lone surrogate are storable", '{"id":1,"note":"a\\u0000b\\ud800"}\n', 1, []],
    ["100,000 levels", `${deep}\n{"id":1}\n`, 1, ["too_deep"]],
    ["100,000 levels that do not close", `{"id":1,"more":${"[".repeat(100_000)}\n`, 0, ["too_deep"]],
    ["__proto__ keys", '{"id":1,"__proto__":{"id":2},"constructor":3,"more":{"__proto__":[1]}}\n', 1, []],
    ["__proto__ does not stand in for a field", '{"__proto__":{"id":2}}\n', 0, ["missing_field"]],
    ["an integer over 2^53", '{"id":9007199254740993}\n', 1, []],
    ["an integer over 2^63", '{"id":9223372036854775808}\n', 0, ["out_of_range"]],
    ["duplicate keys", '{"id":1,"id":2,"note":"a","note":"b"}\n', 1, []],
    ["truncated gzip", gzipSync('{"id":1}\n'.repeat(50_000)).subarray(0, 80), -1, ["gzip_truncated"]],
    [
      "gzip with junk behind it",
      Buffer.concat([gzipSync('{"id":1}\n'), Buffer.from("junk")]),
      1,
      ["gzip_trailing_bytes"],
    ],
    ["concatenated gzip", Buffer.concat([gzipSync('{"id":1}\n'), gzipSync('{"id":2}\n')]), 2, []],
    ["random bytes", createHash("sha512").update("seed").digest(), 0, ["?"]],
    ["a line over the limit", `{"id":1}\n${"x".repeat(3 * 1024 * 1024)}\n{"id":2}\n`, 2, ["line_too_long"]],
    ["pretty-printed JSON", '{\n  "id": 1,\n  "note": "a"\n}\n', 1, []],
    ["a JSON array", '[{"id":1},{"id":2},{"no":3}]', 2, ["missing_field"]],
  ])("%s", async (_name, body, events, reasons) => {
    const source = await create();
    await send(source, body);
    const result = await run(source);
    const after = await stored(source);
    expect(after.events).toHaveLength(result.events);
    expect(after.failures).toHaveLength(result.failures);
    expect(after.counted).toMatchObject({ classified: result.events, failed: result.failures });
    expect(after.alerts).toHaveLength(result.failures > 0 ? 1 : 0);
    if (events >= 0) expect(result.events).toBe(events);
    else expect(result.events).toBeGreaterThan(0);
    if (reasons[0] === "?") expect(result.failures).toBeGreaterThan(0);
    else expect(after.reasons).toEqual(reasons);
    for (const failure of after.failures) expect(failure.error[0]?.message).toMatch(/\w/);
    const batch = await db.logBatch.findFirstOrThrow({ where: { sourceId: source.id } });
    expect(batch).toMatchObject({ state: "done", attempts: 0 });
  });

  test("an integer over 2^53 keeps its digits", async () => {
    const source = await create();
    await send(source, '{"id":9007199254740993}\n');
    await run(source);
    const { rows } = await pool.query(
      "SELECT id::text AS id FROM panther_logs.custom_shop_order WHERE p_source_id = $1",
      [source.id],
    );
    expect(rows).toEqual([{ id: "9007199254740993" }]);
    expect((await stored(source)).events).toEqual(['{"id":9007199254740993}']);
  });
});

test("many bodies, small and large, plain and gzip: the numbers add up", async () => {
  const source = await create();
  let lines = 0;
  for (let at = 0; at < 40; at += 1) {
    const body = Array.from({ length: 1 + ((at * 37) % 200) }, (_, n) =>
      n % 7 === 3 ? `bad ${n}\n` : `{"id":${n}}\n`,
    ).join("");
    lines += (await send(source, at % 3 === 0 ? gzipSync(body) : body)).accepted.lines;
  }
  lines += (await send(source, ...Array.from({ length: 300 }, () => `{"id":5,"note":"${"x".repeat(9000)}"}\n`)))
    .accepted.lines;
  const result = await run(source);
  const after = await stored(source);
  expect(result.batches).toBe(41);
  expect(after.events.length + after.failures.length).toBe(lines);
  expect(after.counted.classified + after.counted.failed).toBe(lines);
  expect(await db.logBatchChunk.count({ where: { batch: { sourceId: source.id } } })).toBe(0);
});

test("two workers at once share the work and double nothing", async () => {
  const source = await create();
  for (let at = 0; at < 30; at += 1) await send(source, `{"id":${at}}\nbad ${at}\n`);
  const results = await Promise.all([run(source), run(source), run(source)]);
  const after = await stored(source);
  expect(results.reduce((sum, result) => sum + result.batches, 0)).toBe(30);
  expect(new Set(after.events).size).toBe(30);
  expect(after.events).toHaveLength(30);
  expect(after.failures).toHaveLength(30);
  expect(after.alerts[0]?.eventCount).toBe(30n);
});

test("a worker whose connection is killed in the middle leaves nothing behind, and the next one does it all once", async () => {
  const source = await create();
  await send(
    source,
    ...Array.from({ length: 2000 }, (_, at) => `{"id":${at},"note":"${"y".repeat(2000)}"}\n`),
    "bad\n",
  );
  const killed = run(source);
  let kills = 0;
  while (kills === 0) {
    const { rowCount } = await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle' AND query LIKE 'COPY lake.%'`,
    );
    kills = rowCount ?? 0;
  }
  await killed;
  expect(await stored(source)).toMatchObject({
    events: [],
    failures: [],
    alerts: [],
    counted: { classified: 0, failed: 0 },
  });
  await pool.query("UPDATE log_batches SET not_before_at = now() WHERE source_id = $1", [source.id]);
  expect(await run(source)).toMatchObject({ batches: 1, events: 2000, failures: 1 });
  const after = await stored(source);
  expect(after.events).toHaveLength(2000);
  expect(after.counted).toMatchObject({ classified: 2000, failed: 1 });
});

test("a claim that is dropped is free at once", async () => {
  const source = await create();
  await send(source, '{"id":1}\n');
  await inTransaction(async (client) => {
    expect(await claimBatches(client, source.id, new Date())).toHaveLength(1);
    expect(await run(source)).toMatchObject({ batches: 0 });
    throw new Error("killed");
  }).catch(() => {});
  expect(await run(source)).toMatchObject({ batches: 1, events: 1 });
});

test("a body that cannot be processed holds nobody up, is tried eight times and is then kept with its reason", async () => {
  const source = await create();
  const broken = await send(source, ...Array.from({ length: 3 }, () => "z".repeat(600 * 1024)));
  await pool.query("DELETE FROM log_batch_chunks WHERE batch_id = $1 AND ordinal = 1", [broken.batchId]);
  await send(source, '{"id":1}\n');
  let at = Date.now() + 1;
  expect(await processBatches(source.id, { budgetMs, now: () => new Date(at) })).toMatchObject({
    events: 1,
    failures: 0,
  });
  expect(await db.logBatch.findUnique({ where: { id: String(broken.batchId) } })).toMatchObject({
    state: "pending",
    attempts: 2,
  });
  await pool.query("UPDATE log_batches SET attempts = 6 WHERE id = $1", [broken.batchId]);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    at += 2 * 60 * 60_000;
    await processBatches(source.id, { budgetMs, now: () => new Date(at) });
  }
  const batch = await db.logBatch.findUniqueOrThrow({ where: { id: String(broken.batchId) } });
  expect(batch).toMatchObject({
    state: "failed",
    attempts: 8,
    lastError: expect.stringContaining("bytes of the body are stored"),
  });
  expect(await db.logBatchChunk.count({ where: { batchId: batch.id } })).toBeGreaterThan(0);
});

test("a source whose schemas cannot be made ready counts its tries on every batch, says why, and goes on when they can", async () => {
  const wide = "Custom.Too.Wide";
  const field = (_: unknown, at: number) => `  - {name: f${at}, type: string}`;
  const spec = ["schema: Custom.Too.Wide", "fields:", ...Array.from({ length: 1700 }, field)].join("\n");
  await db.logSchema.create({ data: { logType: wide, spec } });
  const source = await createHttpSourceForTest({ logTypes: [wide, logType] });
  const batches = [await send(source, '{"id":1}\n'), await send(source, '{"id":2}\n')];
  const ids = batches.map((batch) => String(batch.batchId));
  const read = () => db.logBatch.findMany({ where: { id: { in: ids } } });
  let at = Date.now() + 1;
  const tried = await processBatches(source.id, { budgetMs, now: () => new Date(at) });
  expect(tried).toMatchObject({ batches: 0, isMore: false, nextTryAt: new Date(at + 1000).toISOString() });
  for (const batch of await read()) {
    expect(batch).toMatchObject({ state: "pending", attempts: 1, lastError: expect.stringContaining("1664") });
  }
  for (let attempt = 1; attempt < 8; attempt += 1) {
    at += 2 * 60 * 60_000;
    await processBatches(source.id, { budgetMs, now: () => new Date(at) });
  }
  expect((await read()).map((batch) => [batch.state, batch.attempts])).toEqual([
    ["failed", 8],
    ["failed", 8],
  ]);
  const narrow = "schema: Custom.Too.Wide\nfields:\n  - {name: f1, type: string, required: true}";
  await db.logSchema.update({ where: { logType: wide }, data: { spec: narrow, revision: 2 } });
  await pool.query(
    "UPDATE log_batches SET state = 'pending', attempts = 0, not_before_at = now() WHERE source_id = $1",
    [source.id],
  );
  expect(await run(source)).toMatchObject({ batches: 2, events: 2, failures: 0 });
});

test("a source without schemas keeps every line as a failure", async () => {
  const source = await createHttpSourceForTest();
  await send(source, '{"id":1}\n');
  await run(source);
  expect((await stored(source)).reasons).toEqual(["no_schema"]);
});

test("a source that was deleted has nothing to process", async () => {
  const source = await create();
  await send(source, "bad\n");
  await db.logSource.delete({ where: { id: source.id } });
  expect(await run(source)).toMatchObject({ batches: 0 });
});

test("counters and alarms go by the database's clock, however wrong the app's is", async () => {
  const source = await create();
  await send(source, '{"id": 1}\n');
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() - 16 * 60_000 });
  try {
    expect(await run(source)).toMatchObject({ events: 1 });
  } finally {
    vi.useRealTimers();
  }
  const { rows } = await pool.query(
    `SELECT now() - s.last_event_processed_at < interval '1 minute' AS source, now() - t.last_event_at < interval '1 minute' AS type,
            now() - m.minute < interval '2 minutes' AS counter
       FROM log_sources s JOIN log_source_log_types t ON t.source_id = s.id JOIN log_source_minutes m ON m.source_id = s.id
      WHERE s.id = $1`,
    [source.id],
  );
  expect(rows).toEqual([{ source: true, type: true, counter: true }]);
});
