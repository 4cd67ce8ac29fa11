import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { type ClassifyJob, classifyStream } from "#lib/classification/classify-stream.ts";
import { defaultStreamLimits } from "#lib/classification/schema.ts";
import { endWorkers } from "#lib/classification/worker-pool.ts";
import { inTransaction, pool } from "#lib/db.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { prepareLake } from "./tables.ts";
import { writeBatch } from "./writer.ts";

const sourceId = randomUUID();
const parsedAt = new Date("2026-11-24T10:20:30.456Z");

const acme: SchemaSpec = {
  logType: "Custom.Acme",
  revision: 1,
  spec: `
fields:
  - { name: id, type: string, required: true, indicators: [trace_id] }
  - { name: at, type: timestamp, timeFormat: rfc3339, isEventTime: true, required: true }
  - { name: seen, type: timestamp, timeFormat: unix_ms }
  - { name: local, type: timestamp, timeFormat: "%d/%b/%Y" }
  - { name: size, type: bigint }
  - { name: ratio, type: float }
  - { name: isOk, type: boolean }
  - { name: peers, type: array, element: { type: string, indicators: [ip] } }
  - { name: "@tag", type: string }
`,
};

function job(body: string | Buffer, schemas = [acme]): ClassifyJob {
  return {
    body: [Buffer.from(body)],
    streamType: "Auto",
    limits: defaultStreamLimits,
    schemas,
    sourceId,
    sourceLabel: "Acme, live",
    requestId: "batch-1",
    parsedAt,
  };
}

async function ingest(given: ClassifyJob): Promise<{ classified: number; failed: number }> {
  await prepareLake(pool, given.schemas, given.parsedAt);
  return inTransaction(async (client) => {
    const sum = { classified: 0, failed: 0 };
    for await (const batch of classifyStream(given)) {
      await writeBatch(client, batch);
      sum.classified += batch.classified;
      sum.failed += batch.failed;
    }
    return sum;
  });
}

afterAll(endWorkers);

describe("a body on its way into the lake", () => {
  it("what no schema takes can be asked for by its time, like events; so can fetches", async () => {
    const before = {
      ...job("no JSON\n"),
      sourceId: randomUUID(),
      parsedAt: new Date("2026-11-22T23:59:59.999Z"),
      requestId: "by-time",
    };
    expect(await ingest(before)).toEqual({ classified: 0, failed: 1 });
    const at = "p_event_time >= '2026-11-22' AND p_event_time < '2026-11-23' AND p_event_time = p_parse_time";
    const failures = "panther_monitor.classification_failures";
    const { rows } = await pool.query(`SELECT payload FROM ${failures} WHERE request_id = 'by-time' AND ${at}`);
    expect(rows).toEqual([{ payload: "no JSON" }]);
    await pool.query(
      `INSERT INTO panther_monitor.data_audit (p_parse_time, p_source_id, p_source_label, bucket, object_key, status, started_at, ended_at)
       VALUES ($1, $2, 'Acme', 'b', 'by-time', 'succeeded', $1, $1)`,
      [before.parsedAt, sourceId],
    );
    const fetches = await pool.query(`SELECT bucket FROM panther_monitor.data_audit WHERE ${at}`);
    expect(fetches.rows).toEqual([{ bucket: "b" }]);
  });

  it("stores an event as it came and shows it in the view with types", async () => {
    const line = `{"id":"r1","at":"2026-11-24T10:00:00.123456+02:00","seen":1700000000123,"local":"24/Nov/2026","size":9007199254740993,"ratio":"1.5","isOk":1,"peers":["10.0.0.2","10.0.0.1","10.0.0.2","no"],"@tag":7}`;
    expect(await ingest(job(`${line}\n`))).toEqual({
      classified: 1,
      failed: 0,
    });
    const columns = "p_raw_event::text AS raw, p_log_type, p_source_id, p_source_label, p_parse_time, p_event_time";
    const { rows } = await pool.query(
      `SELECT ${columns}, p_any_trace_ids, p_any_ip_addresses, p_any_domain_names, id, at, seen, local, size::text, ratio, isOk, at_sign_tag
       FROM panther_logs.custom_acme`,
    );
    expect(rows).toEqual([
      expect.objectContaining({
        raw: line,
        p_log_type: "Custom.Acme",
        p_source_id: sourceId,
        p_source_label: "Acme, live",
        p_parse_time: parsedAt,
        p_event_time: new Date("2026-11-24T08:00:00.123Z"),
        p_any_trace_ids: ["r1"],
        p_any_ip_addresses: ["10.0.0.1", "10.0.0.2"],
        p_any_domain_names: null,
        id: "r1",
        at: new Date("2026-11-24T08:00:00.123Z"),
        seen: new Date(1_700_000_000_123),
        local: "24/Nov/2026",
        size: "9007199254740993",
        ratio: 1.5,
        isok: true,
        at_sign_tag: "7",
      }),
    ]);
    const exact = await pool.query("SELECT p_row_id FROM panther_logs.custom_acme");
    expect(exact.rows[0].p_row_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("stores what fits no schema with its reason and where it stood", async () => {
    expect(await ingest(job('{"id":"r2"}\nplain text\n'))).toEqual({
      classified: 0,
      failed: 2,
    });
    const { rows } = await pool.query(
      "SELECT * FROM panther_monitor.classification_failures WHERE p_source_id = $1 ORDER BY line_number",
      [sourceId],
    );
    expect(rows).toEqual([
      expect.objectContaining({
        payload: '{"id":"r2"}',
        payload_bytes: 11,
        payload_raw: null,
        line_number: 1,
        byte_offset: 0,
        request_id: "batch-1",
        object_key: null,
        state: "failing",
        p_source_label: "Acme, live",
        p_log_type: null,
        schema_revisions: { "Custom.Acme": 1 },
        error: [
          expect.objectContaining({
            id: "Custom.Acme",
            path: "$.at",
            reason: "missing_field",
            found: "nothing",
          }),
        ],
      }),
      expect.objectContaining({
        payload: "plain text",
        line_number: 2,
        byte_offset: 12,
        error: [
          expect.objectContaining({
            id: null,
            reason: "invalid_json",
            span: { offset: 0, length: 10 },
          }),
        ],
      }),
    ]);
  });

  it("stores what PostgreSQL could not hold as it came", async () => {
    const poison: SchemaSpec = {
      logType: "Custom.Poison",
      revision: 1,
      spec: "fields: [{ name: text, type: string, required: true, indicators: [username] }]",
    };
    const lines = [
      String.raw`{"text":"nul \u0000 half \ud800 pair \ud83d\ude00 slash \\u0000"}`,
      String.raw`{"text":"low \udc00","deep":${"[".repeat(90)}${"]".repeat(90)}}`,
      '{"text":"huge","size":1e400,"__proto__":{"a":1},"text":"last"}',
    ];
    const bad = Buffer.concat([
      Buffer.from('{"text":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}\n{"text":"a\0b"}\n'),
    ]);
    const body = Buffer.concat([Buffer.from(`${lines.join("\n")}\n`), bad]);
    expect(await ingest(job(body, [poison]))).toEqual({
      classified: 3,
      failed: 2,
    });
    const { rows } = await pool.query(
      "SELECT text, p_any_usernames AS names FROM panther_logs.custom_poison ORDER BY p_row_id",
    );
    expect(rows).toEqual([
      {
        text: "nul \uFFFD half \uFFFD pair 😀 slash \\u0000",
        names: ["nul \uFFFD half \uFFFD pair 😀 slash \\u0000"],
      },
      { text: "low \uFFFD", names: ["low \uFFFD"] },
      { text: "last", names: ["last"] },
    ]);
    const failures = await pool.query(
      "SELECT payload, payload_raw, error->0->>'reason' AS reason FROM panther_monitor.classification_failures WHERE schema_revisions->>'Custom.Poison' = '1' ORDER BY line_number",
    );
    expect(failures.rows).toEqual([
      {
        payload: '{"text":"\uFFFD\uFFFD"}',
        payload_raw: Buffer.from([...Buffer.from('{"text":"'), 0xff, 0xfe, ...Buffer.from('"}')]),
        reason: "invalid_utf8",
      },
      {
        payload: '{"text":"a\uFFFDb"}',
        payload_raw: Buffer.from('{"text":"a\0b"}'),
        reason: "nul_byte",
      },
    ]);
  });

  it("shows odd values as null instead of failing the query", async () => {
    const odd: SchemaSpec = {
      logType: "Custom.Odd",
      revision: 1,
      spec: `
fields:
  - { name: n, type: bigint }
  - { name: f, type: float }
  - { name: b, type: boolean }
  - { name: t, type: timestamp, timeFormat: rfc3339 }
  - { name: u, type: timestamp, timeFormat: unix }
`,
    };
    await ingest(job('{"n":"+12","f":".5","b":"T","t":"2024-02-29T23:59:59Z","u":1.5}', [odd]));
    // Stored under an earlier schema, as it were: none of these passes the schema above.
    for (const value of [
      '"x"',
      "1e30",
      '"99999999999999999999"',
      "[1]",
      '"2023-02-29T00:00:00Z"',
      '"0000-01-01T00:00:00Z"',
      "1e400",
      '"1e-999"',
      "true",
    ]) {
      const event = `{"n":${value},"f":${value},"b":${value},"t":${value},"u":${value}}`;
      await pool.query(
        "INSERT INTO lake.custom_odd (p_parse_time, p_event_time, p_row_id, p_source_id, p_log_type, p_source_label, event) VALUES ($1, $1, gen_random_uuid(), $2, 'Custom.Odd', '', $3)",
        [parsedAt, sourceId, event],
      );
    }
    const { rows } = await pool.query("SELECT n, f, b, t, u FROM panther_logs.custom_odd");
    expect(rows).toHaveLength(10);
    expect(rows[0]).toEqual({
      n: 12,
      f: 0.5,
      b: true,
      t: new Date("2024-02-29T23:59:59Z"),
      u: new Date(1500),
    });
  });

  it("adds a column to the view when the schema gets a field", async () => {
    const next = {
      ...acme,
      revision: 2,
      spec: `${acme.spec}  - { name: extra, type: json }\n`,
    };
    await ingest(job('{"id":"r3","at":"2026-11-24T10:00:00Z","extra":{"a":[1]}}', [next]));
    const { rows } = await pool.query("SELECT extra FROM panther_logs.custom_acme WHERE id = 'r3'");
    expect(rows).toEqual([{ extra: { a: [1] } }]);
    // A process that still has the older revision does not take the column away.
    await ingest(job('{"id":"r4","at":"2026-11-24T10:00:00Z"}', [acme]));
    expect((await pool.query("SELECT extra FROM panther_logs.custom_acme")).rows).toHaveLength(3);
  });

  it("keeps nothing of a transaction that is rolled back", async () => {
    const before = await pool.query("SELECT count(*) FROM lake.custom_acme");
    const given = job('{"id":"r5","at":"2026-11-24T10:00:00Z"}\n');
    await expect(
      inTransaction(async (client) => {
        for await (const batch of classifyStream(given)) await writeBatch(client, batch);
        throw new Error("stop");
      }),
    ).rejects.toThrow("stop");
    expect((await pool.query("SELECT count(*) FROM lake.custom_acme")).rows).toEqual(before.rows);
  });

  it("refuses a batch whose count is not the number of its rows", async () => {
    const [batch] = await Array.fromAsync(classifyStream(job("nothing\n")));
    if (batch?.failures == null) throw new Error("no failures");
    const wrong = { ...batch, failures: { ...batch.failures, rows: 2 } };
    await expect(inTransaction((client) => writeBatch(client, wrong))).rejects.toThrow("stored 1 of 2 rows");
  });

  it("is prepared by several processes at once without an error", async () => {
    const specs = Array.from({ length: 4 }, (_, index) => ({
      ...acme,
      logType: `Custom.Race${index}`,
    }));
    const day = new Date("2027-01-02T00:00:00Z");
    await Promise.all(
      Array.from({ length: 4 }, (_, index) => prepareLake(pool, specs, new Date(day.getTime() + index))),
    );
    const { rows } = await pool.query("SELECT count(*) FROM pg_class WHERE relname LIKE 'custom_race__d20270102'");
    expect(rows).toEqual([{ count: 4 }]);
  });
});
