import { defineSystemError } from "#lib/system-errors/define-system-error.ts";
import type { LogDropOffFacts, SourceSubject } from "#lib/system-errors/schema.ts";

/** What was known when the window ran out. */
export type LogDropOffReport = Omit<LogDropOffFacts, keyof SourceSubject>;

const units: [minutes: number, name: string][] = [
  [1440, "day"],
  [60, "hour"],
  [1, "minute"],
];

/** A window as people say it, in the largest unit that divides it: "1 day", "90 minutes". */
export function windowInWords(minutes: number): string {
  const [size, name] = units.find(([candidate]) => minutes % candidate === 0) ?? [1, "minute"];
  const count = minutes / size;
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

/** A source that processed nothing for longer than its alarm allows. */
export const logDropOff = defineSystemError<SourceSubject, LogDropOffReport, LogDropOffFacts>({
  kind: "SOURCE_NO_DATA",
  relatedComponent: "LOG_SOURCE",
  dedupKey: (subject) => subject.sourceId,
  sourceOf: (subject) => ({ sourceId: subject.sourceId, sourceType: subject.sourceType }),
  merge: (_previous, subject, report) => ({ ...subject, ...report }),
  eventOf: (report) => report,
  title: (facts) =>
    `Source [${facts.sourceLabel}] has not processed any events in ${windowInWords(facts.minutesThreshold)}`,
  description(facts) {
    const last = facts.lastEventProcessedAt
      ? `The last event was processed at ${facts.lastEventProcessedAt}.`
      : "It has never processed an event.";
    return [
      `No event of ${facts.sourceLabel} was processed since ${facts.silentSince}.`,
      last,
      ...facts.observations,
    ].join(" ");
  },
  runbook: (facts) =>
    [
      `1. Check that the sender of ${facts.sourceLabel} runs and that it can reach this address.`,
      "2. Check refused requests on the source's Health tab: a secret that was rotated on one side only looks like silence.",
      "3. Send one event by hand with the command on the source's Configuration tab.",
      "4. The error closes by itself when an event is processed again.",
    ].join("\n"),
  tags: ["system-error", "drop-off"],
});
