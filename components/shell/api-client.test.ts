import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiError, callApi } from "./api-client.ts";

const answers: Record<string, [number, string]> = {
  "/ok": [200, '{"id":"1"}'],
  "/none": [204, ""],
  "/field": [400, '{"message":"config.url: must be an https address","field":"config.url"}'],
  "/ours": [500, '{"message":"Something failed on our side. Request id r-1","requestId":"r-1"}'],
  "/out": [401, '{"message":"Send an API token"}'],
  "/html": [502, "<html>bad gateway</html>"],
};
const server = createServer((request, response) => {
  const [status, body] = answers[request.url ?? ""] ?? [404, ""];
  response.writeHead(status).end(body || undefined);
});
let origin = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address === "object" && address) origin = `http://127.0.0.1:${address.port}`;
});
afterAll(() => server.close());

async function errorOf(path: string): Promise<ApiError> {
  const error: unknown = await callApi("POST", origin + path, {}).catch((caught: unknown) => caught);
  if (error instanceof ApiError) return error;
  throw new Error("expected an ApiError");
}

test("returns the JSON answer, and undefined for 204", async () => {
  expect(await callApi("GET", `${origin}/ok`)).toEqual({ id: "1" });
  expect(await callApi("DELETE", `${origin}/none`)).toBeUndefined();
});

test("a refused field is named once, not again in the message beside it", async () => {
  expect(await errorOf("/field")).toMatchObject({
    status: 400,
    field: "config.url",
    message: "Must be an https address",
  });
});

test("a failure of ours carries its request id", async () => {
  expect(await errorOf("/ours")).toMatchObject({ status: 500, requestId: "r-1" });
});

test("an ended session says so", async () => {
  expect((await errorOf("/out")).message).toMatch(/session has ended/);
});

test("an answer that is not JSON names the status", async () => {
  expect((await errorOf("/html")).message).toMatch(/502/);
});

test("a server that is away has status 0", async () => {
  const error: unknown = await callApi("GET", "http://127.0.0.1:1/").catch((caught: unknown) => caught);
  expect(error).toMatchObject({ status: 0, message: expect.stringMatching(/cannot be reached/) });
});
