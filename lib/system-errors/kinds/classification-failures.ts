import { storableText } from "#lib/postgres-json.ts";
import { defineSystemError } from "#lib/system-errors/define-system-error.ts";
import type { ClassificationFailuresFacts, FailureCause, SourceSubject } from "#lib/system-errors/schema.ts";

const maxCauses = 20;

/** What one batch brought: `lines` that no schema took, and why, with lines counted a cause. */
export type ClassificationFailuresReport = { lines: number; causes: FailureCause[]; otherRefusals?: number };

function keyOf(cause: FailureCause): string {
  return JSON.stringify([cause.schema, cause.path, cause.reason, cause.expected]);
}

const maxTextLength = 500;

/** As it will be read back from the database, so that it is found again under its key, and of bounded length. */
function stored(cause: FailureCause): FailureCause {
  const text = (value: string) => storableText(value.slice(0, maxTextLength));
  return {
    ...cause,
    path: text(cause.path),
    expected: text(cause.expected),
    found: text(cause.found),
    message: text(cause.message),
  };
}

function merge(
  previous: ClassificationFailuresFacts | null,
  subject: SourceSubject,
  report: ClassificationFailuresReport,
): ClassificationFailuresFacts {
  const causes = new Map((previous?.causes ?? []).map((cause) => [keyOf(cause), { ...cause }]));
  let otherRefusals = (previous?.otherRefusals ?? 0) + (report.otherRefusals ?? 0);
  for (const cause of report.causes.map(stored)) {
    const known = causes.get(keyOf(cause));
    if (known) known.lines += cause.lines;
    else if (causes.size < maxCauses) causes.set(keyOf(cause), { ...cause });
    else otherRefusals += cause.lines;
  }
  return {
    sourceId: subject.sourceId,
    sourceLabel: subject.sourceLabel,
    sourceType: subject.sourceType,
    lines: (previous?.lines ?? 0) + report.lines,
    causes: [...causes.values()].sort((a, b) => b.lines - a.lines),
    otherRefusals,
  };
}

/** Lines that none of a source's schemas accepted; opens with the first one. */
export const classificationFailures = defineSystemError<
  SourceSubject,
  ClassificationFailuresReport,
  ClassificationFailuresFacts
>({
  kind: "SOURCE_CLASSIFICATION_FAILURES",
  relatedComponent: "LOG_SOURCE",
  dedupKey: (subject) => subject.sourceId,
  sourceOf: (subject) => ({ sourceId: subject.sourceId, sourceType: subject.sourceType }),
  merge,
  title: (facts) =>
    `Source [${facts.sourceLabel}] received events that we were unable to classify in the last 24 hours`,
  description(facts) {
    const lines = facts.lines === 1 ? "1 line was" : `${facts.lines.toLocaleString("en-US")} lines were`;
    const first = facts.causes[0];
    const cause = first ? ` The most frequent cause: ${first.message}` : "";
    return `${lines} received from ${facts.sourceLabel} that no attached schema accepts. They are kept and can be read, but they are not events: searches and detections do not see them.${cause}`;
  },
  runbook: (facts) =>
    [
      `1. Open the Health tab of ${facts.sourceLabel} and read the failing lines beside the reason each schema gave.`,
      "2. If the sender changed its format, change the schema or attach another one; if a field is merely absent at times, make it optional.",
      "3. If the lines do not belong here (proxy errors, health probes), stop them at the sender.",
      "4. Send a line again and see that it classifies. The error closes by itself after 24 hours without a failing line, or mark it resolved.",
    ].join("\n"),
  tags: ["system-error", "classification"],
});
