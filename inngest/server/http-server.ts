import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

export type Request = {
  method: string;
  path: string;
  query: URLSearchParams;
  params: string[];
  headers: IncomingMessage["headers"];
  body: string;
};

export type Response = { status: number; json?: unknown; text?: string; headers?: Record<string, string> };

export type Route = {
  method: "GET" | "POST" | "DELETE";
  path: RegExp;
  /** Largest body that is read, in bytes. */
  maxBytes?: number;
  handle: (request: Request) => Promise<Response> | Response;
};

const defaultMaxBytes = 64 * 1024 * 1024;

/** A server for a list of routes; a path that is known by another method only is answered with 405. */
export function createHttpServer(
  routes: Route[],
  headers: Record<string, string>,
  log: (line: string) => void,
  isRefused: (headers: IncomingMessage["headers"]) => boolean,
): Server {
  const server = createServer((incoming, outgoing) => {
    (isRefused(incoming.headers) ? Promise.resolve({ status: 403, text: "Forbidden\n" }) : answer(routes, incoming))
      .catch((error): Response => {
        log(`${incoming.method} ${incoming.url}: ${error instanceof Error ? error.stack : error}`);
        return { status: 500, json: { error: "internal server error", data: null, status: 500 } };
      })
      .then((response) => send(outgoing, response, headers));
  });
  server.keepAliveTimeout = 65_000;
  return server;
}

async function answer(routes: Route[], incoming: IncomingMessage): Promise<Response> {
  const url = new URL(incoming.url ?? "/", "http://server");
  const method = incoming.method ?? "GET";
  let isKnown = false;
  for (const route of routes) {
    const match = route.path.exec(url.pathname);
    if (!match) continue;
    isKnown = true;
    if (route.method !== method) continue;
    const body = await readBody(incoming, route.maxBytes ?? defaultMaxBytes);
    if (body === undefined) return { status: 413, json: { error: "request body too large", data: null, status: 413 } };
    return route.handle({
      method,
      path: url.pathname,
      query: url.searchParams,
      params: match.slice(1).map((param) => decode(param ?? "")),
      headers: incoming.headers,
      body,
    });
  }
  return { status: isKnown ? 405 : 404 };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

async function readBody(incoming: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(outgoing: ServerResponse, response: Response, headers: Record<string, string>): void {
  const body = response.json === undefined ? (response.text ?? "") : JSON.stringify(response.json);
  outgoing.writeHead(response.status, {
    ...headers,
    "content-type": response.json === undefined ? "text/plain; charset=utf-8" : "application/json",
    "content-length": Buffer.byteLength(body),
    ...response.headers,
  });
  outgoing.end(body);
}

export function apiError(status: number, error: string, data: unknown): Response {
  return { status, json: { error, data, status } };
}

/** Undefined for text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
