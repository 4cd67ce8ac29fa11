import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { type ClassifyJob, classifyStream, type EncodedBatch } from "./classify-stream.ts";
import { defaultStreamLimits, type StreamType } from "./schema.ts";
import { borrowWorker, endWorkers } from "./worker-pool.ts";

const schemas = [
  { logType: "Custom.A", revision: 1, spec: "fields: [{ name: a, type: int, required: true }]" },
  {
    logType: "Custom.B",
    revision: 3,
    spec: "fields: [{ name: b, type: string, required: true, indicators: [username] }]",
  },
];

function job(
  body: ClassifyJob["body"] | string,
  streamType: StreamType = "Auto",
  changes: Partial<ClassifyJob> = {},
): ClassifyJob {
  return {
    body: typeof body === "string" ? [Buffer.from(body)] : body,
    streamType,
    limits: defaultStreamLimits,
    schemas,
    sourceId: "0195f7a0-0000-7000-8000-000000000000",
    sourceLabel: "test",
    parsedAt: new Date("2026-11-24T00:00:00Z"),
    ...changes,
  };
}

type Sum = { records: number; classified: number; failed: number; byType: Record<string, number>; reasons: string[] };

async function sum(given: ClassifyJob): Promise<Sum> {
  const total: Sum = { records: 0, classified: 0, failed: 0, byType: {}, reasons: [] };
  for await (const batch of classifyStream(given)) {
    check(batch);
    total.records += batch.records;
    total.classified += batch.classified;
    total.failed += batch.failed;
    for (const { logType, rows } of batch.events)
      total.byType[logType ?? ""] = (total.byType[logType ?? ""] ?? 0) + rows;
    total.reasons = total.reasons.concat(reasonsOf(batch));
  }
  return total;
}

/** The counts of a batch are those of its rows. */
function check(batch: EncodedBatch): void {
  const rows = batch.events.reduce((count, { rows }) => count + rows, 0);
  expect([batch.classified, batch.failed, batch.records]).toEqual([
    rows,
    batch.failures?.rows ?? 0,
    rows + (batch.failures?.rows ?? 0),
  ]);
}

function reasonsOf(batch: EncodedBatch): string[] {
  const text = Buffer.from(batch.failures?.copy ?? []).toString("latin1");
  return [...text.matchAll(/\[\{"id":[^,]*,"path":"[^"]*","reason":"([a-z_0-9]+)"/g)].map(([, reason]) => reason ?? "");
}

afterAll(endWorkers);

describe("classifyStream", () => {
  it("makes of every record an event or a failure", async () => {
    expect(await sum(job('{"a":1}\n{"b":"x"}\n{"c":1}\n\nnull\n{"a":2}\nx\n'))).toEqual({
      records: 6,
      classified: 3,
      failed: 3,
      byType: { "Custom.A": 2, "Custom.B": 1 },
      reasons: ["missing_field", "not_an_object", "invalid_json"],
    });
  });

  it.each<[title: string, body: Buffer, reasons: string[], records: number]>([
    ["gzip that is cut off", gzipSync('{"a":1}\n{"a":2}\n{"a').subarray(0, -4), ["gzip_truncated"], 3],
    ["gzip with junk behind", Buffer.concat([gzipSync('{"a":1}\n'), Buffer.from("junk")]), ["gzip_trailing_bytes"], 2],
    [
      "a bomb",
      gzipSync(Buffer.concat([Buffer.from('{"a":1}\n'), Buffer.alloc(3_000_000, "x")])),
      ["body_too_large"],
      2,
    ],
    [
      "a line of 2 MB",
      Buffer.concat([Buffer.from('{"a":1}\n'), Buffer.alloc(600_000, "x"), Buffer.from('\n{"a":2}')]),
      ["line_too_long"],
      3,
    ],
    [
      "100,000 levels",
      Buffer.from(`{"a":1,"x":${"[".repeat(100_000)}${"]".repeat(100_000)}}\n{"a":2}`),
      ["too_deep"],
      2,
    ],
    ["100,000 levels that are not closed", Buffer.from(`{"a":1,"x":${"[".repeat(100_000)}\n{"a":2}`), ["too_deep"], 2],
    ["bytes that are not UTF-8", Buffer.from([0xff, 0xfe, 10]), ["invalid_utf8"], 1],
    ["a NUL", Buffer.from('{"a":1}\0\n{"a":1}'), ["nul_byte"], 2],
    ["an empty body", Buffer.alloc(0), [], 0],
    ["an empty gzip", gzipSync(""), [], 0],
  ])("goes on after %s", async (_, body, reasons, records) => {
    const limits = { maxInflatedBytes: 1_000_000, maxLineBytes: 500_000, maxDepth: 100 };
    const total = await sum(job([body], "Auto", { limits }));
    expect([total.reasons, total.records, total.classified]).toEqual([reasons, records, records - reasons.length]);
  });

  it("fails every record when no schema is attached", async () => {
    expect(await sum(job('{"a":1}\n{}\n', "Lines", { schemas: [] }))).toMatchObject({
      failed: 2,
      reasons: ["no_schema", "no_schema"],
    });
  });

  it("leaves out a schema it cannot read", async () => {
    const broken = { logType: "Custom.C", revision: 1, spec: "fields: nothing" };
    expect(await sum(job('{"a":1}', "Lines", { schemas: [broken, ...schemas] }))).toMatchObject({ classified: 1 });
  });

  it("gives a large body in parts, and the numbers add up", async () => {
    const lines = Array.from({ length: 60_000 }, (_, index) =>
      index % 10 === 0 ? `{"c":${index}}` : `{"a":${index},"pad":"${"x".repeat(80)}"}`,
    );
    const batches: number[] = [];
    for await (const batch of classifyStream(job([gzipSync(lines.join("\n"))], "Lines"))) {
      check(batch);
      batches.push(batch.records);
    }
    expect(batches.length).toBeGreaterThan(5);
    expect(batches.reduce((a, b) => a + b, 0)).toBe(60_000);
  });

  it("reads no further ahead than the caller takes", async () => {
    let given = 0;
    const endless = function* () {
      for (;;) {
        given += 1;
        yield Buffer.from(`{"a":1,"pad":"${"x".repeat(500_000)}"}\n`);
      }
    };
    const batches = classifyStream(job(endless(), "Lines"));
    await batches.next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(given).toBeLessThan(20);
    await batches.return(undefined);
    expect(await sum(job('{"a":1}'))).toMatchObject({ classified: 1 });
  });

  it("passes on the error of the body and serves the next job", async () => {
    const broken = async function* () {
      yield Buffer.from('{"a":1}\n');
      throw new Error("connection lost");
    };
    await expect(Array.fromAsync(classifyStream(job(broken())))).rejects.toThrow("connection lost");
    expect(await sum(job('{"a":1}'))).toMatchObject({ classified: 1 });
  });

  it("rejects the job of a worker that dies, and replaces it", async () => {
    const dying = function* () {
      yield Buffer.from('{"a":1}\n');
      endWorkers();
      yield Buffer.from('{"a":2}\n');
    };
    await expect(Array.fromAsync(classifyStream(job(dying())))).rejects.toThrow("The classification worker");
    expect(await sum(job('{"a":1}'))).toMatchObject({ classified: 1 });
  });

  it("serves many jobs at once", async () => {
    const totals = await Promise.all(Array.from({ length: 12 }, (_, index) => sum(job(`{"a":1}\n`.repeat(index + 1)))));
    expect(totals.map(({ classified }) => classified)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
  });

  it("lends a worker to one at a time", async () => {
    const first = await borrowWorker();
    let second: unknown;
    const waiting = borrowWorker().then((line) => {
      second = line;
      return line;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const isShared = second !== undefined;
    first.release(true);
    (await waiting).release(true);
    expect(isShared).toBe(false);
  });

  it("gives the same for a body, its gzip, its array and its pretty print, in any chunks", async () => {
    const value = fc.record(
      { a: fc.oneof(fc.integer(), fc.string()), b: fc.oneof(fc.string(), fc.object()), c: fc.jsonValue() },
      { requiredKeys: ["c"] },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 200 }),
        async (events, chunkBytes) => {
          const lines = events.map((event) => JSON.stringify(event));
          const plain = Buffer.from(lines.join("\n"));
          const chunked = function* (body: Buffer) {
            for (let at = 0; at < body.length; at += chunkBytes) yield body.subarray(at, at + chunkBytes);
          };
          const expected = await sum(job([plain], "Lines"));
          expect(expected.records).toBe(events.length);
          expect(await sum(job(chunked(plain), "Auto"))).toEqual(expected);
          expect(await sum(job(chunked(gzipSync(plain)), "Lines"))).toEqual(expected);
          expect(await sum(job(chunked(Buffer.from(`[${lines.join(",")}]`)), "JsonArray"))).toEqual(expected);
          expect(
            await sum(job([Buffer.from(events.map((event) => JSON.stringify(event, null, 1)).join("\n"))], "JSON")),
          ).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("bounds the records of a body", async () => {
    const limits = { ...defaultStreamLimits, maxRecords: 10_000 };
    const total = await sum(job([gzipSync(Buffer.alloc(2_000_000, "0\n"))], "Lines", { schemas: [], limits }));
    expect(total.reasons.at(-1)).toBe("body_too_large");
    expect(total.records).toBeGreaterThan(10_000);
    expect(total.records).toBeLessThan(500_000);
    const content = await sum(job([Buffer.alloc(20_000, "0\n")], "Lines", { schemas: [], limits }));
    expect([content.records, content.reasons.at(-1)]).toEqual([10_000, "not_an_object"]);
  });
});
