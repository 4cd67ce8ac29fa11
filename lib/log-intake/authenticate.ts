import "server-only";
import type { BodyCheck, HeaderReader } from "#lib/log-source-kinds/auth-methods/define-auth-method.ts";
import type { RefusalReason } from "#lib/log-source-kinds/refusal-reasons.ts";
import { authCrypto } from "./auth-crypto.ts";
import type { IntakeSource } from "./source-lookup.ts";

/** Why a request is turned away, in the words its sender is told. */
export interface Refusal {
  status: 401 | 403 | 413 | 415;
  reason: RefusalReason;
  message: string;
  /** For 401: how to prove who one is, as WWW-Authenticate. */
  challenge?: string;
}

/** What is known of a sender before its body: turned away, or welcome, perhaps only once the body passed its check. */
export type Admission = { refusal: Refusal } | { refusal: null; bodyCheck: BodyCheck | null };

/** Whether the sender may send to this source now. Compares in constant time. */
export function admit(source: IntakeSource, header: HeaderReader, now: Date): Admission {
  const verified = source.method.verify(header, source.credentials, authCrypto, now);
  if (verified !== null && "reason" in verified) return { refusal: { status: 401, ...verified } };
  if (source.isPaused) {
    const message = "This log source is paused; resume it to send to it again";
    return { refusal: { status: 403, reason: "paused", message } };
  }
  return { refusal: null, bodyCheck: verified };
}
