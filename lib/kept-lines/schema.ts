/** Client-safe shapes of what would become of kept lines: nothing here may import from the server. */
import { z } from "zod";
import { instantShape } from "#lib/api/shapes.ts";

/** How many of the failing lines that are kept would become events today. */
export const keptLinesCountShape = z.object({
  /** Lines that were looked at. */
  lines: z.int(),
  /** Those of them that would become events, each as a whole. */
  fitting: z.int(),
  /** There are older lines, which were not looked at: say "of the latest {lines}". */
  isLimited: z.boolean(),
});
export type KeptLinesCount = z.infer<typeof keptLinesCountShape>;

/** Lines that would still fail, by a cause for which they failed; the fields that name it are those of the error's facts. */
export const standingCauseShape = z.object({
  schema: z.string().nullable(),
  path: z.string(),
  reason: z.string(),
  expected: z.string(),
  lines: z.int(),
});
export type StandingCause = z.infer<typeof standingCauseShape>;

/**
 * What the schemas attached to a source today would make of the failing lines of its open error. Lines stay failures all the same until
 * they are classified again.
 */
export const keptLinesVerdictShape = keptLinesCountShape.extend({
  judgedAt: instantShape,
  /** Lines failed after the newest that was looked at; they are looked at within a minute. */
  hasNewer: z.boolean(),
  /** Of the lines that would still fail. A cause of the error that is not among them stands in no kept line any more. */
  standing: z.array(standingCauseShape),
});
export type KeptLinesVerdict = z.infer<typeof keptLinesVerdictShape>;

/** What a draft of a schema would make of the failing lines of the open errors of the sources that use the schema. */
export const draftVerdictShape = z.object({
  sources: z.array(keptLinesCountShape.extend({ sourceId: z.uuid(), sourceLabel: z.string() })),
  /** Sources with such an error whose lines were not looked at, because there were too many. */
  otherSources: z.int(),
});
export type DraftVerdict = z.infer<typeof draftVerdictShape>;

/** Characters that a line to try may have. */
export const maxLineLength = 256 * 1024;

/** What became of a line that was held against a draft. */
export const triedLineShape = z.object({
  eventTime: instantShape
    .nullable()
    .meta({ description: "Null when it is no event, or its time is that of its arrival" }),
  /** Why it is no event; empty when it is one. */
  problems: z.array(
    z.object({
      path: z.string(),
      reason: z.string(),
      expected: z.string(),
      found: z.string(),
      message: z.string(),
      span: z.object({ offset: z.int(), length: z.int() }).nullable(),
    }),
  ),
});
export type TriedLine = z.infer<typeof triedLineShape>;
