import "server-only";
import { z } from "zod";
import { defineOperation, noContent } from "#lib/api/define-operation.ts";
import { maxThresholdMinutes, minThresholdMinutes } from "#lib/drop-off/terms.ts";
import { intakeReceiptShape } from "#lib/log-intake/schema.ts";
import type { LogSourceKind } from "#lib/log-source-kinds/define-log-source-kind.ts";
import { withSourceId } from "#lib/log-source-kinds/source-id.ts";
import { createLogSource, deleteLogSource, replaceLogSource, replaceSecret } from "./commands.ts";
import { getSourceOfKind } from "./queries.ts";
import { sendSample } from "./sample.ts";
import { sourceVersion } from "./schema.ts";

const thresholdRule = `must be a whole number of minutes from ${minThresholdMinutes} to ${maxThresholdMinutes}`;
const creationQuery = z.object({
  "drop-off-minutes": z
    .string()
    .regex(/^\d{1,6}$/, thresholdRule)
    .transform(Number)
    .refine((minutes) => minutes >= minThresholdMinutes && minutes <= maxThresholdMinutes, thresholdRule)
    .optional()
    .meta({ type: "integer", description: "Sets the alarm on no events at all together with the source." }),
});

/** What a kind makes of its own rows, as the shape of its answer reads it. */
function answered<Shape extends z.ZodType>(_shape: Shape, answer: Promise<object>): Promise<z.input<Shape>> {
  return answer as Promise<z.input<Shape>>;
}

/** What every kind has below `/log-sources/<path>`. */
export function operationsOfKind<
  Kind extends string,
  Path extends string,
  Body extends z.ZodType,
  Answer extends z.ZodObject,
  WithSecret extends z.ZodObject,
  Config extends z.ZodType,
>(kind: LogSourceKind<Kind, Path, Body, Answer, WithSecret, Config>) {
  const { path, label } = kind;
  return [
    defineOperation({
      id: `${path}-source.create`,
      method: "POST",
      path: `/log-sources/${path}`,
      summary: `Create a log source of the kind ${label}`,
      permission: "LogSourceModify",
      status: 201,
      query: creationQuery,
      body: kind.body,
      response: kind.answerWithSecret,
      errors: ["conflict"],
      run: ({ body, query }, context) =>
        answered(kind.answerWithSecret, createLogSource(context, kind, body, query["drop-off-minutes"] ?? null)),
    }),
    defineOperation({
      id: `${path}-source.get`,
      method: "GET",
      path: `/log-sources/${path}/{id}`,
      summary: `Read a log source of the kind ${label}`,
      permission: "LogSourceRead",
      status: 200,
      params: withSourceId,
      response: kind.answer,
      errors: ["not-found"],
      version: sourceVersion,
      run: ({ params }, { actor }) => answered(kind.answer, getSourceOfKind(actor, kind, params.id)),
    }),
    defineOperation({
      id: `${path}-source.replace`,
      method: "PUT",
      path: `/log-sources/${path}/{id}`,
      summary: `Replace the settings of a log source of the kind ${label}`,
      permission: "LogSourceModify",
      status: 200,
      params: withSourceId,
      body: kind.body,
      response: kind.answer,
      errors: ["not-found", "conflict"],
      version: sourceVersion,
      run: ({ params, body }, context) => answered(kind.answer, replaceLogSource(context, kind, params.id, body)),
    }),
    defineOperation({
      id: `${path}-source.delete`,
      method: "DELETE",
      path: `/log-sources/${path}/{id}`,
      summary: `Delete a log source of the kind ${label}`,
      permission: "LogSourceModify",
      status: 204,
      params: withSourceId,
      response: noContent,
      errors: ["not-found"],
      run: ({ params }, context) => deleteLogSource(context, params.id, kind.kind),
    }),
    defineOperation({
      id: `${path}-source.rotate-secret`,
      method: "POST",
      path: `/log-sources/${path}/{id}/rotate-secret`,
      summary: `Give a log source of the kind ${label} a new secret`,
      permission: "LogSourceModify",
      status: 200,
      params: withSourceId,
      response: kind.answerWithSecret,
      errors: ["not-found", "conflict"],
      run: ({ params }, context) =>
        answered(
          kind.answerWithSecret,
          replaceSecret(context, params.id, kind.kind).then(({ source, ...secret }) => ({ ...source, ...secret })),
        ),
    }),
    defineOperation({
      id: `${path}-source.send-sample`,
      method: "POST",
      path: `/log-sources/${path}/{id}/sample`,
      summary: `Send a sample event to a log source of the kind ${label}`,
      permission: "LogSourceModify",
      status: 200,
      params: withSourceId,
      response: intakeReceiptShape.extend({ body: z.string() }),
      errors: ["not-found", "conflict", "unavailable"],
      run: ({ params }, { now }) => sendSample(kind, params.id, now),
    }),
  ] as const;
}
