import "server-only";
import { z } from "zod";
import { defineOperation } from "#lib/api/define-operation.ts";
import { schemaTextShape } from "#lib/schemas/schema.ts";
import { draftVerdictShape, maxLineLength, triedLineShape } from "./schema.ts";
import { tryLine } from "./try-line.ts";
import { judgeDraft } from "./verdicts.ts";

/** The operations that hold lines against a draft. */
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
  defineOperation({
    id: "schema.try",
    method: "POST",
    path: "/schemas/try",
    summary: "Hold one line against a draft of a schema",
    permission: "LogSourceRead",
    status: 200,
    body: schemaTextShape.extend({
      line: z.string().min(1, "must not be empty").max(maxLineLength, `must have at most ${maxLineLength} characters`),
    }),
    response: triedLineShape,
    run: async ({ body }, { now }) => tryLine(body.spec, body.line, now),
  }),
] as const;
