import { z } from "zod";

/** The log source that an error is about. */
export const sourceSubject = z.object({
  sourceId: z.string(),
  sourceLabel: z.string(),
  /** The integration type, for example `http-ingest`. */
  sourceType: z.string(),
});
export type SourceSubject = z.infer<typeof sourceSubject>;
