import { connect } from "node:net";
import { Agent, errors, request } from "undici";
import { signature } from "./signing.ts";

const maxCallMs = 2 * 3_600_000;
const maxAnswerBytes = 8 * 1024 * 1024;

/** What came back from the app, or why nothing did. */
export type AppResponse =
  | { kind: "answered"; status: number; headers: Record<string, string | undefined>; body: string }
  /** Nobody listens: the app is being restarted. */
  | { kind: "refused"; reason: string }
  /** The connection ended before the answer did. */
  | { kind: "lost"; reason: string };

const refusals = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Sends requests to the app, signed when there is a signing key. */
export class AppClient {
  readonly #agent: Agent;
  readonly #signingKey: string | undefined;
  readonly #kind: string;
  /** By origin: apps that refused a connection, until they take one. */
  readonly #returns = new Map<string, Promise<void>>();
  #isClosed = false;

  constructor(kind: string, signingKey: string | undefined, maxConnections: number) {
    this.#kind = kind;
    this.#signingKey = signingKey;
    this.#agent = new Agent({
      connections: maxConnections,
      headersTimeout: maxCallMs,
      bodyTimeout: maxCallMs,
      connectTimeout: 10_000,
      keepAliveTimeout: 4_000,
    });
  }

  async send(
    method: "POST" | "PUT",
    url: string,
    body: string,
    headers: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<AppResponse> {
    try {
      const response = await request(url, {
        method,
        dispatcher: this.#agent,
        body,
        signal,
        headers: {
          "content-type": "application/json",
          "user-agent": "Inngest",
          "x-inngest-server-kind": this.#kind,
          ...(this.#signingKey ? { "x-inngest-signature": signature(this.#signingKey, body) } : {}),
          ...headers,
        },
      });
      const text = await readText(response.body);
      return { kind: "answered", status: response.statusCode, headers: flat(response.headers), body: text };
    } catch (error) {
      const code = errorCode(error);
      return { kind: code !== undefined && refusals.has(code) ? "refused" : "lost", reason: reasonOf(error) };
    }
  }

  /** Resolves when the app takes connections again (or this client is closed). */
  whenUp(url: string): Promise<void> {
    const { origin, hostname, port, protocol } = new URL(url);
    let returned = this.#returns.get(origin);
    if (!returned) {
      const address = {
        host: hostname.replace(/^\[|\]$/g, ""),
        port: Number(port) || (protocol === "https:" ? 443 : 80),
      };
      returned = this.#probe(address).finally(() => this.#returns.delete(origin));
      this.#returns.set(origin, returned);
    }
    return returned;
  }

  async #probe(address: { host: string; port: number }): Promise<void> {
    for (let delayMs = 50; !this.#isClosed; delayMs = Math.min(delayMs * 2, 1_000)) {
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      const isUp = await new Promise<boolean>((resolve) => {
        const socket = connect(address, () => resolve(true));
        socket.setTimeout(2_000, () => resolve(false));
        socket.on("error", () => resolve(false));
        socket.on("connect", () => socket.destroy());
        socket.on("timeout", () => socket.destroy());
      });
      if (isUp) return;
    }
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return this.#agent.destroy();
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Read to the end, but not kept: an answer without a body is a failed attempt, and a lost connection would not be.
    if (size > maxAnswerBytes) chunks.length = 0;
    else chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

function errorCode(error: unknown): string | undefined {
  if (error instanceof AggregateError) return errorCode(error.errors[0]);
  if (error instanceof errors.UndiciError) return error.code;
  return (error as { code?: string } | null)?.code;
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return reasonOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
