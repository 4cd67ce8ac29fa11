import "server-only";
import type { DeliveryFailureReason } from "./terms.ts";

/** A failure that belongs to the receiver: an attempt that did not arrive. The message may be shown. */
export class DeliveryError extends Error {
  readonly reason: DeliveryFailureReason;
  /** False: trying again cannot help before a person changes something. */
  readonly isRetryable: boolean;
  /** How long the receiver asked to be left alone; null when it did not. */
  readonly retryAfterMs: number | null;
  /** Null when no answer came. */
  readonly statusCode: number | null;

  constructor(
    reason: DeliveryFailureReason,
    message: string,
    options: { isRetryable: boolean; retryAfterMs?: number | null; statusCode?: number | null; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = "DeliveryError";
    this.reason = reason;
    this.isRetryable = options.isRetryable;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.statusCode = options.statusCode ?? null;
  }
}
