import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

export interface Front {
  handle: RequestListener;
  /** For the server's `connect` event: this is no proxy. */
  refuseTunnel(request: IncomingMessage, socket: Duplex): void;
}

interface Routes {
  isIntakePath(path: string): boolean;
  intake: Handler;
  rest: Handler;
  /** Told of what a handler threw; the sender is told nothing of it. */
  onError(request: IncomingMessage, error: unknown): void;
}

/** What a request is for: the server as a whole (`OPTIONS *`), or a path with its query; otherwise why it is refused. */
type Target = "server" | { path: string; host?: string } | { problem: string };

/** What this server can do as a whole; a path may do less. */
const methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
const absolute = /^https?:\/\/([^/?#]*)([^#]*)$/i;
const host = /^(\[[0-9a-f:.]+\]|[a-z0-9._~%!$&'()*+,;=-]*)(:\d*)?$/i;

/**
 * The one place that reads request targets (RFC 9112 3.2), in front of all routes, so that a route sees a path and a host
 * whichever form the sender chose. Leading and repeated slashes are one; a path with a broken percent escape is refused here,
 * because each route would answer it in its own way.
 */
export function createFront(routes: Routes): Front {
  return {
    handle(request, response) {
      if (!methods.includes(request.method ?? "")) {
        return refuse(request, response, 501, `${request.method} is not a method of this server.`);
      }
      const target = isOneHost(request) ? targetOf(request.method, request.url ?? "/") : badHost;
      if (target === "server") return answerOptions(response);
      if ("problem" in target) return refuse(request, response, 400, target.problem);
      request.url = target.path;
      if (target.host !== undefined) request.headers.host = target.host;
      const handle = routes.isIntakePath(target.path) ? routes.intake : routes.rest;
      handle(request, response).catch((error: unknown) => {
        routes.onError(request, error);
        refuse(request, response, 500, "Something went wrong on our side.");
      });
    },
    refuseTunnel(_request, socket) {
      socket.on("error", () => {});
      socket.end("HTTP/1.1 501 Not Implemented\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    },
  };
}

const badHost = { problem: "A request has one Host header, which names a host." };

/** RFC 9112 3.2: more than one Host, or one that names none, is answered 400. */
function isOneHost({ rawHeaders, headers }: IncomingMessage): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    if (name.length === 4 && name.toLowerCase() === "host") count += 1;
  }
  return count <= 1 && (headers.host === undefined || host.test(headers.host));
}

function targetOf(method: string | undefined, text: string): Target {
  if (text === "*") {
    return method === "OPTIONS" ? "server" : { problem: "The request target * is for OPTIONS alone." };
  }
  if (text.startsWith("/")) return pathOf(text);
  const found = absolute.exec(text);
  const authority = found?.[1];
  if (found === null || !authority || !host.test(authority)) {
    return { problem: "The request target is neither a path nor an http address." };
  }
  const below = found[2] ?? "";
  if (below === "" && method === "OPTIONS") return "server";
  const target = pathOf(below.startsWith("/") ? below : `/${below}`);
  return "path" in target ? { ...target, host: authority } : target;
}

function pathOf(text: string): { path: string } | { problem: string } {
  const end = text.search(/[?#]/);
  const path = end === -1 ? text : text.slice(0, end);
  if (path.includes("%") && !isEscapedWell(path)) {
    return { problem: "The path has a percent sign that begins no character in UTF-8." };
  }
  const single = path.includes("//") ? path.replace(/\/{2,}/g, "/") : path;
  return { path: end === -1 ? single : single + text.slice(end) };
}

function isEscapedWell(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

function answerOptions(response: ServerResponse): void {
  response.writeHead(204, { allow: methods.join(", ") }).end();
}

function refuse(request: IncomingMessage, response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) return void response.destroy();
  const body = JSON.stringify({ message });
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    connection: "close",
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
