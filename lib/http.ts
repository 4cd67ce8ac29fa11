import "server-only";
import { promises as dns, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { Agent, type Dispatcher, request } from "undici";
import { type AllowedAddresses, parseAllowedAddresses, refusalOf } from "./address-guard.ts";
import { env } from "./env.ts";
import { messageOf } from "./errors.ts";

/** Why no answer came. */
export type OutboundFailure = "invalid-url" | "blocked-address" | "dns" | "connection" | "tls" | "timeout";

/** No answer came; the message may be shown. */
export class OutboundError extends Error {
  readonly reason: OutboundFailure;

  constructor(reason: OutboundFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "OutboundError";
    this.reason = reason;
  }
}

export interface OutboundRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  headers?: Record<string, string>;
  body?: string;
}

/** An answer, whatever its status. Redirects are not followed: they are answers. */
export interface OutboundResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** At most 64 KiB; what is more was not read. A compressed body is not unpacked: its encoding stands in its place. */
  body: string;
}

/** @throws OutboundError when no answer came. */
export type OutboundFetch = (url: string, options: OutboundRequest) => Promise<OutboundResponse>;

export interface OutboundSettings {
  /** CIDRs that may be reached although they are not public. */
  allow: string;
  /** For connection, request and headers of the answer together. */
  timeoutMs?: number;
  /** How long the body of an answer may take once its headers are there. */
  bodyTimeoutMs?: number;
  /** All addresses of a name. */
  resolve?: (hostname: string) => Promise<LookupAddress[]>;
}

export const maxResponseBytes = 64 * 1024;

const words: Record<string, [OutboundFailure, string]> = {
  ENOTFOUND: ["dns", "the name does not resolve"],
  EAI_AGAIN: ["dns", "the name server did not answer"],
  ECONNREFUSED: ["connection", "the connection was refused"],
  ECONNRESET: ["connection", "the connection was closed before an answer came"],
  EPIPE: ["connection", "the connection was closed before an answer came"],
  UND_ERR_SOCKET: ["connection", "the connection was closed before an answer came"],
  EHOSTUNREACH: ["connection", "there is no route to it"],
  ENETUNREACH: ["connection", "there is no route to it"],
  EADDRNOTAVAIL: ["connection", "there is no route to it"],
  ETIMEDOUT: ["timeout", "no connection within 10 s"],
  UND_ERR_CONNECT_TIMEOUT: ["timeout", "no connection within 10 s"],
  UND_ERR_HEADERS_OVERFLOW: ["connection", "the headers of the answer are too long"],
  DEPTH_ZERO_SELF_SIGNED_CERT: ["tls", "its certificate is self-signed"],
  SELF_SIGNED_CERT_IN_CHAIN: ["tls", "its certificate chain holds a self-signed certificate"],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["tls", "its certificate cannot be verified"],
  CERT_HAS_EXPIRED: ["tls", "its certificate has expired"],
  ERR_TLS_CERT_ALTNAME_INVALID: ["tls", "its certificate is for another name"],
  EPROTO: ["tls", "the TLS handshake failed"],
};

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = (error as NodeJS.ErrnoException).code;
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...(own ? [own] : []), ...inner, ...codesOf(error.cause)];
}

/** An error of undici or of the system in words. */
function toOutboundError(error: unknown, url: URL, timeoutMs: number): OutboundError {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof OutboundError) return at;
  if (error instanceof Error && error.name === "TimeoutError") {
    return new OutboundError("timeout", `${url.host} did not answer within ${timeoutMs / 1000} s`, error);
  }
  const codes = codesOf(error);
  const known = codes.map((code) => words[code]).find(Boolean);
  if (known) return new OutboundError(known[0], `${url.host}: ${known[1]}`, error);
  const isTls = codes.some((code) => /^(ERR_TLS|ERR_SSL|CERT_)|_CERT/.test(code));
  return new OutboundError(isTls ? "tls" : "connection", `${url.host}: ${messageOf(error)}`, error);
}

/** The parsed URL. @throws OutboundError when it may not be asked at all. */
function checkedUrl(text: string, allowed: AllowedAddresses): URL {
  if (!URL.canParse(text))
    throw new OutboundError("invalid-url", "The URL is not valid; write for example https://example.com/hook");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new OutboundError("invalid-url", `The URL must begin with https:// or http://, not ${url.protocol}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new OutboundError("invalid-url", "The URL must hold no user name or password");
  }
  const literal = url.hostname.replace(/^\[|\]$/g, "");
  const refusal = isIP(literal) === 0 ? null : refusalOf(literal, allowed);
  if (refusal) throw new OutboundError("blocked-address", refusal);
  return url;
}

/** Resolves once, checks every answer, and gives the connection exactly what was checked. */
function guardedLookup(
  allowed: AllowedAddresses,
  resolve: (hostname: string) => Promise<LookupAddress[]>,
): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (answers) => {
        const refusal = answers
          .map(({ address }) => refusalOf(address, allowed, hostname))
          .find((text) => text !== null);
        const [first] = answers;
        if (refusal) callback(new OutboundError("blocked-address", refusal), "", 4);
        else if (!first) callback(new OutboundError("dns", `${hostname}: the name has no address`), "", 4);
        else if (options.all) callback(null, answers);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 4),
    );
  };
}

async function readBody(response: Dispatcher.ResponseData, timeoutMs: number): Promise<string> {
  // A body that is dropped half-way says so by an error, which nobody else would hear.
  response.body.on("error", () => {});
  const encoding = response.headers["content-encoding"];
  if (encoding && encoding !== "identity") {
    response.body.destroy();
    return `[${encoding} body, not shown]`;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => response.body.destroy(), timeoutMs);
  try {
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, maxResponseBytes - size));
      size += chunk.length;
      if (size >= maxResponseBytes) break;
    }
  } catch {
    // The status has been received, which decides; what there is of the body is kept.
  } finally {
    clearTimeout(timer);
    response.body.destroy();
  }
  return Buffer.concat(chunks).toString("utf8");
}

function plainHeaders(headers: Dispatcher.ResponseData["headers"]): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * The one way out of the product. http and https only, no credentials in the URL, no address that is not public unless
 * it is allowed, checked at the moment of connecting; no redirects; a total time and a size that no receiver can stretch.
 * Each request has a connection of its own: a kept one that the receiver closes would look like a failure.
 */
export function createOutboundFetch(settings: OutboundSettings): { fetch: OutboundFetch; close(): Promise<void> } {
  const allowed = parseAllowedAddresses(settings.allow);
  const timeoutMs = settings.timeoutMs ?? 15_000;
  const resolve = settings.resolve ?? ((hostname) => dns.lookup(hostname, { all: true }));
  const agent = new Agent({
    connect: { lookup: guardedLookup(allowed, resolve), timeout: 10_000 },
    pipelining: 0,
    maxHeaderSize: 16 * 1024,
  });

  async function fetch(text: string, options: OutboundRequest): Promise<OutboundResponse> {
    const url = checkedUrl(text, allowed);
    try {
      const response = await request(url, {
        dispatcher: agent,
        method: options.method,
        headers: { "user-agent": "Telltale", "accept-encoding": "identity", ...options.headers },
        body: options.body ?? null,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const body = await readBody(response, settings.bodyTimeoutMs ?? 3_000);
      return { status: response.statusCode, headers: plainHeaders(response.headers), body };
    } catch (error) {
      throw toOutboundError(error, url, timeoutMs);
    }
  }

  return { fetch, close: () => agent.destroy() };
}

let shared: OutboundFetch | undefined;

/** The client with the settings of this process. @throws OutboundError when no answer came. */
export const outboundFetch: OutboundFetch = (url, options) => {
  shared ??= createOutboundFetch({ allow: env().TELLTALE_OUTBOUND_ALLOW }).fetch;
  return shared(url, options);
};
