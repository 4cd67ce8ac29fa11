import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createFront } from "./front.ts";

/** What the routes behind the front were asked for. */
let asked: { by: string; method: string | undefined; url: string | undefined; host: string | undefined }[] = [];
let server: Server;

beforeAll(async () => {
  const note =
    (by: string): Parameters<typeof createFront>[0]["rest"] =>
    async ({ method, url, headers }, response) => {
      asked.push({ by, method, url, host: headers.host });
      if (url === "/throws") throw new Error("a fault of ours");
      response.end(by);
    };
  const front = createFront({
    isIntakePath: (path) => path.startsWith("/api/ingest/"),
    intake: note("intake"),
    rest: note("next"),
    onError: () => {},
  });
  server = createServer(front.handle);
  server.on("connect", front.refuseTunnel);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Sends the bytes as they are, which no HTTP client would, and reads to the end. */
async function raw(head: string): Promise<{ status: number; text: string }> {
  asked = [];
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.write(`${head}\r\nConnection: close\r\n\r\n`);
  let text = "";
  for await (const chunk of socket) text += chunk;
  return { status: Number(text.split(" ")[1]), text };
}

const withHost = (line: string) => raw(`${line} HTTP/1.1\r\nHost: telltale.test`);

test.each(["TRACE /", "TRACE /api/ingest/http/1", "PROPFIND /a", "PURGE http://other.test/"])(
  "%s is a method that no route knows, and none is asked",
  async (line) => {
    const { status, text } = await withHost(line);
    expect([status, asked]).toEqual([501, []]);
    expect(text).toContain(`{"message":"${line.split(" ")[0]} is not a method of this server."}`);
  },
);

test.each([
  ["GET /a?b=%", "next", "/a?b=%", "telltale.test"],
  ["GET http://other.test:8080/a/b?c=d", "next", "/a/b?c=d", "other.test:8080"],
  ["GET HTTPS://[::1]:3000", "next", "/", "[::1]:3000"],
  ["GET http://other.test?q=1", "next", "/?q=1", "other.test"],
  ["POST http://other.test/api/ingest/http/1", "intake", "/api/ingest/http/1", "other.test"],
  ["POST //api//ingest/http/1", "intake", "/api/ingest/http/1", "telltale.test"],
  ["GET //other.test/a", "next", "/other.test/a", "telltale.test"],
  ["GET /a%20b/%F0%9F%98%80?next=//x", "next", "/a%20b/%F0%9F%98%80?next=//x", "telltale.test"],
  ["OPTIONS /a", "next", "/a", "telltale.test"],
  ["HEAD http://other.test/a", "next", "/a", "other.test"],
])("%s reaches its route as a path and a host", async (line, by, url, host) => {
  expect((await withHost(line)).status).toBe(200);
  expect(asked).toEqual([{ by, method: line.split(" ")[0], url, host }]);
});

test.each([
  "POST *",
  "GET *",
  "PUT *",
  "GET http:///a",
  "GET ftp://a.test/",
  "GET http://user@a.test/",
  "GET a.test:80",
])("%s is a bad request, which no route sees", async (line) => {
  expect((await withHost(line)).status).toBe(400);
  expect(asked).toEqual([]);
});

test.each(["/%", "/%zz", "/%C3", "/api/ingest/http/%E0%A4%A", "/api/v1/alerts/%ff", "http://other.test/%1"])(
  "a broken percent escape is told in words: %s",
  async (target) => {
    const { status, text } = await withHost(`POST ${target}`);
    expect([status, text.split("\r\n\r\n")[1], asked]).toEqual([
      400,
      '{"message":"The path has a percent sign that begins no character in UTF-8."}',
      [],
    ]);
  },
);

test("OPTIONS of the server as a whole names its methods, in both forms", async () => {
  for (const line of ["OPTIONS *", "OPTIONS http://telltale.test"]) {
    const { status, text } = await withHost(line);
    expect([status, /^allow: (.*)$/im.exec(text)?.[1]]).toEqual([204, "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"]);
  }
});

test("two hosts, or one that is none, are refused", async () => {
  expect((await raw("GET / HTTP/1.1\r\nHost: a.test\r\nHost: b.test")).status).toBe(400);
  expect((await raw("GET / HTTP/1.1\r\nHost: a.test/b")).status).toBe(400);
  expect((await raw("GET / HTTP/1.1")).status).toBe(400);
  expect((await raw("GET / HTTP/1.0")).status).toBe(200);
});

test("a tunnel is refused and leaves the server up", async () => {
  expect((await withHost("CONNECT other.test:443")).status).toBe(501);
  expect((await withHost("GET /")).status).toBe(200);
});

test("what a route throws is answered without its words, and HEAD without a body", async () => {
  const { status, text } = await withHost("GET /throws");
  expect([status, text]).toEqual([500, expect.not.stringContaining("fault")]);
  const head = await withHost("HEAD /%zz");
  expect([head.status, head.text.split("\r\n\r\n")[1]]).toEqual([400, ""]);
});
