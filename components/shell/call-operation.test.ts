import { createServer, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, expectTypeOf, test } from "vitest";
import { operations } from "#app/api/v1/operations.ts";
import type { SchemaDetail } from "#lib/schemas/schema.ts";
import { type Answer, type Arguments, isCreating, makeClient, type OperationKey } from "./call-operation.ts";

interface Received {
  request: string;
  headers: IncomingMessage["headers"];
  body: string;
}

let received: Received[] = [];
/** What the next requests get, in order; "cut" closes the connection after the request was read. */
let answers: ("cut" | [status: number, body: unknown, headers?: Record<string, string>])[] = [];
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  received.push({ request: `${request.method} ${request.url}`, headers: request.headers, body });
  const answer = answers.shift() ?? [200, {}];
  if (answer === "cut") return void request.socket.destroy();
  const [status, json, headers] = answer;
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(json));
});
let client: ReturnType<typeof makeClient>;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address === "object" && address) client = makeClient(`http://127.0.0.1:${address.port}`);
});
afterAll(() => server.close());
beforeEach(() => {
  received = [];
  answers = [];
});

test("fills parameters into the path, encoded, and sends query and body", async () => {
  answers = [[200, { name: "x" }]];
  expect(await client.callOperation("GET /schemas/{name}", { params: { name: "A/b c" } })).toEqual({ name: "x" });
  await client.callOperation("GET /alerts", { query: { severity: ["LOW", "HIGH"], limit: 5, cursor: undefined } });
  await client.callOperation("POST /schemas/validate", { body: { spec: "fields: []" } });
  expect(received.map(({ request, body }) => [request, body])).toEqual([
    ["GET /api/v1/schemas/A%2Fb%20c", ""],
    ["GET /api/v1/alerts?severity=LOW&severity=HIGH&limit=5", ""],
    ["POST /api/v1/schemas/validate", '{"spec":"fields: []"}'],
  ]);
});

test("gives the ETag of what was read, sends it back, and hands on the other's change", async () => {
  answers = [
    [200, { name: "x" }, { etag: '"1"' }],
    [412, { message: "It was changed", current: { name: "y" } }, { etag: '"2"' }],
  ];
  const params = { name: "x" };
  const { etag } = await client.callWithEtag("GET /schemas/{name}", { params });
  const saving = client.callOperation("PUT /schemas/{name}", { params, body: { spec: "" }, ifMatch: etag });
  await expect(saving).rejects.toMatchObject({ status: 412, current: { name: "y" }, etag: '"2"' });
  expect(received[1]?.headers["if-match"]).toBe('"1"');
});

const comment = (body: string) => ({ body: { alertId: "a", body, format: "PLAIN_TEXT" as const } });
const keys = () => received.map(({ headers }) => headers["idempotency-key"]);

test("sends what creates with a key, the same one until it is known what became of it", async () => {
  answers = ["cut", [502, "<html>"], [201, { id: "1" }], [201, { id: "2" }]];
  const create = () => client.callOperation("POST /alert-comments", comment("one"));
  await expect(create()).rejects.toMatchObject({ status: 0, message: expect.stringMatching(/done once at most/) });
  await expect(create()).rejects.toMatchObject({ status: 502 });
  await create();
  await create();
  const [first, second, third, fourth] = keys();
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect([second, third]).toEqual([first, first]);
  expect(fourth).not.toBe(first);
});

test("sends another key with another body, and after a refusal", async () => {
  answers = [[400, { message: "no" }], "cut"];
  await expect(client.callOperation("POST /alert-comments", comment("two"))).rejects.toMatchObject({ status: 400 });
  await expect(client.callOperation("POST /alert-comments", comment("two"))).rejects.toMatchObject({ status: 0 });
  await client.callOperation("POST /alert-comments", comment("three"));
  expect(new Set(keys()).size).toBe(3);
});

test("what creates is what the operations say", () => {
  for (const { id, method, path } of operations) {
    expect([id, isCreating(`${method} ${path}`)]).toEqual([id, id.endsWith(".create")]);
  }
});

test("the types are those of the operations", () => {
  expectTypeOf<Answer<"GET /schemas/{name}">>().toEqualTypeOf<SchemaDetail>();
  expectTypeOf<Answer<"POST /notifications/seen">>().toEqualTypeOf<void>();
  expectTypeOf<"GET /nothing">().not.toExtend<OperationKey>();
  expectTypeOf<[]>().toExtend<Arguments<"GET /alerts">>();
  expectTypeOf<[]>().not.toExtend<Arguments<"GET /schemas/{name}">>();
  expectTypeOf<[{ params: { id: string } }]>().not.toExtend<Arguments<"GET /schemas/{name}">>();
  expectTypeOf<[{ query: { limit: string } }]>().not.toExtend<Arguments<"GET /alerts">>();
});
