import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { createInterface, type Interface } from "node:readline";
import { createGzip, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { db } from "#lib/db.ts";
import { createHttpSourceForTest } from "#lib/testing/http-source.ts";

/** Generous for a garbage collector on a busy machine, far below any of the bodies. */
const allowedGrowth = 160 * 1024 * 1024;
const mebibyte = 1024 * 1024;

interface Line {
  port?: number;
  batches?: number;
  events?: number;
  failures?: number;
  peakRssBytes: number;
}

let child: ChildProcess;
let lines: AsyncIterator<string>;
let reader: Interface;
let port = 0;

async function next(): Promise<Line> {
  const { value } = await lines.next();
  return JSON.parse(value) as Line;
}

beforeAll(async () => {
  child = spawn(process.execPath, ["--conditions=react-server", "lib/testing/intake-process.ts"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "production", NODE_OPTIONS: "" },
  });
  if (!child.stdout) throw new Error("no output");
  reader = createInterface({ input: child.stdout });
  lines = reader[Symbol.asyncIterator]();
  port = (await next()).port ?? 0;
});
afterAll(() => {
  reader.close();
  child.kill();
});

const peak = async () => Number(await (await fetch(`http://127.0.0.1:${port}/peak`)).text());

async function post(
  sourceId: string,
  parts: AsyncIterable<Uint8Array> | Uint8Array,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`http://127.0.0.1:${port}/api/ingest/http/${sourceId}`, {
    method: "POST",
    headers,
    body: parts as unknown as NonNullable<RequestInit["body"]>,
    duplex: "half",
  } as RequestInit);
  return { status: response.status, json: (await response.json()) as { accepted?: { lines: number } } };
}

async function classify(sourceId: string): Promise<Line> {
  child.stdin?.write(`${sourceId}\n`);
  return next();
}

async function* repeated(part: Uint8Array, bytes: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < bytes; sent += part.length) yield part.subarray(0, Math.min(part.length, bytes - sent));
}

async function* gzipped(part: Uint8Array, bytes: number): AsyncGenerator<Uint8Array> {
  const gzip = createGzip({ level: 1 });
  void (async () => {
    for await (const piece of repeated(part, bytes))
      if (!gzip.write(piece)) await new Promise((resolve) => gzip.once("drain", resolve));
    gzip.end();
  })();
  yield* gzip as AsyncIterable<Buffer>;
}

test("bodies of 60 MiB at once, a line of 1 GB and a line of 400 MiB in gzip leave memory flat", {
  timeout: 120_000,
}, async () => {
  const warm = await createHttpSourceForTest({ logTypes: ["Okta.SystemLog"] });
  const line = Buffer.from(`${"y".repeat(60_000)}\n`);
  expect((await post(warm.id, repeated(line, 8 * mebibyte))).status).toBe(200);
  await classify(warm.id);
  const before = await peak();

  const sources = await Promise.all(
    Array.from({ length: 2 }, () => createHttpSourceForTest({ logTypes: ["Okta.SystemLog"] })),
  );
  const answers = await Promise.all(sources.map((source) => post(source.id, repeated(line, 60 * mebibyte))));
  expect(answers.map((answer) => answer.status)).toEqual([200, 200]);

  const long = await createHttpSourceForTest({ logTypes: ["Okta.SystemLog"] });
  const refused = await post(long.id, repeated(Buffer.alloc(mebibyte, "x"), 1_000_000_000)).catch(() => ({
    status: 413,
  }));
  expect(refused.status).toBe(413);
  expect(await db.logBatch.count({ where: { sourceId: long.id } })).toBe(0);
  const accepted = await post(long.id, gzipped(Buffer.alloc(mebibyte, "x"), 400 * mebibyte));
  expect(accepted).toMatchObject({ status: 200, json: { accepted: { lines: 1 } } });

  const first = sources[0]?.id ?? "";
  expect(await classify(first)).toMatchObject({ batches: 1, events: 0, failures: answers[0]?.json.accepted?.lines });
  const done = await classify(long.id);
  expect(done).toMatchObject({ batches: 1, events: 0, failures: 1 });
  process.stdout.write(
    `peak of memory: ${Math.round(before / mebibyte)} MiB before, ${Math.round(done.peakRssBytes / mebibyte)} MiB after\n`,
  );
  expect(done.peakRssBytes - before).toBeLessThan(allowedGrowth);
});

test("a zip bomb is refused in little memory", async () => {
  const source = await createHttpSourceForTest();
  const before = await peak();
  const member = gzipSync(Buffer.alloc(64 * mebibyte), { level: 1 });
  const bomb = new Uint8Array(Buffer.concat(Array.from({ length: 9 }, () => member)));
  expect((await post(source.id, bomb)).status).toBe(413);
  expect((await peak()) - before).toBeLessThan(allowedGrowth);
});

test("a signed body of 60 MiB is checked while it comes in, and one that is refused leaves nothing", {
  timeout: 60_000,
}, async () => {
  const secret = "a-secret-of-many-letters";
  const source = await createHttpSourceForTest({ secret, auth: { authMethod: "HMAC", authHeaderKey: "" } });
  const line = Buffer.from(`${"y".repeat(60_000)}\n`);
  const hash = createHmac("sha256", secret);
  for await (const part of repeated(line, 60 * mebibyte)) hash.update(part);
  const headers = { "x-telltale-signature": hash.digest("hex") };
  const before = await peak();
  expect((await post(source.id, repeated(line, 60 * mebibyte), headers)).status).toBe(200);
  expect((await post(source.id, repeated(line, 60 * mebibyte - 1), headers)).status).toBe(401);
  expect(await db.logBatch.count({ where: { sourceId: source.id } })).toBe(1);
  expect((await peak()) - before).toBeLessThan(allowedGrowth);
});
