import { describe, expect, test } from "vitest";
import { z } from "zod";
import { tokenActor } from "#lib/auth/actor.ts";
import { AppError } from "#lib/errors.ts";
import { defineOperation, noContent } from "./define-operation.ts";
import { createRouter } from "./route-request.ts";

const thing = z.object({ id: z.string().regex(/^[\da-c<@]+$/) });

const operations = [
  defineOperation({
    id: "thing.get",
    method: "GET",
    path: "/things/{id}",
    summary: "One thing",
    permission: "AlertRead",
    status: 200,
    params: thing,
    query: z.object({ tag: z.union([z.string(), z.array(z.string())]).optional() }),
    response: z.object({ id: z.string(), tag: z.unknown() }),
    run: async ({ params, query }) => ({ id: params.id, tag: query.tag }),
  }),
  defineOperation({
    id: "thing.create",
    method: "POST",
    path: "/things",
    summary: "Make a thing",
    permission: "AlertModify",
    status: 201,
    body: z.object({ config: z.object({ url: z.string("must be a text").min(3, "must have 3 characters or more") }) }),
    response: z.object({ config: z.object({ url: z.string() }) }),
    run: async ({ body }) => body,
  }),
  defineOperation({
    id: "thing.delete",
    method: "DELETE",
    path: "/things/{id}",
    summary: "Delete a thing",
    permission: null,
    status: 204,
    params: thing,
    response: noContent,
    run: async () => {
      throw new AppError("not-found", "There is no such thing");
    },
  }),
  defineOperation({
    id: "thing.update",
    method: "PATCH",
    path: "/things",
    summary: "Change things",
    permission: null,
    status: 204,
    response: noContent,
    run: async () => undefined,
  }),
  defineOperation({
    id: "thing.replace",
    method: "PUT",
    path: "/things",
    summary: "Fails on our side",
    permission: null,
    status: 200,
    response: z.object({}),
    run: async () => {
      throw new Error("the password is hunter2");
    },
  }),
];

const reader = tokenActor({ id: "1", name: "reader" }, ["AlertRead"]);
const writer = tokenActor({ id: "2", name: "writer" }, ["AlertRead", "AlertModify"]);
const route = createRouter(operations, async (request) =>
  request.headers.get("x-api-key") === "writer"
    ? writer
    : request.headers.get("x-api-key") === "reader"
      ? reader
      : null,
);

async function ask(method: string, path: string, options: { key?: string; body?: string } = {}) {
  const url = `http://127.0.0.1/api/v1${path}`;
  const request = new Request(url, {
    method,
    body: options.body ?? null,
    headers: { "x-api-key": options.key ?? "writer" },
  });
  const answer = await route(request, new URL(url).pathname.replace("/api/v1", ""));
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get("content-type"),
    json: text === "" ? undefined : JSON.parse(text),
    answer,
  };
}

describe("a request to the REST API", () => {
  test("gives decoded parameters and repeated query values to the operation", async () => {
    const { status, json } = await ask("GET", "/things/a%3Cb%40c?tag=x&tag=y", { key: "reader" });
    expect({ status, json }).toEqual({ status: 200, json: { id: "a<b@c", tag: ["x", "y"] } });
  });

  test("without a known key is refused with 401 as JSON", async () => {
    const { status, json, type } = await ask("GET", "/things/1", { key: "nobody" });
    expect(status).toBe(401);
    expect(type).toBe("application/json");
    expect(json.message).toContain("X-API-Key");
  });

  test("without the permission is refused with 403 that names it", async () => {
    const { status, json } = await ask("POST", "/things", { key: "reader", body: "{}" });
    expect({ status, json }).toEqual({ status: 403, json: { message: "reader lacks the permission AlertModify" } });
  });

  test("to an unknown path is a 404 as JSON, with an unknown method a 405 that names the others", async () => {
    expect(await ask("GET", "/nothing")).toMatchObject({ status: 404, type: "application/json" });
    const other = await ask("PUT", "/things/1");
    expect(other.status).toBe(405);
    expect(other.answer.headers.get("allow")).toBe("GET, DELETE");
  });

  test("by HEAD is answered as by GET", async () => {
    const [get, head] = [await ask("GET", "/things/1"), await ask("HEAD", "/things/1")];
    expect([head.status, head.type]).toEqual([get.status, get.type]);
    expect((await ask("HEAD", "/nothing")).status).toBe(404);
  });

  test("to a path whose parameter cannot be one is a 404, whatever the method", async () => {
    for (const method of ["GET", "POST", "DELETE"]) {
      expect(await ask(method, "/things/s3")).toMatchObject({
        status: 404,
        json: { message: "There is no /things/s3 in this API" },
      });
    }
  });

  test("is answered with an id of its own, a refused one too", async () => {
    const ids = await Promise.all(
      [ask("GET", "/things/1"), ask("GET", "/nothing"), ask("PUT", "/things/1"), ask("PUT", "/things")].map(
        async (asked) => (await asked).answer.headers.get("x-request-id"),
      ),
    );
    expect(ids.every((id) => /^[0-9a-f-]{36}$/.test(id ?? ""))).toBe(true);
    expect(new Set(ids).size).toBe(4);
  });

  test.each([
    ['{"config":{"url":1}}', "config.url: must be a text", "config.url"],
    ['{"config":{"url":"a"}}', "config.url: must have 3 characters or more", "config.url"],
    ["{", "body: must be JSON", undefined],
    ['{"config":{"url":"abc\\u0000"}}', "config.url: must not hold the character NUL", "config.url"],
    ['{"a\\u0000":1}', "body: a name must not hold the character NUL", undefined],
    [`${"[".repeat(200_000)}${"]".repeat(200_000)}`, "body: at most 100 levels of nesting", undefined],
  ])("with the wrong body %# of the table is a 400 that names the field and the rule", async (body, message, field) => {
    const { status, json } = await ask("POST", "/things", { body });
    expect({ status, json }).toEqual({ status: 400, json: field ? { message, field } : { message } });
  });

  test("with a body over 1 MiB is a 413", async () => {
    expect(await ask("POST", "/things", { body: `"${"x".repeat(1024 * 1024)}"` })).toMatchObject({ status: 413 });
  });

  test("with broken percent-encoding is a 400", async () => {
    expect(await ask("GET", "/things/%E0%A4%A")).toMatchObject({ status: 400 });
  });

  test("that is applied without an answer is a 204 that still says JSON", async () => {
    expect(await ask("PATCH", "/things")).toMatchObject({ status: 204, type: "application/json", json: undefined });
  });

  test("keeps the words of a user's error and hides ours behind a request id", async () => {
    expect(await ask("DELETE", "/things/1")).toMatchObject({
      status: 404,
      json: { message: "There is no such thing" },
    });
    const ours = await ask("PUT", "/things");
    expect(ours.status).toBe(500);
    expect(JSON.stringify(ours.json)).not.toContain("hunter2");
    expect(ours.json.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });
});
