import { messageOf } from "./errors.ts";

/** Why no answer came, or none that can be read. */
export type OutboundFailure =
  | "invalid-url"
  | "blocked-address"
  | "dns"
  | "connection"
  | "tls"
  | "timeout"
  | "unreadable-answer";

/** No answer came that says whether the request was taken; the message may be shown. */
export class OutboundError extends Error {
  readonly reason: OutboundFailure;

  constructor(reason: OutboundFailure, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = "OutboundError";
    this.reason = reason;
  }
}

const words: Record<string, [OutboundFailure, string]> = {
  ENOTFOUND: ["dns", "the name does not resolve"],
  EAI_AGAIN: ["dns", "the name server did not answer"],
  ECONNREFUSED: ["connection", "the connection was refused"],
  ECONNRESET: ["connection", "the connection was closed before an answer came"],
  EPIPE: ["connection", "the connection was closed before an answer came"],
  EHOSTUNREACH: ["connection", "there is no route to it"],
  ENETUNREACH: ["connection", "there is no route to it"],
  EADDRNOTAVAIL: ["connection", "there is no route to it"],
  ETIMEDOUT: ["timeout", "no connection within 10 s"],
  DEPTH_ZERO_SELF_SIGNED_CERT: ["tls", "its certificate is self-signed"],
  SELF_SIGNED_CERT_IN_CHAIN: ["tls", "its certificate chain holds a self-signed certificate"],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ["tls", "its certificate cannot be verified"],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ["tls", "its certificate cannot be verified"],
  CERT_HAS_EXPIRED: ["tls", "its certificate has expired"],
  ERR_TLS_CERT_ALTNAME_INVALID: ["tls", "its certificate is for another name"],
  EPROTO: ["tls", "the TLS handshake failed"],
};

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  // Of a DOMException it is a number.
  const code: unknown = (error as NodeJS.ErrnoException).code;
  const own = typeof code === "string" ? code : undefined;
  const inner = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  return [...(own ? [own] : []), ...inner, ...codesOf(error.cause)];
}

/**
 * An error of the network in words.
 * @param host whom the words are about.
 * @param timeoutMs how long an answer was waited for.
 */
export function toOutboundError(error: unknown, host: string, timeoutMs: number): OutboundError {
  for (let at: unknown = error; at instanceof Error; at = at.cause) if (at instanceof OutboundError) return at;
  const codes = codesOf(error);
  const known = codes.map((code) => words[code]).find(Boolean);
  if (known) return new OutboundError(known[0], `${host}: ${known[1]}`, error);
  if (error instanceof Error && error.name === "TimeoutError") {
    return new OutboundError("timeout", `${host} did not answer within ${timeoutMs / 1000} s`, error);
  }
  if (codes.some((code) => code.startsWith("HPE_"))) {
    const unread = "it answered, but not in HTTP that can be read, so it is not known whether it took the request";
    return new OutboundError("unreadable-answer", `${host}: ${unread}`, error);
  }
  const isTls = codes.some((code) => /^(ERR_TLS|ERR_SSL|CERT_)|_CERT/.test(code));
  return new OutboundError(isTls ? "tls" : "connection", `${host}: ${messageOf(error)}`, error);
}
