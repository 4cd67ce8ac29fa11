import { z } from "zod";
import { minutesInWords } from "#lib/duration-words.ts";
import { instantInWords } from "#lib/iso-instant.ts";
import { defineSystemError, sourceIsDeleted } from "#lib/system-errors/define-system-error.ts";
import { sourceSubject } from "#lib/system-errors/source-subject.ts";

/** The source that an alarm watches; its own alert for each signal and log type. */
const dropOffSubject = sourceSubject.extend({
  /** Left out: no-data. */
  signal: z.enum(["no-data", "low-volume", "late-data"]).optional(),
  /** One log type inside the source; left out or empty: the source as a whole. */
  logType: z.string().optional(),
});
export type DropOffSubject = z.infer<typeof dropOffSubject>;

const refused = z.object({ reason: z.string(), count: z.number(), lastDetail: z.string(), lastAt: z.string() });

/**
 * As of the moment the alarm went off. What may be left out is absent when there was nothing of it; in alerts that are
 * older than `lastConnectionAt` all of it is, and `observations` alone say what was known.
 */
const facts = dropOffSubject.required().extend({
  minutesThreshold: z.number(),
  /** What low-volume expects in a window. */
  minimumEvents: z.number(),
  /** Of what the alarm watches. Null when there never was an event, or none in `lookedBackDays`. */
  lastEventProcessedAt: z.string().nullable(),
  /** The last event was looked for this far back only; absent when it is known for good. */
  lookedBackDays: z.number().optional(),
  /** When the latest body was accepted, processed or not. Null when none ever was. */
  lastReceivedAt: z.string().nullable(),
  /** `lastReceivedAt`, or the latest request that was refused when that was later. Null when the source never connected. */
  lastConnectionAt: z.string().nullable().optional(),
  /**
   * What is counted here is counted from this moment on. No data: since when silence counts, the last event or the moment
   * the alarm was set; low volume and late data: the beginning of the window.
   */
  silentSince: z.string(),
  /** Minutes in which Telltale itself was down: since then, where they do not count; late data: while the events were on their way. */
  downMinutes: z.number(),
  /** Late data: how late even the freshest events arrive; null for the other signals. */
  lateMinutes: z.number().nullable(),
  /** Low volume: how many events were processed in the whole minutes of the window. */
  eventsInWindow: z.number().optional(),
  /** Of what the alarm watches, at this hour of the week, over the four weeks before; null when not known. */
  usualEventsPerHour: z.number().nullable(),
  /** Requests that were refused, by reason, most first. */
  refused: z.array(refused).optional(),
  /** Lines that no attached schema accepted. */
  unclassifiedLines: z.number().optional(),
  /** Bodies that could not be processed and are kept. */
  failedBodies: z.object({ count: z.number(), lastError: z.string().nullable() }).optional(),
  /** Bodies that waited to be classified, whenever they came. */
  waitingBodies: z.object({ count: z.number(), oldestAt: z.string() }).optional(),
  /** The hours of the alarm's calendar in words; absent when every hour counts. */
  countedHours: z.string().optional(),
  /** What went off in the same minute: sources that fell silent, or alarms of any kind of other sources. */
  others: z.object({ count: z.number(), what: z.enum(["sources", "alarms"]), isAtLeast: z.boolean() }).optional(),
  /** Why, in one sentence, when it can be known; null when it cannot. */
  cause: z.string().nullable(),
  /** What else was known of the source at that moment, each a sentence. */
  observations: z.array(z.string()),
});
type LogDropOffFacts = z.infer<typeof facts>;

/** What was known when the alarm went off. */
export type LogDropOffReport = Omit<LogDropOffFacts, keyof DropOffSubject> & {
  /** What to check, by kind of source, each a sentence. */
  checks: readonly string[];
};

function titleOf(facts: LogDropOffFacts): string {
  const source = `Source [${facts.sourceLabel}]`;
  const window = minutesInWords(facts.minutesThreshold);
  const of = facts.logType ? `${facts.logType} events` : "events";
  if (facts.signal === "late-data") return `${source} receives events more than ${window} late`;
  if (facts.signal === "low-volume") {
    return `${source} has processed fewer than ${facts.minimumEvents.toLocaleString("en-US")} ${of} in ${window}`;
  }
  return `${source} has not processed any ${of} in ${window}`;
}

/** `2026-11-24 08:00 UTC`. */
function inWords(instant: string): string {
  return instantInWords(Date.parse(instant));
}

/** "12 events in 1 hour, at least 500 expected"; null when it is not known how many there were. */
function volumeOf({ eventsInWindow, logType, minutesThreshold, minimumEvents }: LogDropOffFacts): string | null {
  if (eventsInWindow === undefined) return null;
  const events = `${logType ? `${logType} ` : ""}event${eventsInWindow === 1 ? "" : "s"}`;
  const count = eventsInWindow === 0 ? "no" : eventsInWindow.toLocaleString("en-US");
  return `${count} ${events} in ${minutesInWords(minutesThreshold)}, at least ${minimumEvents.toLocaleString("en-US")} expected`;
}

function lastEventOf({ logType, sourceLabel, lastEventProcessedAt, lookedBackDays }: LogDropOffFacts): string {
  const of = `${logType ? `${logType} ` : ""}event of ${sourceLabel}`;
  if (lastEventProcessedAt !== null) return `The last ${of} was processed at ${inWords(lastEventProcessedAt)}.`;
  return lookedBackDays === undefined
    ? `No ${of} was ever processed.`
    : `No ${of} was processed in the last ${lookedBackDays} days.`;
}

function whatHappened(facts: LogDropOffFacts): string {
  if (facts.signal === "late-data") {
    return `Even the freshest events of ${facts.sourceLabel} arrive ${minutesInWords(facts.lateMinutes ?? facts.minutesThreshold)} after they happened.`;
  }
  const volume = volumeOf(facts);
  return volume === null ? lastEventOf(facts) : `${facts.sourceLabel} has processed ${volume}. ${lastEventOf(facts)}`;
}

function remediesOf(sourceLabel: string, checks: readonly string[]): readonly string[] {
  if (checks.length > 0) return checks;
  return [
    `Check that the sender of ${sourceLabel} runs and that it can reach this address.`,
    "Check refused requests on the source's Health tab: a secret that was rotated on one side only looks like silence.",
  ];
}

/** The key of an alarm's alert in SQL, for `log_source_alarms a`, as `dedupKey` makes it. */
export const subjectOfAlarmSql = `CASE WHEN a.signal = 'no-data' AND a.log_type = '' THEN a.source_id::text
  ELSE a.source_id || '/' || a.signal || '/' || a.log_type END`;

/** A source whose alarm went off: no events for longer than it allows, too few of them, or too late. */
export const logDropOff = defineSystemError({
  kind: "SOURCE_NO_DATA",
  relatedComponent: "LOG_SOURCE",
  facts,
  dedupKey: ({ sourceId, signal = "no-data", logType = "" }: DropOffSubject) =>
    signal === "no-data" && logType === "" ? sourceId : `${sourceId}/${signal}/${logType}`,
  sourceOf: (subject) => ({ sourceId: subject.sourceId, sourceType: subject.sourceType }),
  isReportedOnce: true,
  merge: (_previous, subject, { checks: _, ...known }: LogDropOffReport): LogDropOffFacts => ({
    ...subject,
    signal: subject.signal ?? "no-data",
    logType: subject.logType ?? "",
    ...known,
  }),
  eventOf: ({ silentSince, minutesThreshold, lastReceivedAt, downMinutes, lateMinutes, cause }) => ({
    silentSince,
    minutesThreshold,
    lastReceivedAt,
    downMinutes,
    lateMinutes,
    cause,
  }),
  title: titleOf,
  description: (facts) => [...(facts.cause ? [facts.cause] : []), whatHappened(facts), ...facts.observations].join(" "),
  runbook: (facts, { checks }) =>
    [...remediesOf(facts.sourceLabel, checks), "The error closes by itself when the source is back to normal."]
      .map((remedy, index) => `${index + 1}. ${remedy}`)
      .join("\n"),
  // The alarm resolves it when events come again.
  endedWhen: [sourceIsDeleted],
  health: { reason: "log-drop-off", check: "receiving" },
  tags: ["system-error", "drop-off"],
  example: {
    subject: {
      sourceId: "5f3c0d5e-6f0a-4c1c-9d35-0a8b7f3c2d11",
      sourceLabel: "okta-prod",
      sourceType: "http-ingest",
    },
    report: {
      minutesThreshold: 1440,
      minimumEvents: 1,
      lastEventProcessedAt: "2026-11-23T08:00:00.000Z",
      lastReceivedAt: "2026-11-23T08:00:00.000Z",
      silentSince: "2026-11-23T08:00:00.000Z",
      downMinutes: 0,
      lateMinutes: null,
      usualEventsPerHour: null,
      cause: null,
      observations: [],
      checks: [],
    },
    title: "Source [okta-prod] has not processed any events in 1 day",
  },
});
