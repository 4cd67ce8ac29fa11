/** Words and lists of the kinds of log sources, for the browser as well: no zod. */
import { streamTypes } from "#lib/classification/schema.ts";
import { type AuthMethodName, authMethod } from "./auth-methods/registry.ts";

/** The stream types of the public API; a source takes those of `streamTypes`. */
export const logStreamTypes = [...streamTypes, "CloudWatchLogs", "XML"] as const;
export type LogStreamType = (typeof logStreamTypes)[number];

export const labelMaxLength = 128;

/** The proof that a source asks of its senders, when it asks for one. */
export function usesSecret<Auth extends { method: AuthMethodName }>(auth: Auth | null): auth is Auth {
  return auth !== null && authMethod(auth.method).secret !== null;
}

/** What an alarm watches: no event at all, fewer events than expected, or events that arrive late. */
export const alarmSignals = ["no-data", "low-volume", "late-data"] as const;
export type AlarmSignal = (typeof alarmSignals)[number];
