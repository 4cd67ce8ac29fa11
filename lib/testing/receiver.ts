/**
 * A real webhook receiver on a local port for tests and the demo. It verifies signatures by itself, after the Standard
 * Webhooks specification and not with the product's code, and can be told to misbehave.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  at: Date;
  method: string;
  /** Path and query of the request. */
  path: string;
  /** `webhook-id`. */
  id: string;
  /** `webhook-timestamp`, seconds. */
  timestamp: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** The body parsed; undefined when it is not JSON. */
  json: { type: string; timestamp: string; data: Record<string, unknown> } | undefined;
  /** Null while the receiver has no secret. */
  isSignatureValid: boolean | null;
}

/** What it does with a request: a status, an answer, closing the connection, or never answering. */
export type Behaviour =
  | number
  | { status: number; headers?: Record<string, string>; body?: string; delayMs?: number }
  | "close"
  | "hang";

export interface Receiver {
  url: string;
  received: Received[];
  /** The secret that the signature must be made with; set it once the destination has been created. */
  secret: string | undefined;
  /** From now on; a function decides by the request and how many came before it. */
  answerWith(behaviour: Behaviour | ((received: Received, before: number) => Behaviour)): void;
  /** Resolves with the first received that fits (also one that came before). @throws Error after `timeoutMs`. */
  waitFor(fits: (received: Received) => boolean, timeoutMs?: number): Promise<Received>;
  close(): Promise<void>;
}

const toleranceSeconds = 300;

function isSigned(secret: string, received: Received): boolean {
  if (Math.abs(received.at.getTime() / 1000 - received.timestamp) > toleranceSeconds) return false;
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const expected = createHmac("sha256", key).update(`${received.id}.${received.timestamp}.${received.body}`).digest();
  return String(received.headers["webhook-signature"] ?? "")
    .split(" ")
    .some((part) => {
      const [version, signature = ""] = part.split(",");
      const given = Buffer.from(signature, "base64");
      return version === "v1" && given.length === expected.length && timingSafeEqual(given, expected);
    });
}

function parseJson(text: string): Received["json"] {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function behave(behaviour: Behaviour, response: ServerResponse): void {
  if (behaviour === "hang") return;
  if (behaviour === "close") {
    response.socket?.destroy();
    return;
  }
  const {
    status,
    headers,
    body = "ok",
    delayMs = 0,
  } = typeof behaviour === "number" ? { status: behaviour } : behaviour;
  setTimeout(() => response.writeHead(status, { "content-type": "text/plain", ...headers }).end(body), delayMs);
}

export async function startReceiver(options: { secret?: string; port?: number } = {}): Promise<Receiver> {
  let decide: (received: Received, before: number) => Behaviour = () => 200;
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const received: Received = {
      at: new Date(),
      method: request.method ?? "",
      path: request.url ?? "/",
      id: String(request.headers["webhook-id"] ?? ""),
      timestamp: Number(request.headers["webhook-timestamp"]),
      headers: request.headers,
      body,
      json: parseJson(body),
      isSignatureValid: null,
    };
    if (receiver.secret !== undefined) received.isSignatureValid = isSigned(receiver.secret, received);
    const before = receiver.received.push(received) - 1;
    behave(decide(received, before), response);
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));

  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    secret: options.secret,
    answerWith(behaviour) {
      decide = typeof behaviour === "function" ? behaviour : () => behaviour;
    },
    waitFor(fits, timeoutMs = 5_000) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = receiver.received.find(fits);
          if (!found) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`No such request within ${timeoutMs} ms; ${receiver.received.length} came in all`));
        }, timeoutMs);
        waiting.add(look);
        look();
      });
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return receiver;
}
