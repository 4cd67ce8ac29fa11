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

/**
 * Facts of SOURCE_NO_DATA, as of the moment the alarm went off. What may be left out is absent when there was nothing of
 * it; in alerts that are older than `lastConnectionAt` all of it is, and `observations` alone say what was known.
 */
export type LogDropOffFacts = Required<DropOffSubject> & {
  minutesThreshold: number;
  /** What low-volume expects in a window. */
  minimumEvents: number;
  /** Of what the alarm watches. Null when there never was an event, or none in `lookedBackDays`. */
  lastEventProcessedAt: string | null;
  /** The last event was looked for this far back only; absent when it is known for good. */
  lookedBackDays?: number;
  /** When the latest body was accepted, processed or not. Null when none ever was. */
  lastReceivedAt: string | null;
  /** `lastReceivedAt`, or the latest request that was refused when that was later. Null when the source never connected. */
  lastConnectionAt?: string | null;
  /**
   * What is counted here is counted from this moment on. No data: since when silence counts, the last event or the moment
   * the alarm was set; low volume and late data: the beginning of the window.
   */
  silentSince: string;
  /** Minutes in which Telltale itself was down: since then, where they do not count; late data: while the events were on their way. */
  downMinutes: number;
  /** Late data: how late even the freshest events arrive; null for the other signals. */
  lateMinutes: number | null;
  /** Low volume: how many events were processed in the whole minutes of the window. */
  eventsInWindow?: number;
  /** Of what the alarm watches, at this hour of the week, over the four weeks before; null when not known. */
  usualEventsPerHour: number | null;
  /** Requests that were refused, by reason, most first. */
  refused?: { reason: string; count: number; lastDetail: string; lastAt: string }[];
  /** Lines that no attached schema accepted. */
  unclassifiedLines?: number;
  /** Bodies that could not be processed and are kept. */
  failedBodies?: { count: number; lastError: string | null };
  /** Bodies that waited to be classified, whenever they came. */
  waitingBodies?: { count: number; oldestAt: string };
  /** The hours of the alarm's calendar in words; absent when every hour counts. */
  countedHours?: string;
  /** What went off in the same minute: sources that fell silent, or alarms of any kind of other sources. */
  others?: { count: number; what: "sources" | "alarms"; isAtLeast: boolean };
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
