import { z } from "zod";
import type { FailureReason } from "#lib/classification/schema.ts";
import { maxCauseText } from "#lib/kept-lines/terms.ts";
import { listClassificationFailures } from "#lib/lake/queries.ts";
import { storableText } from "#lib/postgres-json.ts";
import { fragment } from "#lib/sql.ts";
import { defineSystemError, sourceIsDeleted } from "#lib/system-errors/define-system-error.ts";
import { type SourceSubject, sourceSubject } from "#lib/system-errors/source-subject.ts";

const maxCauses = 20;

/** One way in which one schema refuses lines, with the number of lines it refused that way. */
const failureCause = z.object({
  /** The schema; null when no schema was asked because the line itself cannot be read. */
  schema: z.string().nullable(),
  /** JSON path, `$` for the line itself. */
  path: z.string(),
  reason: z.custom<FailureReason>((value) => typeof value === "string"),
  expected: z.string(),
  /** Of the first such line. */
  found: z.string(),
  message: z.string(),
  lines: z.number(),
});
export type FailureCause = z.infer<typeof failureCause>;

/** Since the error was opened last. Causes come by lines, most first. */
const facts = sourceSubject.extend({
  /** Lines that no schema took. */
  lines: z.number(),
  causes: z.array(failureCause),
  /** Refusals that fit into no listed cause because the list was full. */
  otherRefusals: z.number(),
});
type ClassificationFailuresFacts = z.infer<typeof facts>;

/** What one batch brought: `lines` that no schema took, and why, with lines counted a cause. */
export type ClassificationFailuresReport = { lines: number; causes: FailureCause[]; otherRefusals?: number };

function keyOf(cause: FailureCause): string {
  return JSON.stringify([cause.schema, cause.path, cause.reason, cause.expected]);
}

/** As it will be read back from the database, so that it is found again under its key, and of bounded length. */
function stored(cause: FailureCause): FailureCause {
  const text = (value: string) => storableText(value.slice(0, maxCauseText));
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
export const classificationFailures = defineSystemError({
  kind: "SOURCE_CLASSIFICATION_FAILURES",
  relatedComponent: "LOG_SOURCE",
  facts,
  dedupKey: (subject: SourceSubject) => subject.sourceId,
  sourceOf: ({ sourceId, sourceType }) => ({ sourceId, sourceType }),
  countOf: ({ lines }: ClassificationFailuresReport) => lines,
  merge,
  /** The failing lines themselves (`ClassificationFailure`), from the alert's first event on. */
  listEvents: ({ sourceId, firstEventAt }, options) =>
    listClassificationFailures(sourceId ?? "", { since: firstEventAt, ...options }),
  title: (facts) =>
    `Source [${facts.sourceLabel}] received events that we were unable to classify in the last 24 hours`,
  description(facts) {
    const isOne = facts.lines === 1;
    const lines = isOne ? "1 line was" : `${facts.lines.toLocaleString("en-US")} lines were`;
    const kept = isOne
      ? "It is kept and can be read, but it is no event: searches and detections do not see it."
      : "They are kept and can be read, but they are no events: searches and detections do not see them.";
    const first = facts.causes[0];
    const cause = first ? ` The most frequent cause: ${first.message}` : "";
    return `${lines} received from ${facts.sourceLabel} that no attached schema accepts. ${kept}${cause}`;
  },
  runbook: (facts) =>
    [
      `1. Open the Health tab of ${facts.sourceLabel} and read the failing lines beside the reason each schema gave.`,
      "2. If the sender changed its format, change the schema or attach another one; if a field is merely absent at times, make it optional.",
      "3. If the lines do not belong here (proxy errors, health probes), stop them at the sender.",
      "4. Send a line again and see that it classifies. The error closes by itself when all kept lines would fit, or after 24 hours in which lines were classified and none failed.",
    ].join("\n"),
  endedWhen: [
    {
      when: (now) => fragment`a.last_event_at < ${now}::timestamptz - interval '24 hours'
        AND EXISTS (SELECT 1 FROM log_sources s WHERE s.id = a.source_id AND s.last_event_processed_at > a.last_event_at)`,
      why: "No line failed for 24 hours, and events were classified since",
    },
    sourceIsDeleted,
  ],
  health: {
    reason: "classification-failures",
    check: "classification",
    message: ({ eventCount }) =>
      `${eventCount === 1 ? "1 line" : `${eventCount.toLocaleString("en-US")} lines`} could not be classified by any attached schema`,
  },
  tags: ["system-error", "classification"],
  example: {
    subject: {
      sourceId: "5f3c0d5e-6f0a-4c1c-9d35-0a8b7f3c2d11",
      sourceLabel: "okta-prod",
      sourceType: "http-ingest",
    },
    report: { lines: 2, causes: [] },
    title: "Source [okta-prod] received events that we were unable to classify in the last 24 hours",
  },
});
