import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiError } from "./api-error.ts";
import { sendRequest } from "./send-request.ts";

const answers: Record<string, [number, string]> = {
  "/ok": [200, '{"id":"1"}'],
  "/none": [204, ""],
  "/field": [400, '{"message":"config.url: must be an https address","field":"config.url"}'],
  "/ours": [500, '{"message":"Something failed on our side. Request id r-1","requestId":"r-1"}'],
  "/out": [401, '{"message":"Send an API token"}'],
  "/html": [502, "<html>bad gateway</html>"],
  "/portal": [200, "<html>sign in to this network</html>"],
};
const received: string[] = [];
const server = createServer((request, response) => {
  received.push(`${request.method} ${request.url}`);
  if (request.url === "/cut") return void request.socket.destroy();
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
  const error: unknown = await sendRequest("POST", origin + path, { body: {} }).catch((caught: unknown) => caught);
  if (error instanceof ApiError) return error;
  throw new Error("expected an ApiError");
}

test("returns the JSON answer, and undefined for 204", async () => {
  expect(await sendRequest("GET", `${origin}/ok`)).toEqual({ answer: { id: "1" }, etag: undefined });
  expect((await sendRequest("DELETE", `${origin}/none`)).answer).toBeUndefined();
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

test.each([
  ["/html", 502],
  ["/portal", 200],
])("a page that stands in the way (%s) is not an answer of ours", async (path, status) => {
  const error = await errorOf(path);
  expect(error.status).toBe(status);
  expect(error.message).toMatch(new RegExp(`answered ${status} in its place. It is not known whether this was done`));
});

test.each(["POST", "PUT", "PATCH", "DELETE"] as const)(
  "a %s whose answer is lost may have been done, and says that this is not known",
  async (method) => {
    const error: unknown = await sendRequest(method, `${origin}/cut`, { body: {} }).catch((caught: unknown) => caught);
    expect(received).toContain(`${method} /cut`);
    expect(error).toMatchObject({
      status: 0,
      message:
        "Telltale cannot be reached. It is not known whether this was done: look before you repeat it. Nothing typed is lost.",
    });
  },
);

test.each([
  ["GET", {}],
  ["POST", { body: {}, isReading: true }],
] as const)("a reading by %s that is not answered says no more than that", async (method, options) => {
  const error: unknown = await sendRequest(method, "http://127.0.0.1:1/", options).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ status: 0, message: "Telltale cannot be reached." });
});
