import "server-only";
import { z } from "zod";
import { defineOperation } from "#lib/api/define-operation.ts";
import { schemaTextShape } from "#lib/schemas/schema.ts";
import { draftVerdictShape } from "./schema.ts";
import { judgeDraft } from "./verdicts.ts";

/** The operations on kept lines. */
export const keptLinesOperations = [
  defineOperation({
    id: "schema.judge",
    method: "POST",
    path: "/schemas/{name}/judge",
    summary: "Count the kept failing lines that a draft of a schema would take",
    permission: "LogSourceRead",
    status: 200,
    params: z.object({ name: z.string() }),
    body: schemaTextShape,
    response: draftVerdictShape,
    run: ({ params, body }, { actor }) => judgeDraft(actor, params.name, body.spec),
  }),
] as const;
