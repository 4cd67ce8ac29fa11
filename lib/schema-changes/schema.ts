/** Client-safe shapes of a schema's history: nothing here may import from the server. */
import { z } from "zod";
import { instantShape } from "#lib/api/shapes.ts";

export const schemaRevisionSummaryShape = z.object({
  revision: z.int(),
  createdAt: instantShape,
  createdByName: z.string().meta({ description: "Empty where it is not known" }),
});
/** One revision of a custom schema. */
export type SchemaRevisionSummary = z.infer<typeof schemaRevisionSummaryShape>;

export const schemaRevisionShape = schemaRevisionSummaryShape.extend({ spec: z.string() });
