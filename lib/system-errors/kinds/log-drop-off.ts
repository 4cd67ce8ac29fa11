import { minutesInWords } from "#lib/duration-words.ts";
import { instantInWords } from "#lib/iso-instant.ts";
import { defineSystemError } from "#lib/system-errors/define-system-error.ts";
import type { DropOffSubject, LogDropOffFacts } from "#lib/system-errors/schema.ts";

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

/** A source whose alarm went off: no events for longer than it allows, too few of them, or too late. */
export const logDropOff = defineSystemError<DropOffSubject, LogDropOffReport, LogDropOffFacts>({
  kind: "SOURCE_NO_DATA",
  relatedComponent: "LOG_SOURCE",
  dedupKey: ({ sourceId, signal = "no-data", logType = "" }) =>
    signal === "no-data" && logType === "" ? sourceId : `${sourceId}/${signal}/${logType}`,
  sourceOf: (subject) => ({ sourceId: subject.sourceId, sourceType: subject.sourceType }),
  isReportedOnce: true,
  merge: (_previous, subject, { checks: _, ...known }) => ({ signal: "no-data", logType: "", ...subject, ...known }),
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
  tags: ["system-error", "drop-off"],
});
