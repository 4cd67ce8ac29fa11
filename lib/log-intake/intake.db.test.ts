import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { db, pool } from "#lib/db.ts";
import { secretPlace } from "#lib/log-source-kinds/source-id.ts";
import { seal } from "#lib/secrets.ts";
import { createHttpSourceForTest } from "#lib/testing/http-source.ts";
import { createIntakeHandler } from "./handler.ts";

const limits = { maxBodyBytes: 3 * 1024 * 1024, maxInflatedBytes: 8 * 1024 * 1024 };
let nudged: string[] = [];
const handle = createIntakeHandler((sourceId) => nudged.push(sourceId), limits);
const server = http.createServer((request, response) => void handle(request, response));
let base = "";

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/ingest/http/`;
});
afterAll(() => void server.close());
beforeEach(() => {
  nudged = [];
});

type Init = RequestInit & { headers?: Record<string, string>; duplex?: "half" };

async function post(sourceId: string, body: RequestInit["body"], init: Init = {}) {
  const response = await fetch(base + sourceId, { method: "POST", body: body ?? null, ...init });
  return {
    status: response.status,
    headers: response.headers,
    json: (await response.json()) as Record<string, unknown>,
  };
}

async function storedBody(batchId: unknown): Promise<Buffer> {
  const { rows } = await pool.query<{ bytes: Buffer }>(
    "SELECT bytes FROM log_batch_chunks WHERE batch_id = $1 ORDER BY ordinal",
    [batchId],
  );
  return Buffer.concat(rows.map((row) => row.bytes));
}

const batchCount = (sourceId: string) => db.logBatch.count({ where: { sourceId } });

async function refusals(sourceId: string) {
  const rows = await db.logSourceRefusal.findMany({ where: { sourceId } });
  return rows.map((row) => ({ reason: row.reason, count: Number(row.count), detail: row.lastDetail }));
}

function randomLines(bytes: number): Buffer<ArrayBuffer> {
  const line = Buffer.alloc(1000, "x");
  line[999] = 10;
  return Buffer.concat(Array.from({ length: Math.ceil(bytes / 1000) }, () => line)).subarray(
    0,
    bytes,
  ) as Buffer<ArrayBuffer>;
}

test("stores a body before it answers, with its counts, and says so afterwards", async () => {
  const source = await createHttpSourceForTest({ secret: "s3cret" });
  const body = '{"a":1}\n{"a":2}\n';
  const { status, headers, json } = await post(source.id, body, {
    headers: { "x-key": "s3cret", "content-type": "application/x-ndjson" },
  });
  expect(status).toBe(200);
  expect(headers.get("content-type")).toBe("application/json");
  expect(json).toEqual({ accepted: { bytes: 16, lines: 2 }, batchId: expect.any(String) });
  expect((await storedBody(json.batchId)).toString()).toBe(body);
  expect(nudged).toEqual([source.id]);
  const batch = await db.logBatch.findUniqueOrThrow({ where: { id: String(json.batchId) } });
  expect(batch).toMatchObject({ state: "pending", bodyBytes: 16n, lineCount: 2n, contentType: "application/x-ndjson" });
});

test("a missing and a wrong secret are told which header was expected and are counted", async () => {
  const source = await createHttpSourceForTest({ secret: "s3cret" });
  const missing = await post(source.id, "{}");
  expect(missing.status).toBe(401);
  expect(missing.json.message).toBe("Send the secret of this log source in the header x-key; the request had none");
  for (let i = 0; i < 3; i += 1) {
    const wrong = await post(source.id, "{}", { headers: { "x-key": "S3CRET" } });
    expect(wrong.status).toBe(401);
    expect(wrong.json.message).toBe("The header x-key does not hold the secret of this log source");
  }
  expect(await batchCount(source.id)).toBe(0);
  expect(nudged).toEqual([]);
  const counted = await refusals(source.id);
  expect(counted).toHaveLength(2);
  expect(counted).toContainEqual({ reason: "missing_secret", count: 1, detail: expect.stringContaining("127.0.0.1") });
  expect(counted).toContainEqual({ reason: "wrong_secret", count: 3, detail: expect.stringContaining("x-key") });
  expect(JSON.stringify(counted)).not.toContain("S3CRET");
});

test("requests refused at the same time are all counted", async () => {
  const source = await createHttpSourceForTest({ secret: "s3cret" });
  await Promise.all(Array.from({ length: 60 }, () => post(source.id, "{}")));
  const counted = await refusals(source.id);
  expect(counted.reduce((sum, row) => sum + row.count, 0)).toBe(60);
});

test.each(["8d5c9f1e-1111-4222-8333-444455556666", "nonsense", "%00", "%E0%A4%A", "a/b", ""])(
  "an unknown source is 404: %j",
  async (id) => {
    const { status, json } = await post(id, "x");
    expect(status).toBe(404);
    expect(json.message).toEqual(expect.any(String));
  },
);

test("an empty body is accepted and stores nothing", async () => {
  const source = await createHttpSourceForTest();
  const { status, json } = await post(source.id, "");
  expect(status).toBe(200);
  expect(json).toEqual({ accepted: { bytes: 0, lines: 0 }, batchId: null });
  expect(await batchCount(source.id)).toBe(0);
});

test.each(["GET", "PUT", "DELETE", "PATCH"])("%s is not allowed", async (method) => {
  const source = await createHttpSourceForTest();
  const response = await fetch(base + source.id, { method });
  expect(response.status).toBe(405);
  expect(response.headers.get("allow")).toBe("POST");
});

test("a paused source turns requests away and counts them; resumed it takes them at once", async () => {
  const source = await createHttpSourceForTest();
  expect((await post(source.id, "x")).status).toBe(200);
  await db.logSource.update({ where: { id: source.id }, data: { isPaused: true } });
  expect((await post(source.id, "x")).status).toBe(403);
  expect((await post(source.id, "")).status).toBe(403);
  await db.logSource.update({ where: { id: source.id }, data: { isPaused: false } });
  expect((await post(source.id, "x")).status).toBe(200);
  expect(await batchCount(source.id)).toBe(2);
});

test("a secret that was replaced stops working at once, and the new one works at once", async () => {
  const source = await createHttpSourceForTest({ secret: "old" });
  const other = await createHttpSourceForTest();
  expect((await post(source.id, "x", { headers: { "x-key": "old" } })).status).toBe(200);
  await db.logSource.update({ where: { id: source.id }, data: { sealedSecret: seal("new", secretPlace(source.id)) } });
  expect((await post(source.id, "x", { headers: { "x-key": "old" } })).status).toBe(401);
  expect((await post(source.id, "x", { headers: { "x-key": "new" } })).status).toBe(200);
  expect((await post(other.id, "x")).status).toBe(200);
});

test("a deleted source accepts nothing, however lately it did", async () => {
  const source = await createHttpSourceForTest();
  expect((await post(source.id, "x")).status).toBe(200);
  await db.logSource.delete({ where: { id: source.id } });
  expect((await post(source.id, "x")).status).toBe(404);
  expect((await post(source.id, "")).status).toBe(404);
  expect((await post(source.id, randomLines(2_000_000))).status).toBe(404);
});

test("a large body is stored in chunks of at most 1 MiB and reads back byte by byte", async () => {
  const source = await createHttpSourceForTest();
  const body = Buffer.concat([Buffer.from([0, 255, 10, 13, 0xc3]), randomLines(2_900_000)]) as Buffer<ArrayBuffer>;
  const { status, json } = await post(source.id, body);
  expect(status).toBe(200);
  expect(json.accepted).toEqual({
    bytes: body.length,
    lines: body
      .toString("latin1")
      .split("\n")
      .filter((line) => line !== "").length,
  });
  expect((await storedBody(json.batchId)).equals(body)).toBe(true);
  const { rows } = await pool.query("SELECT max(length(bytes)) AS longest FROM log_batch_chunks WHERE batch_id = $1", [
    json.batchId,
  ]);
  expect(rows[0].longest).toBeLessThanOrEqual(1024 * 1024);
});

test("gzip is kept as it came and its lines are counted", async () => {
  const source = await createHttpSourceForTest();
  const packed = gzipSync("a\nb\nc\n");
  for (const headers of [{ "content-encoding": "gzip" }, {}] as Record<string, string>[]) {
    const { json } = await post(source.id, packed, { headers });
    expect(json.accepted).toEqual({ bytes: packed.length, lines: 3 });
    expect((await storedBody(json.batchId)).equals(packed)).toBe(true);
  }
});

test("truncated gzip is accepted: what it holds is judged when it is classified", async () => {
  const source = await createHttpSourceForTest();
  const packed = gzipSync(randomLines(100_000));
  const { status } = await post(source.id, packed.subarray(0, packed.length - 20));
  expect(status).toBe(200);
});

test("a zip bomb is 413, stores nothing and is counted", async () => {
  const source = await createHttpSourceForTest();
  const bomb = gzipSync(Buffer.alloc(200_000_000));
  const { status, json } = await post(source.id, new Uint8Array(bomb));
  expect(status).toBe(413);
  expect(json.message).toBe("The body is over 8388608 bytes after decompression; send it in parts");
  expect(await batchCount(source.id)).toBe(0);
  expect(await refusals(source.id)).toMatchObject([{ reason: "inflated_too_large", count: 1 }]);
});

test("a body over the limit is 413 whether it says so first or not, stores nothing and is counted", async () => {
  const source = await createHttpSourceForTest();
  const declared = await post(source.id, randomLines(3 * 1024 * 1024 + 1));
  expect(declared.status).toBe(413);
  async function* endless() {
    const part = randomLines(256 * 1024);
    for (let sent = 0; sent < 40 * 1024 * 1024; sent += part.length) yield part;
  }
  const streamed = await post(source.id, endless() as unknown as RequestInit["body"], { duplex: "half" });
  expect(streamed.status).toBe(413);
  expect(streamed.json.message).toBe("The body is over 3145728 bytes; send it in parts");
  expect(await batchCount(source.id)).toBe(0);
  expect(await refusals(source.id)).toMatchObject([{ reason: "body_too_large", count: 2 }]);
});

test("an encoding that cannot be read is 415 and counted", async () => {
  const source = await createHttpSourceForTest();
  const { status, json } = await post(source.id, "x", { headers: { "content-encoding": "br" } });
  expect(status).toBe(415);
  expect(json.message).toBe("Content-Encoding br is not supported; send gzip or nothing");
  expect(await refusals(source.id)).toMatchObject([{ reason: "unsupported_encoding" }]);
});

test("a sender that goes away in the middle leaves nothing", async () => {
  const source = await createHttpSourceForTest();
  for (const bytes of [10_000, 1_500_000]) {
    const request = http.request(base + source.id, {
      method: "POST",
      headers: { "content-length": String(2_000_000) },
    });
    request.on("error", () => {});
    request.write(randomLines(bytes));
    await new Promise((resolve) => setTimeout(resolve, 150));
    request.destroy();
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await batchCount(source.id)).toBe(0);
  expect(nudged).toEqual([]);
});

test("many small bodies at once are each stored once, and one of a deleted source harms none", async () => {
  const sources = await Promise.all([createHttpSourceForTest(), createHttpSourceForTest()]);
  const gone = await createHttpSourceForTest();
  expect((await post(gone.id, "x")).status).toBe(200);
  await db.logSource.delete({ where: { id: gone.id } });
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, at) => post((at % 10 === 0 ? gone : sources[at % 2])?.id ?? "", `line ${at}`)),
  );
  expect(answers.filter((answer) => answer.status === 404)).toHaveLength(30);
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(270);
  const { rows } = await pool.query(
    "SELECT count(DISTINCT bytes) AS bodies FROM log_batch_chunks JOIN log_batches ON id = batch_id WHERE source_id = ANY($1)",
    [sources.map((source) => source.id)],
  );
  expect(rows[0].bodies).toBe(270);
});

test("when the database cannot be reached: 503 with Retry-After, and not before", async () => {
  const source = await createHttpSourceForTest();
  const query = pool.query;
  pool.query = (() => Promise.reject(new Error("connect ECONNREFUSED"))) as unknown as typeof pool.query;
  try {
    const answer = await post(source.id, "x");
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("5");
    expect(answer.json.message).toBe("The body could not be stored and was not accepted; send it again later");
  } finally {
    pool.query = query;
  }
  expect((await post(source.id, "x")).status).toBe(200);
});
