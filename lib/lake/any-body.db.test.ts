import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { classifyStream } from "#lib/classification/classify-stream.ts";
import { defaultStreamLimits, streamTypes } from "#lib/classification/schema.ts";
import { endWorkers } from "#lib/classification/worker-pool.ts";
import { inTransaction, pool } from "#lib/db.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { prepareLake } from "./tables.ts";
import { writeBatch } from "./writer.ts";

const open: SchemaSpec = {
  logType: "Custom.Open",
  revision: 1,
  spec: `
fields:
  - { name: s, type: string, indicators: [username, ip, domain, url, email, trace_id, aws_arn, sha1] }
  - { name: i, type: bigint }
  - { name: f, type: float }
  - { name: b, type: boolean }
  - { name: t, type: timestamp, timeFormats: [rfc3339, unix, unix_ns, "%Y-%m-%d %H:%M:%S"], isEventTime: true }
  - { name: a, type: array, element: { type: string, indicators: [username] } }
  - { name: o, type: object, fields: [{ name: s, type: string, indicators: [username] }] }
  - { name: j, type: json }
`,
};

/** What has aborted a COPY, or a reading of what was stored, in one database or another. */
const odd = fc.constantFrom(
  "\\u0000",
  "\\ud800",
  "\\udc00",
  "\\ud83d\\ude00",
  "\\\\u0000",
  "\\\\",
  '\\"',
  "é",
  "\u{1f600}",
  "\\u00e9",
  "\u2028",
  "\uFFFF",
  "xn--a",
  "@",
  "x",
  "arn:aws:iam::123456789012:user/",
  "http://[::1]:80/",
  "{}",
  "NULL",
  "\\n",
);
const text = fc.array(odd, { maxLength: 6 }).map((parts) => `"${parts.join("")}"`);
const number = fc.oneof(
  fc.constantFrom(
    "1e400",
    "-0",
    "1e-400",
    "9223372036854775807",
    "9223372036854775808",
    "253402300799",
    "-62135596800",
    "1e18",
    "0.1",
    "1790000000000000000",
  ),
  fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
);
const time = fc.constantFrom(
  '"9999-12-31T23:59:59.999999999Z"',
  '"0001-01-01T00:00:00Z"',
  '"2026-02-30T00:00:00Z"',
  '"1900-01-01 00:00:00"',
  '"2026-01-01T00:00:00+23:59"',
);
const value = fc.oneof(
  text,
  number,
  time,
  fc.constantFrom("null", "true", "[]", "{}", '""', `${"[".repeat(98)}${"]".repeat(98)}`),
  fc.array(text, { maxLength: 4 }).map((items) => `[${items.join(",")}]`),
  text.map((inner) => `{"s":${inner}}`),
);
const event = fc
  .array(fc.tuple(fc.constantFrom("s", "i", "f", "b", "t", "a", "o", "j", "__proto__", "\\u0000"), value), {
    maxLength: 6,
  })
  .map((entries) => `{${entries.map(([key, inner]) => `"${key}":${inner}`).join(",")}}`);
const record = fc.oneof(
  { weight: 6, arbitrary: event.map((line) => Buffer.from(line)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)) },
);

afterAll(endWorkers);

it("stores any body whole: every record is a row, and every row can be read", async () => {
  await prepareLake(pool, [open], new Date("2026-11-24T00:00:00Z"));
  const reading = `SELECT count(s) + count(i) + count(f) + count(b) + count(t) + count(a::text) + count(o::text) + count(j::text)
    + sum(length(p_raw_event::text)) FROM panther_logs.custom_open`;
  let classified = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(record, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(...streamTypes),
      async (records, streamType) => {
        const body = Buffer.concat(records.flatMap((bytes) => [bytes, Buffer.from("\n")]));
        const sourceId = randomUUID();
        await inTransaction(async (client) => {
          const job = {
            body: [body],
            streamType,
            limits: defaultStreamLimits,
            schemas: [open],
            sourceId,
            sourceLabel: "any",
            parsedAt: new Date("2026-11-24T00:00:00Z"),
          };
          for await (const batch of classifyStream(job)) {
            await writeBatch(client, batch);
            classified += batch.classified;
          }
        });
        await pool.query(reading);
        await pool.query(
          "SELECT error->0->>'message', error::jsonb, payload FROM panther_monitor.classification_failures WHERE p_source_id = $1",
          [sourceId],
        );
      },
    ),
    { numRuns: 60 },
  );
  expect(classified).toBeGreaterThan(5);
}, 60_000);
