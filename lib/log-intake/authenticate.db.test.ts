import { createHmac } from "node:crypto";
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db, pool } from "#lib/db.ts";
import { type AuthMethodName, authMethods } from "#lib/log-source-kinds/auth-methods/registry.ts";
import { secretPlace } from "#lib/log-source-kinds/source-id.ts";
import { seal } from "#lib/secrets.ts";
import { createHttpSourceForTest } from "#lib/testing/http-source.ts";
import { authCrypto } from "./auth-crypto.ts";
import { createIntakeHandler } from "./handler.ts";

const limits = { maxBodyBytes: 4 * 1024 * 1024, maxInflatedBytes: 8 * 1024 * 1024 };
const handle = createIntakeHandler(() => {}, limits);
const server = http.createServer((request, response) => void handle(request, response));
let base = "";

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/ingest/http/`;
});
afterAll(() => void server.close());

const secret = "a-secret-of-many-letters";

async function post(
  sourceId: string,
  body: Buffer | string | AsyncIterable<Uint8Array>,
  headers: Record<string, string> = {},
) {
  const init = { method: "POST", headers, body: body as RequestInit["body"], duplex: "half" } as RequestInit;
  const response = await fetch(base + sourceId, init);
  const { message = "" } = (await response.json()) as { message?: string };
  return { status: response.status, message, challenge: response.headers.get("www-authenticate") };
}

async function stored(sourceId: string): Promise<{ batches: number; chunks: number }> {
  const { rows } = await pool.query(
    `SELECT (SELECT count(*) FROM log_batches WHERE source_id = $1) AS batches,
            (SELECT count(*) FROM log_batch_chunks c JOIN log_batches b ON b.id = c.batch_id WHERE b.source_id = $1) AS chunks`,
    [sourceId],
  );
  return rows[0];
}

const nothing = { batches: 0, chunks: 0 };
const create = (authMethod: AuthMethodName, auth: object = {}) =>
  createHttpSourceForTest({ secret, auth: { authMethod, authHeaderKey: "", authUsername: "ada", ...auth } });
const signed = (body: Buffer | string, key: string = secret, algorithm = "sha256") =>
  createHmac(algorithm, key).update(body).digest("hex");

describe.each(authMethods.filter((method) => method.secret !== null).map((method) => [method.method, method] as const))(
  "%s",
  (name, method) => {
    test("takes its own sender's bodies, small, large, packed and empty, and nobody else's", async () => {
      const source = await create(name);
      const settings = { authHeaderKey: "", authHmacAlg: "", authUsername: "ada" };
      const line = Buffer.from('{"name":"Zoë"}\n');
      const large = Buffer.concat(Array.from({ length: 150_000 }, () => line));
      for (const body of [line, large, gzipSync(large), Buffer.alloc(0)]) {
        const right = method.headersFor({ settings, secret }, body, authCrypto);
        expect((await post(source.id, body, right)).status).toBe(200);
      }
      const before = await stored(source.id);
      expect(before.batches).toBe(3);
      for (const body of [line, large, Buffer.alloc(0)]) {
        const wrong = method.headersFor({ settings, secret: "another-secret-of-theirs" }, body, authCrypto);
        const refused = await post(source.id, body, wrong);
        expect(refused.status).toBe(401);
        expect(refused.challenge).toMatch(
          name === "Bearer" || name === "Basic" ? new RegExp(`^${name} realm=`) : /header=/,
        );
        expect((await post(source.id, body)).status).toBe(401);
      }
      expect(await stored(source.id)).toEqual(before);
      const reasons = await db.logSourceRefusal.findMany({ where: { sourceId: source.id } });
      expect(reasons.reduce((sum, { count }) => sum + Number(count), 0)).toBe(6);
      expect(JSON.stringify(reasons.map(({ lastDetail }) => lastDetail))).not.toContain("another-secret");
    });
  },
);

describe("a signed body", () => {
  test("is signed as it comes over the wire, packed", async () => {
    const source = await create("HMAC", { authHeaderKey: "X-Hub-Signature-256" });
    const packed = gzipSync('{"a":1}\n');
    const headers = { "content-encoding": "gzip", "x-hub-signature-256": `sha256=${signed(packed)}` };
    expect((await post(source.id, packed, headers)).status).toBe(200);
    const ofContent = { ...headers, "x-hub-signature-256": `sha256=${signed('{"a":1}\n')}` };
    expect((await post(source.id, packed, ofContent)).status).toBe(401);
  });

  test("of many chunks that was changed on the way leaves nothing behind, and none of it is ever processed", async () => {
    const source = await create("HMAC");
    const part = Buffer.alloc(600 * 1024, "x");
    const seen: { batches: number; chunks: number }[] = [];
    async function* parts() {
      for (let sent = 0; sent < 5; sent += 1) yield part;
      await expect.poll(async () => (await stored(source.id)).chunks).toBeGreaterThan(2);
      seen.push(await stored(source.id));
      expect(await db.logBatch.count({ where: { sourceId: source.id, state: { not: "receiving" } } })).toBe(0);
      yield Buffer.from("changed");
    }
    const whole = Buffer.concat([part, part, part, part, part]);
    const answer = await post(source.id, parts(), { "x-telltale-signature": signed(whole) });
    expect(answer).toMatchObject({
      status: 401,
      message: "The header x-telltale-signature does not hold this log source's signature of the body",
    });
    expect(seen).toHaveLength(1);
    expect(await stored(source.id)).toEqual(nothing);
  });

  test("without a signature that could be one is refused before it is read", async () => {
    const source = await create("HMAC");
    async function* endless() {
      for (;;) {
        yield Buffer.alloc(64 * 1024, "x");
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    const started = performance.now();
    for (const headers of [{}, { "x-telltale-signature": "sha256=0" }] as Record<string, string>[]) {
      const answer = await post(source.id, endless(), headers).catch((error: Error) => error);
      // The sender may see the connection close before it reads the answer; either way nothing is taken.
      expect(answer instanceof Error || answer.status === 401).toBe(true);
    }
    expect(performance.now() - started).toBeLessThan(9_000);
    expect(await stored(source.id)).toEqual(nothing);
  });

  test("whose source is given another secret in the meantime is to be sent again, and then held against the new one", async () => {
    const source = await create("HMAC");
    const part = Buffer.alloc(400 * 1024, "x");
    async function* parts() {
      const arrived = once(server, "request");
      yield part;
      await arrived;
      // It has looked the source up by now, and nothing is stored yet.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const sealedSecret = seal("the-new-secret-of-it", secretPlace(source.id));
      await db.logSource.update({ where: { id: source.id }, data: { sealedSecret } });
      yield part;
    }
    const whole = Buffer.concat([part, part]);
    expect((await post(source.id, parts(), { "x-telltale-signature": signed(whole) })).status).toBe(503);
    expect((await post(source.id, whole, { "x-telltale-signature": signed(whole) })).status).toBe(401);
    const again = await post(source.id, whole, { "x-telltale-signature": signed(whole, "the-new-secret-of-it") });
    expect(again.status).toBe(200);
  });

  test("of Standard Webhooks comes with its id and its time", async () => {
    const key = Buffer.from("a key of twenty-four bytes");
    const source = await createHttpSourceForTest({
      secret: `whsec_${key.toString("base64")}`,
      auth: { authMethod: "HMAC", authHeaderKey: "webhook-signature" },
    });
    const send = (at: number) => {
      const timestamp = String(Math.floor(at / 1000));
      const signature = createHmac("sha256", key).update(`msg_1.${timestamp}.{"a":1}`).digest("base64");
      const headers = { "webhook-id": "msg_1", "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
      return post(source.id, '{"a":1}', headers);
    };
    expect((await send(Date.now())).status).toBe(200);
    expect(await send(Date.now() - 6 * 60_000)).toMatchObject({
      status: 401,
      message: "The header webhook-timestamp is not within 5 minutes of this server's time",
    });
  });
});

test("a secret that was replaced stops signing at once, on a process that still remembers it", async () => {
  const source = await create("HMAC");
  expect((await post(source.id, "x", { "x-telltale-signature": signed("x") })).status).toBe(200);
  const sealedSecret = seal("the-new-secret-of-it", secretPlace(source.id));
  await db.logSource.update({ where: { id: source.id }, data: { sealedSecret } });
  expect((await post(source.id, "x", { "x-telltale-signature": signed("x") })).status).toBe(401);
  const fresh = await post(source.id, "x", { "x-telltale-signature": signed("x", "the-new-secret-of-it") });
  expect(fresh.status).toBe(200);
});
