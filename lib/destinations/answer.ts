import "server-only";
import { STATUS_CODES } from "node:http";
import type { OutboundResponse } from "#lib/http.ts";
import { OutboundError, type OutboundFailure } from "#lib/outbound-error.ts";
import { DeliveryError } from "./delivery-error.ts";
import { excerptOf } from "./excerpt.ts";
import type { DeliveryFailureReason } from "./terms.ts";

/** That it arrived. */
export interface Receipt {
  /** Null when the receiver does not speak HTTP, or nothing had to be asked. */
  statusCode: number | null;
  /** The start of what the receiver answered, or what was done there in words. */
  message: string;
}

/** What a kind reads from an answer beyond its status. */
export interface AnswerReading {
  /** In words, with what to do about it. */
  message: string;
  /** By the status when left out; for a 2xx "refused". */
  reason?: DeliveryFailureReason;
  /** By the status when left out; for a 2xx false. */
  isRetryable?: boolean;
}

/**
 * Reads a vendor's answer of any status. Null: there is nothing to add. A reading of a 2xx makes it a failure, for vendors
 * that answer 200 with an error inside.
 */
export type AnswerReader = (response: OutboundResponse) => AnswerReading | null;

/** The oldest form of an HTTP date (RFC 9110 5.6.7), which names no zone and means GMT: `Sun Nov  6 08:49:37 1994`. */
const asctime = /^\s*[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\s*$/;

/** `Retry-After` in milliseconds from now: seconds or an HTTP date. Null when absent or of another form. */
export function retryAfterOf(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const at = asctime.test(value) ? Date.parse(`${value} GMT`) : /GMT\s*$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

const reasonByStatus: Record<number, DeliveryFailureReason> = {
  401: "unauthorized",
  403: "unauthorized",
  404: "not-found",
  410: "gone",
  429: "rate-limited",
};
const retryableStatuses = new Set([302, 303, 307, 408, 425, 429]);

function reasonOf(status: number): DeliveryFailureReason {
  if (status >= 300 && status < 400) return "redirect";
  return reasonByStatus[status] ?? (status >= 500 ? "server-error" : "refused");
}

function wordsOf(response: OutboundResponse): string {
  const { status, headers } = response;
  const said = `${status} ${STATUS_CODES[status] ?? ""}`.trim();
  if (status >= 300 && status < 400) {
    const to = headers.location ? ` to ${excerptOf(headers.location)}` : "";
    return `The receiver redirected${to} (${said}); redirects are not followed`;
  }
  // An error page often begins with what the status says.
  const text = excerptOf(response.body);
  const excerpt = text.startsWith(said) ? text.slice(said.length).trim() : text;
  return `The receiver answered ${said}${excerpt ? `: ${excerpt}` : ""}`;
}

/**
 * The failure that an answer means. 408, 425, 429, 5xx and temporary redirects may be tried again, at the time that the
 * answer asks for; everything else needs a person. Redirects are never followed.
 */
export function failureOf(response: OutboundResponse, now: Date, reading: AnswerReading | null = null): DeliveryError {
  const { status } = response;
  const isArrival = status >= 200 && status < 300;
  return new DeliveryError(
    reading?.reason ?? (isArrival ? "refused" : reasonOf(status)),
    reading?.message ?? wordsOf(response),
    {
      isRetryable: reading?.isRetryable ?? (status >= 500 || retryableStatuses.has(status)),
      retryAfterMs: retryAfterOf(response.headers["retry-after"], now),
      statusCode: status,
    },
  );
}

/**
 * What an HTTP answer means for a delivery: 2xx arrived, unless the reader finds an error inside.
 * @throws DeliveryError when it did not arrive.
 */
export function receiptOf(response: OutboundResponse, now: Date, read: AnswerReader = () => null): Receipt {
  const { status } = response;
  const reading = read(response);
  if (reading || status < 200 || status >= 300) throw failureOf(response, now, reading);
  return { statusCode: status, message: excerptOf(response.body) };
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
