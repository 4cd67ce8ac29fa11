import type { FailureReason } from "#lib/classification/schema.ts";

/** Client-safe shapes of system errors: nothing here may import from the server. */

/** `systemError.type` of the public API. */
export const systemErrorTypes = ["SOURCE_CLASSIFICATION_FAILURES", "SOURCE_NO_DATA", "ALERT_DELIVERY"] as const;
export type SystemErrorType = (typeof systemErrorTypes)[number];

export const systemErrorLabels: Record<SystemErrorType, string> = {
  SOURCE_CLASSIFICATION_FAILURES: "Classification failures",
  SOURCE_NO_DATA: "Log drop-off",
  ALERT_DELIVERY: "Alert delivery failure",
};

/** What the events of a kind are called; null where one report is the whole of it and a count says nothing. */
export const systemErrorEvents: Record<SystemErrorType, { one: string; many: string } | null> = {
  SOURCE_CLASSIFICATION_FAILURES: { one: "line", many: "lines" },
  SOURCE_NO_DATA: null,
  ALERT_DELIVERY: null,
};

export function isSystemErrorType(text: string): text is SystemErrorType {
  return (systemErrorTypes as readonly string[]).includes(text);
}

/** The log source that an error is about. `sourceType` is the integration type, for example `http-ingest`. */
export type SourceSubject = { sourceId: string; sourceLabel: string; sourceType: string };

/** One way in which one schema refuses lines, with the number of lines it refused that way. */
export type FailureCause = {
  /** The schema; null when no schema was asked because the line itself cannot be read. */
  schema: string | null;
  /** JSON path, `$` for the line itself. */
  path: string;
  reason: FailureReason;
  expected: string;
  /** Of the first such line. */
  found: string;
  message: string;
  lines: number;
};

/** Facts of SOURCE_CLASSIFICATION_FAILURES, since the error was opened last. Causes come by lines, most first. */
export type ClassificationFailuresFacts = SourceSubject & {
  /** Lines that no schema took. */
  lines: number;
  causes: FailureCause[];
  /** Refusals that fit into no listed cause because the list was full. */
  otherRefusals: number;
};

/** The source that an alarm watches; its own alert for each signal and log type. */
export type DropOffSubject = SourceSubject & {
  /** Left out: no-data. */
  signal?: "no-data" | "low-volume" | "late-data";
  /** One log type inside the source; left out or empty: the source as a whole. */
  logType?: string;
};

/** Facts of SOURCE_NO_DATA, as of the moment the alarm went off. */
export type LogDropOffFacts = Required<DropOffSubject> & {
  minutesThreshold: number;
  /** What low-volume expects in a window. */
  minimumEvents: number;
  /** Null when the source never processed an event. */
  lastEventProcessedAt: string | null;
  /** Null when nothing was ever received. */
  lastReceivedAt: string | null;
  /** Since when nothing was processed: the last event, or the moment the alarm was set. */
  silentSince: string;
  /** Minutes since then in which Telltale itself was down; they do not count. */
  downMinutes: number;
  /** Late data: how late even the freshest events arrive; null for the other signals. */
  lateMinutes: number | null;
  /** Events an hour at this hour of the week, over the four weeks before; null when not known. */
  usualEventsPerHour: number | null;
  /** Why, in one sentence, when it can be known; null when it cannot. */
  cause: string | null;
  /** What else was known of the source at that moment, each a sentence. */
  observations: string[];
};

/** Facts of ALERT_DELIVERY. `undelivered` holds the latest 20 alerts, newest first. */
export type AlertDeliveryFacts = {
  destinationId: string;
  destinationName: string;
  destinationKind: string;
  /** Failed attempts in a row. */
  consecutiveFailures: number;
  reason: string;
  message: string;
  statusCode: number | null;
  /** True when the receiver refused for good or the schedule is used up: no further attempt is made by itself. */
  isFinal: boolean;
  undelivered: { alertId: string; title: string; at: string }[];
};
