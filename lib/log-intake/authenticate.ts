import "server-only";
import type { RefusalReason } from "#lib/log-source-kinds/schema.ts";
import { isSameSecret } from "#lib/secrets.ts";
import type { IntakeSource } from "./source-lookup.ts";

/** Why a request is turned away, in the words its sender is told. */
export interface Refusal {
  status: 401 | 403 | 413 | 415;
  reason: RefusalReason;
  message: string;
}

/**
 * Whether the sender may send to this source now; null means yes. Compares in constant time. A method that this build
 * cannot check lets nobody in.
 */
export function refusalOf(source: IntakeSource, header: (name: string) => string | undefined): Refusal | null {
  if (source.authMethod !== "None") {
    const given = header(source.headerKey);
    if (given === undefined || given === "") {
      return {
        status: 401,
        reason: "missing_secret",
        message: `Send the secret of this log source in the header ${source.headerKey}; the request had none`,
      };
    }
    if (source.authMethod !== "SharedSecret" || source.secret === null || !isSameSecret(given, source.secret)) {
      return {
        status: 401,
        reason: "wrong_secret",
        message: `The header ${source.headerKey} does not hold the secret of this log source`,
      };
    }
  }
  if (source.isPaused) {
    return { status: 403, reason: "paused", message: "This log source is paused; resume it to send to it again" };
  }
  return null;
}
