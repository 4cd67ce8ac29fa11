import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { createOutbound, maxResponseBytes, type OutboundSettings } from "./http.ts";
import { OutboundError } from "./outbound-error.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(listener: RequestListener): Promise<{ server: Server; port: number }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, port: (server.address() as AddressInfo).port };
}

function client(settings: Partial<OutboundSettings> = {}) {
  return createOutbound({ allow: "", ...settings }).request;
}

/** A server that answers each request with exactly these bytes, each as a packet of its own, and then closes. */
async function answering(...packets: string[]): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", async () => {
      requests += 1;
      for (const packet of packets) {
        socket.write(packet, "latin1");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, requests: () => requests };
}

const open = { allow: "127.0.0.0/8" };

async function failureOf(promise: Promise<unknown>): Promise<OutboundError> {
  const error = await promise.then(
    () => new Error("an answer came"),
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(OutboundError);
  return error as OutboundError;
}

describe("the guard", () => {
  test.each([
    "http://127.0.0.1",
    "http://2130706433",
    "http://0x7f.1",
    "http://0177.0.0.1",
    "http://127.1",
    "http://[::ffff:127.0.0.1]",
    "http://[::127.0.0.1]",
    "http://0.0.0.0",
    "http://0",
    "http://①②⑦.⓪.⓪.①",
    "http://127.0.0.1.",
    "http://localhost",
    "http://[::1]",
    "http://[64:ff9b::7f00:1]",
    "http://[2002:7f00:1::]",
  ])("refuses %s before anything is sent", async (base) => {
    let requests = 0;
    const { port } = await serve((_request, response) => {
      requests++;
      response.end();
    });
    const error = await failureOf(client()(`${base}:${port}/`, { method: "POST", body: "{}" }));
    expect(error.reason).toBe("blocked-address");
    expect(error.message).toContain("TELLTALE_OUTBOUND_ALLOW");
    expect(requests).toBe(0);
  });

  test.each([
    ["not a url", "invalid-url"],
    ["ftp://example.com/", "invalid-url"],
    ["file:///etc/passwd", "invalid-url"],
    ["http://user:secret@example.com/", "invalid-url"],
    ["http://[fe80::1%25eth0]/", "invalid-url"],
  ])("refuses %s", async (url, reason) => {
    expect((await failureOf(client()(url, { method: "GET" }))).reason).toBe(reason);
  });

  test("refuses a name when any of its addresses is not public", async () => {
    const fetch = client({
      resolve: async () => [
        { address: "93.184.215.14", family: 4 },
        { address: "10.0.0.7", family: 4 },
      ],
    });
    const error = await failureOf(fetch("http://rebind.example/", { method: "GET" }));
    expect(error.reason).toBe("blocked-address");
    expect(error.message).toBe(
      "rebind.example resolves to 10.0.0.7, a private address, which outbound requests may not reach. To allow it, add 10.0.0.7/32 to TELLTALE_OUTBOUND_ALLOW",
    );
  });

  test("connects to what was checked and resolves no second time", async () => {
    const { port } = await serve((request, response) => response.end(request.headers.host));
    const answers = ["127.0.0.1", "10.0.0.7"];
    const fetch = client({ ...open, resolve: async () => [{ address: answers.shift() ?? "10.0.0.8", family: 4 }] });
    const response = await fetch(`http://rebind.example:${port}/`, { method: "GET" });
    expect(response).toMatchObject({ status: 200, body: `rebind.example:${port}` });
    expect(answers).toEqual(["10.0.0.7"]);
    expect((await failureOf(fetch(`http://rebind.example:${port}/`, { method: "GET" }))).reason).toBe(
      "blocked-address",
    );
  });

  test("keeps the name for TLS while it connects to the address that was checked", async () => {
    const names: string[] = [];
    const server = createTlsServer({
      SNICallback: (name, callback) => {
        names.push(name);
        callback(null);
      },
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const fetch = client({ ...open, resolve: async () => [{ address: "127.0.0.1", family: 4 }] });
    // It has no certificate, so no answer comes; the name has been said by then.
    expect((await failureOf(fetch(`https://hooks.example:${port}/`, { method: "GET" }))).reason).toBe("tls");
    expect(names).toEqual(["hooks.example"]);
  });

  test("reaches an address that is allowed", async () => {
    const { port } = await serve((_request, response) => response.end("ok"));
    expect(await client(open)(`http://127.0.0.1:${port}/`, { method: "GET" })).toMatchObject({
      status: 200,
      body: "ok",
    });
  });

  test("says which name does not resolve", async () => {
    const error = await failureOf(client()("http://no-such-host.invalid/", { method: "GET" }));
    expect(error).toMatchObject({ reason: "dns" });
    expect(error.message).toContain("no-such-host.invalid");
  });
});

describe("an answer", () => {
  test("is taken as it is when it redirects", async () => {
    let followed = false;
    const { port } = await serve((request, response) => {
      if (request.url === "/secret") followed = true;
      response.writeHead(302, { location: "/secret" }).end("elsewhere");
    });
    const response = await client(open)(`http://127.0.0.1:${port}/`, { method: "POST", body: "{}" });
    expect(response).toMatchObject({ status: 302, body: "elsewhere", headers: { location: "/secret" } });
    expect(followed).toBe(false);
  });

  test("is read to 64 KiB when it is huge", async () => {
    const { port } = await serve((_request, response) => response.end("x".repeat(5_000_000)));
    expect((await client(open)(`http://127.0.0.1:${port}/`, { method: "GET" })).body).toHaveLength(maxResponseBytes);
  });

  test("counts with what was read when its body never ends", async () => {
    const { port } = await serve((_request, response) => {
      response.write("begun");
      const timer = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(timer));
    });
    const response = await client({ ...open, bodyTimeoutMs: 500 })(`http://127.0.0.1:${port}/`, { method: "GET" });
    expect(response.status).toBe(200);
    expect(response.body.startsWith("begun")).toBe(true);
  });

  test("is not unpacked, so that a gzip bomb stays small", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const { port } = await serve((_request, response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
    );
    expect((await client(open)(`http://127.0.0.1:${port}/`, { method: "GET" })).body).toBe("[gzip body, not shown]");
  });

  test("that does not come in time is a timeout", async () => {
    const { port } = await serve(() => {});
    const error = await failureOf(client({ ...open, timeoutMs: 100 })(`http://127.0.0.1:${port}/`, { method: "GET" }));
    expect(error).toMatchObject({ reason: "timeout", message: `127.0.0.1:${port} did not answer within 0.1 s` });
  });

  test("whose headers never end counts by its status line", async () => {
    const { port } = await serve((request) => {
      request.socket.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => request.socket.write(`x-${Math.random()}: 1\r\n`), 20);
      request.socket.on("close", () => clearInterval(timer));
    });
    const answer = await client({ ...open, timeoutMs: 200 })(`http://127.0.0.1:${port}/`, { method: "GET" });
    expect(answer).toEqual({ status: 200, headers: {}, body: "" });
  });

  test("that is cut off is a failed connection", async () => {
    const { port } = await serve((request) => request.socket.destroy());
    const error = await failureOf(client(open)(`http://127.0.0.1:${port}/`, { method: "POST", body: "{}" }));
    expect(error.reason).toBe("connection");
    expect(error.message).toContain("closed before an answer came");
  });

  test("cannot come when nothing listens", async () => {
    const { server, port } = await serve(() => {});
    await new Promise((resolve) => server.close(resolve));
    const error = await failureOf(client(open)(`http://127.0.0.1:${port}/`, { method: "GET" }));
    expect(error).toMatchObject({ reason: "connection", message: `127.0.0.1:${port}: the connection was refused` });
  });

  test("is not expected over TLS from a server that speaks none", async () => {
    const { port } = await serve((_request, response) => response.end());
    expect((await failureOf(client(open)(`https://127.0.0.1:${port}/`, { method: "GET" }))).reason).toBe("tls");
  });

  const ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  test.each([100, 101, 102, 103, 110, 199])("is read past an unasked %i", async (status) => {
    const interim = `HTTP/1.1 ${status} Wait\r\nLink: </a>\r\n\r\n`;
    for (const packets of [[interim + ok], [interim, ok], [interim, interim, ok]]) {
      const { url, requests } = await answering(...packets);
      expect(await client(open)(url, { method: "POST", body: "{}" })).toMatchObject({ status: 200 });
      expect(requests()).toBe(1);
    }
  });

  test.each([
    ["a header without a colon", "HTTP/1.1 202 Accepted\r\nnonsense\r\n\r\nok"],
    ["a header with a forbidden character", "HTTP/1.1 202 Accepted\r\nx: \u0000\u0001\r\n\r\nok"],
    ["two lengths", "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok"],
    [
      "a length and chunks",
      "HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    ],
    ["a broken chunk", "HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
    ["line feeds alone", "HTTP/1.1 202 Accepted\nContent-Length: 2\n\nok"],
    ["no reason phrase", "HTTP/1.1 202\r\nContent-Length: 2\r\n\r\nok"],
    ["HTTP/1.0 and no length", "HTTP/1.0 202 Accepted\r\n\r\nok"],
    ["headers that are too long", `HTTP/1.1 202 Accepted\r\nx: ${"y".repeat(40_000)}\r\n\r\nok`],
    ["an end after the status line", "HTTP/1.1 202 Accepted\r\n"],
    [
      "an upgrade first",
      `HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nHTTP/1.1 202 Accepted\r\n\r\n`,
    ],
  ])("counts by its status line, with %s", async (_name, bytes) => {
    const { url, requests } = await answering(bytes);
    expect(await client(open)(url, { method: "POST", body: "{}" })).toMatchObject({ status: 202 });
    expect(requests()).toBe(1);
  });

  test.each(["SSH-2.0-OpenSSH_9.6\r\n", "HTTP/2 200\r\n\r\n", "\u0000\u0000\u0012\u0004\u0000\u0000"])(
    "that is not HTTP (%j) says that it is not known whether the request was taken",
    async (bytes) => {
      const { url } = await answering(bytes);
      const error = await failureOf(client(open)(url, { method: "POST", body: "{}" }));
      expect(error.reason).toBe("unreadable-answer");
      expect(error.message).toContain("it is not known whether it took the request");
    },
  );

  test.each([
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
    "HTT",
  ])("that ends before its status line (%j) is none", async (bytes) => {
    const { url } = await answering(bytes);
    const error = await failureOf(client(open)(url, { method: "POST", body: "{}" }));
    expect(error.message).toContain("the connection was closed before an answer came");
  });
});
