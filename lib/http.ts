import "server-only";
import { promises as dns, type LookupAddress } from "node:dns";
import http, { type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { Duplex } from "node:stream";
import { type AllowedAddresses, parseAllowedAddresses, refusalOf } from "./address-guard.ts";
import { AnswerHead } from "./answer-head.ts";
import { env } from "./env.ts";
import { OutboundError, toOutboundError } from "./outbound-error.ts";

export interface OutboundRequest {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  headers?: Record<string, string>;
  body?: string;
  /** Ends the request earlier than its own time. */
  signal?: AbortSignal;
}

/** An answer, whatever its status. Redirects are not followed: they are answers. */
export interface OutboundResponse {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** At most 64 KiB; what is more was not read. A compressed body is not unpacked: its encoding stands in its place. */
  body: string;
}

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

/** The guarded way out. */
export interface Outbound {
  /** @throws OutboundError when no answer came. */
  request(url: string, options: OutboundRequest): Promise<OutboundResponse>;
  /** Resolves a name to addresses that may be reached, for clients with connections of their own. */
  lookup: LookupFunction;
  /**
   * Why a URL may not be asked, as far as it says so itself: its form, and an address or `localhost` as its host; null
   * when nothing speaks against it. Other names are judged when they are connected to.
   */
  refusal(url: string): OutboundError | null;
}

export const maxResponseBytes = 64 * 1024;
const connectTimeoutMs = 10_000;

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

function refusalOfUrl(text: string, allowed: AllowedAddresses): OutboundError | null {
  if (!URL.canParse(text)) {
    return new OutboundError("invalid-url", "The URL is not valid; write for example https://example.com/hook");
  }
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return new OutboundError("invalid-url", `The URL must begin with https:// or http://, not ${url.protocol}`);
  }
  if (url.username !== "" || url.password !== "") {
    return new OutboundError("invalid-url", "The URL must hold no user name or password");
  }
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const isLocal = host === "localhost" || host.endsWith(".localhost");
  if (!isLocal && isIP(host) === 0) return null;
  const refusal = isLocal ? refusalOf("127.0.0.1", allowed, host) : refusalOf(host, allowed);
  return refusal === null ? null : new OutboundError("blocked-address", refusal);
}

async function readBody(response: IncomingMessage, timeoutMs: number): Promise<string> {
  // A body that is dropped half-way says so by an error, which nobody else would hear.
  response.on("error", () => {});
  const encoding = response.headers["content-encoding"];
  if (encoding && encoding !== "identity") {
    response.destroy();
    return `[${encoding} body, not shown]`;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(() => response.destroy(), timeoutMs);
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, maxResponseBytes - size));
      size += chunk.length;
      if (size >= maxResponseBytes) break;
    }
  } catch {
    // The status has been received, which decides; what there is of the body is kept.
  } finally {
    clearTimeout(timer);
    response.destroy();
  }
  return Buffer.concat(chunks).toString("utf8");
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value]],
    ),
  );
}

/**
 * The answer to one request on a connection of its own: a kept one that the receiver closes would look like a failure.
 * @returns the answer without its body, or the bare status of one that could not be read to the end.
 */
function answerTo(
  url: URL,
  options: OutboundRequest,
  signal: AbortSignal,
  agents: { http: http.Agent; https: https.Agent },
): Promise<IncomingMessage | number> {
  return new Promise((resolve, reject) => {
    const head = new AnswerHead();
    const request = (url.protocol === "https:" ? https : http).request(url, {
      agent: url.protocol === "https:" ? agents.https : agents.http,
      method: options.method,
      headers: { "user-agent": "Telltale", "accept-encoding": "identity", ...options.headers },
      signal,
      maxHeaderSize: 16 * 1024,
      // What a strict reader protects from is one connection that carries the answers of several requests.
      insecureHTTPParser: true,
    });
    const connecting = setTimeout(
      () => request.destroy(Object.assign(new Error("no connection"), { code: "ETIMEDOUT" })),
      connectTimeoutMs,
    );
    const settle = (error: Error) => {
      clearTimeout(connecting);
      const status = head.status();
      if (status === null) reject(error);
      else resolve(status);
    };
    // Nobody asked for another protocol: the answer is what comes after 101.
    const afterSwitch = (socket: Duplex) => {
      const endWhenKnown = () => head.status() !== null && socket.destroy();
      socket.on("close", () => settle(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
      socket.on("error", settle);
      socket.on("data", endWhenKnown);
      signal.addEventListener("abort", () => socket.destroy());
      endWhenKnown();
    };
    request.on("socket", (socket) => {
      socket.on(url.protocol === "https:" ? "secureConnect" : "connect", () => clearTimeout(connecting));
      // Before the parser, which may give up on these bytes.
      socket.prependListener("data", (chunk: Buffer) => head.add(chunk));
    });
    request.on("response", (response) => {
      if (response.statusCode === 101) afterSwitch(response.socket);
      else resolve(response);
    });
    request.on("upgrade", (_response, socket) => afterSwitch(socket));
    request.on("error", settle);
    request.end(options.body);
  });
}

/**
 * The one way out of the product. http and https only, no credentials in the URL, no address that is not public unless
 * it is allowed, checked at the moment of connecting; no redirects; a total time and a size that no receiver can stretch.
 * Interim answers (1xx) are passed over; once a status line is there it counts, whatever becomes of what follows.
 */
export function createOutbound(settings: OutboundSettings): Outbound {
  const allowed = parseAllowedAddresses(settings.allow);
  const timeoutMs = settings.timeoutMs ?? 15_000;
  const lookup = guardedLookup(allowed, settings.resolve ?? ((hostname) => dns.lookup(hostname, { all: true })));
  // The default of 250 ms gives up on receivers that are far away.
  const connection = { keepAlive: false, lookup, autoSelectFamilyAttemptTimeout: 2_500 };
  const agents = { http: new http.Agent(connection), https: new https.Agent(connection) };
  const refusal = (text: string) => refusalOfUrl(text, allowed);

  async function request(text: string, options: OutboundRequest): Promise<OutboundResponse> {
    const refused = refusal(text);
    if (refused) throw refused;
    const url = new URL(text);
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
    try {
      const answer = await answerTo(url, options, signal, agents);
      if (typeof answer === "number") return { status: answer, headers: {}, body: "" };
      const body = await readBody(answer, settings.bodyTimeoutMs ?? 3_000);
      return { status: answer.statusCode ?? 0, headers: plainHeaders(answer.headers), body };
    } catch (error) {
      throw toOutboundError(signal.aborted ? signal.reason : error, url.host, timeoutMs);
    }
  }

  return { request, lookup, refusal };
}

let shared: Outbound | undefined;

/** The way out with the settings of this process. */
export function outbound(): Outbound {
  shared ??= createOutbound({ allow: env().TELLTALE_OUTBOUND_ALLOW });
  return shared;
}
