import { z } from "zod";
import { storableText } from "#lib/postgres-json.ts";
import { defineSystemError, sourceIsDeleted } from "#lib/system-errors/define-system-error.ts";
import { type SourceSubject, sourceSubject } from "#lib/system-errors/source-subject.ts";

/** What stands: batches that were accepted and cannot be processed. */
const standing = z.object({
  /** In all. */
  standing: z.number(),
  /** Of them set aside: they are not tried again by themselves. */
  setAside: z.number(),
  /** Why the latest of them could not be processed; null when it is not known. */
  lastError: z.string().nullable(),
});
export type ProcessingErrors = z.infer<typeof standing>;

const facts = sourceSubject.extend(standing.shape);
type Facts = z.infer<typeof facts>;

const bodies = (count: number) => (count === 1 ? "1 body" : `${count.toLocaleString("en-US")} bodies`);

function fateOf({ standing: all, setAside }: Facts): string {
  const waiting = all - setAside;
  if (setAside === 0) return "It is tried again by itself, ever more rarely, and set aside after eight tries.";
  const kept = `${bodies(setAside)} ${setAside === 1 ? "is" : "are"} set aside and wait${setAside === 1 ? "s" : ""} to be tried again by hand`;
  return waiting === 0
    ? `${kept}.`
    : `${kept}; ${bodies(waiting)} ${waiting === 1 ? "is" : "are"} tried again by themselves.`;
}

/** Batches that were accepted and cannot be processed; opens when one was tried three times in vain, or is set aside. */
export const logProcessingErrors = defineSystemError({
  kind: "SOURCE_LOG_PROCESSING_ERRORS",
  relatedComponent: "LOG_SOURCE",
  facts,
  dedupKey: (subject: SourceSubject) => subject.sourceId,
  sourceOf: ({ sourceId, sourceType }) => ({ sourceId, sourceType }),
  countOf: (reported: ProcessingErrors & { added: number }) => reported.added,
  merge: (_previous: Facts | null, { sourceId, sourceLabel, sourceType }, reported): Facts => ({
    sourceId,
    sourceLabel,
    sourceType,
    standing: reported.standing,
    setAside: reported.setAside,
    lastError: reported.lastError === null ? null : storableText(reported.lastError.slice(0, 500)),
  }),
  title: (known) => `Source [${known.sourceLabel}] received logs that could not be processed`,
  description(known) {
    const why = known.lastError ? `: ${known.lastError.replace(/\.$/, "")}` : "";
    const [them, are] = known.standing === 1 ? ["it", "it is"] : ["them", "they are"];
    return `${bodies(known.standing)} of ${known.sourceLabel} could not be processed${why}. Nothing of ${them} is an event or a failing line yet, so searches do not see ${them}; ${are} kept whole. ${fateOf(known)}`;
  },
  runbook: ({ sourceLabel, lastError }) =>
    [
      `1. Read the cause${lastError ? `: ${lastError}` : " on the Health tab"}.`,
      `2. If it names a schema, a table or a column, correct or take back the latest change of the schemas on the Schemas tab of ${sourceLabel}.`,
      "3. If it speaks of space, memory or connections, mend the database first.",
      `4. Then have what is set aside tried again on the Health tab of ${sourceLabel}. The error closes by itself when everything is processed.`,
    ].join("\n"),
  endedWhen: [sourceIsDeleted],
  health: { reason: "processing-errors", check: "processing" },
  tags: ["system-error", "processing"],
  example: {
    subject: {
      sourceId: "5f3c0d5e-6f0a-4c1c-9d35-0a8b7f3c2d11",
      sourceLabel: "okta-prod",
      sourceType: "http-ingest",
    },
    report: { standing: 3, setAside: 1, lastError: "target lists can have at most 1664 entries", added: 3 },
    title: "Source [okta-prod] received logs that could not be processed",
  },
});
