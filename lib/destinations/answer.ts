import "server-only";
import { STATUS_CODES } from "node:http";
import { OutboundError, type OutboundFailure, type OutboundResponse } from "#lib/http.ts";
import { DeliveryError } from "./delivery-error.ts";
import type { DeliveryFailureReason } from "./schema.ts";

/** That it arrived. `message` is the start of what the receiver answered. */
export interface Receipt {
  statusCode: number;
  message: string;
}

const maxMessageLength = 1_000;

/** The start of a receiver's answer without control characters, so that it can stand in a page and in a log. */
export function excerptOf(body: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go.
  const clean = body.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufffd]/g, "").trim();
  return clean.length <= maxMessageLength ? clean : `${clean.slice(0, maxMessageLength)}…`;
}

/** `Retry-After` in milliseconds from now: seconds or an HTTP date. Null when absent or of another form. */
export function retryAfterOf(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const at = /GMT\s*$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

const reasonByStatus: Record<number, DeliveryFailureReason> = {
  401: "unauthorized",
  403: "unauthorized",
  404: "not-found",
  410: "gone",
  429: "rate-limited",
};
const retryableStatuses = new Set([408, 425, 429]);
const permanentRedirects = new Set([301, 308]);

/**
 * What an HTTP answer means for a delivery: 2xx arrived. 408, 425, 429, 5xx and temporary redirects may be tried again;
 * everything else needs a person. Redirects are never followed.
 * @throws DeliveryError unless it is 2xx.
 */
export function receiptOf(response: OutboundResponse, now: Date): Receipt {
  const { status } = response;
  const excerpt = excerptOf(response.body);
  if (status >= 200 && status < 300) return { statusCode: status, message: excerpt };
  const said = `${status} ${STATUS_CODES[status] ?? ""}`.trim();
  if (status >= 300 && status < 400) {
    const to = response.headers.location ? ` to ${excerptOf(response.headers.location)}` : "";
    throw new DeliveryError("redirect", `The receiver redirected${to} (${said}); redirects are not followed`, {
      isRetryable: !permanentRedirects.has(status),
      statusCode: status,
    });
  }
  throw new DeliveryError(
    reasonByStatus[status] ?? (status >= 500 ? "server-error" : "refused"),
    `The receiver answered ${said}${excerpt ? `: ${excerpt}` : ""}`,
    {
      isRetryable: status >= 500 || retryableStatuses.has(status),
      retryAfterMs: retryAfterOf(response.headers["retry-after"], now),
      statusCode: status,
    },
  );
}

const permanentFailures: ReadonlySet<OutboundFailure> = new Set(["invalid-url", "blocked-address"]);

/** What "no answer came" means for a delivery. Anything else that was thrown is ours and comes back as it is. */
export function deliveryErrorOf(error: unknown): unknown {
  if (!(error instanceof OutboundError)) return error;
  return new DeliveryError(error.reason, error.message, {
    isRetryable: !permanentFailures.has(error.reason),
    cause: error,
  });
}
