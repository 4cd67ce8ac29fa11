import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { tokenActor } from "#lib/auth/actor.ts";
import { change } from "#lib/change.ts";
import { closeConnections, db, sql } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { apiCaller } from "#lib/testing/api-caller.ts";
import { defineOperation, noContent } from "./define-operation.ts";

afterAll(closeConnections);

const body = z.object({ name: z.string(), waitMs: z.int().default(0) });
const made = z.object({ id: z.string(), secret: z.string() });

const operations = [
  defineOperation({
    id: "thing.create",
    method: "POST",
    path: "/things",
    summary: "Create a thing",
    permission: null,
    status: 201,
    body,
    response: made,
    errors: ["conflict"],
    run: ({ body: { name, waitMs } }, context) =>
      change(context, async (tx) => {
        if (name === "refused") throw new AppError("conflict", "no");
        const data = { logType: `${name} ${randomUUID()}`, spec: "" };
        const { id } = await tx.prisma.logSchema.create({ data });
        await new Promise((resolve) => setTimeout(resolve, waitMs));
        return { id, secret: `hunter2 ${randomUUID()}` };
      }),
  }),
  defineOperation({
    id: "note.create",
    method: "POST",
    path: "/notes",
    summary: "Create a thing, and say more of it than its unit of work does",
    permission: null,
    status: 201,
    response: made,
    run: async (_, context) => {
      await change(context, async () => {});
      return { id: randomUUID(), secret: randomUUID() };
    },
  }),
  defineOperation({
    id: "thing.forget",
    method: "POST",
    path: "/things/forget",
    summary: "Forget a thing",
    permission: null,
    status: 204,
    response: noContent,
    run: async () => {},
  }),
];

const ada = tokenActor({ id: randomUUID(), name: "Ada" }, []);
const bob = tokenActor({ id: randomUUID(), name: "Bob" }, []);
const as = (actor: typeof ada) => apiCaller(operations, () => actor);
const create = (name: string, key: string, actor = ada, waitMs = 0) =>
  as(actor)("POST", "/things", { name, waitMs }, { "idempotency-key": key });
const howMany = (name: string) => db.logSchema.count({ where: { logType: { startsWith: `${name} ` } } });

describe("a request that creates and carries a key", () => {
  test("is done once and answered the same each time, secret included", async () => {
    const first = await create("once", "k1");
    const second = await create("once", "k1");
    expect(first.status).toBe(201);
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    expect(second).toMatchObject({ status: 201, json: first.json });
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(await howMany("once")).toBe(1);
  });

  test("is answered in full when what creates says more than its unit of work", async () => {
    const ask = () => as(ada)("POST", "/notes", undefined, { "idempotency-key": "k-note" });
    const first = await ask();
    expect((await ask()).json).toEqual(first.json);
  });

  test("keeps the answer sealed", async () => {
    const { json } = await create("sealed", "k2");
    const rows = await sql<{ text: string }>`SELECT k::text AS text FROM idempotency_keys k WHERE key = 'k2'`;
    expect(rows).toHaveLength(1);
    expect(rows[0]?.text).not.toContain("hunter2");
    expect(json.secret).toContain("hunter2");
  });

  test("is made once when it comes many times at once", async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => create("race", "k3", ada, 50)));
    expect(new Set(answers.map(({ status, json }) => `${status} ${JSON.stringify(json)}`)).size).toBe(1);
    expect(await howMany("race")).toBe(1);
  });

  test("is refused when the key came with another body, and nothing is made", async () => {
    await create("one", "k4");
    const other = await create("two", "k4");
    expect(other).toMatchObject({ status: 422, json: { message: expect.stringContaining("another request") } });
    expect(await howMany("two")).toBe(0);
  });

  test("shares its key with nobody else", async () => {
    const mine = await create("own", "k5");
    const theirs = await create("own", "k5", bob);
    expect(theirs.json.id).not.toBe(mine.json.id);
    expect(await howMany("own")).toBe(2);
  });

  test("that was refused leaves its key free", async () => {
    expect((await create("refused", "k6")).status).toBe(409);
    expect((await create("refused", "k6")).status).toBe(409);
    expect(await db.idempotencyKey.count({ where: { key: "k6" } })).toBe(0);
  });

  test("is done again a day later, and old keys are cleared away", async () => {
    const first = await create("old", "k7");
    await create("older", "k8");
    const dayAgo = new Date(Date.now() - 24 * 60 * 60 * 1000 - 1000);
    await db.idempotencyKey.updateMany({ where: { key: { in: ["k7", "k8"] } }, data: { createdAt: dayAgo } });
    const second = await create("old", "k7");
    expect(second.json.id).not.toBe(first.json.id);
    expect(await db.idempotencyKey.count({ where: { key: "k8" } })).toBe(0);
  });

  test.each(["", "a b", "é", "x".repeat(256)])("is refused with a key that is none: %j", async (key) => {
    const answer = await create("none", key);
    expect(answer).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining("Idempotency-Key: must be") },
    });
  });
});

test("without a key it is made each time", async () => {
  const call = as(ada);
  await call("POST", "/things", { name: "keyless" });
  await call("POST", "/things", { name: "keyless" });
  expect(await howMany("keyless")).toBe(2);
});

test("what creates nothing takes no notice of a key", async () => {
  expect((await as(ada)("POST", "/things/forget", undefined, { "idempotency-key": "k9" })).status).toBe(204);
  expect(await db.idempotencyKey.count({ where: { key: "k9" } })).toBe(0);
});
