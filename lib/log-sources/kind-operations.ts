import "server-only";
import { z } from "zod";
import { defineOperation, noContent } from "#lib/api/define-operation.ts";
import { intakeLimits } from "#lib/log-intake/receive.ts";
import { intakeReceiptShape } from "#lib/log-intake/schema.ts";
import type { LogSourceKind } from "#lib/log-source-kinds/define-log-source-kind.ts";
import { createLogSource, deleteLogSource, replaceLogSource, replaceSecret } from "./commands.ts";
import { getSourceOfKind } from "./queries.ts";
import { sendSample } from "./sample.ts";

const withId = z.object({ id: z.string() });

/** What every kind has below `/log-sources/<path>`. */
export const operationsOfKind = (kind: LogSourceKind, onBatch: (sourceId: string) => void) => [
  defineOperation({
    id: `${kind.path}-source.create`,
    method: "POST",
    path: `/log-sources/${kind.path}`,
    summary: `Create a log source of the kind ${kind.label}`,
    permission: "LogSourceModify",
    status: 201,
    body: kind.body,
    response: kind.answer.extend({ generatedSecret: z.string().optional() }),
    errors: ["conflict"],
    run: ({ body }, { actor }) => createLogSource(actor, kind, body),
  }),
  defineOperation({
    id: `${kind.path}-source.get`,
    method: "GET",
    path: `/log-sources/${kind.path}/{id}`,
    summary: `Read a log source of the kind ${kind.label}`,
    permission: "LogSourceRead",
    status: 200,
    params: withId,
    response: kind.answer,
    errors: ["not-found"],
    run: ({ params }, { actor }) => getSourceOfKind(actor, kind, params.id),
  }),
  defineOperation({
    id: `${kind.path}-source.replace`,
    method: "PUT",
    path: `/log-sources/${kind.path}/{id}`,
    summary: `Replace the settings of a log source of the kind ${kind.label}`,
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    body: kind.body,
    response: kind.answer,
    errors: ["not-found", "conflict"],
    run: ({ params, body }, { actor, now }) => replaceLogSource(actor, kind, params.id, body, now),
  }),
  defineOperation({
    id: `${kind.path}-source.delete`,
    method: "DELETE",
    path: `/log-sources/${kind.path}/{id}`,
    summary: `Delete a log source of the kind ${kind.label}`,
    permission: "LogSourceModify",
    status: 204,
    params: withId,
    response: noContent,
    errors: ["not-found"],
    run: ({ params }, { actor, now }) => deleteLogSource(actor, params.id, now, kind.kind),
  }),
  defineOperation({
    id: `${kind.path}-source.rotate-secret`,
    method: "POST",
    path: `/log-sources/${kind.path}/{id}/rotate-secret`,
    summary: `Give a log source of the kind ${kind.label} a new secret`,
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    response: kind.answer.extend({ generatedSecret: z.string() }),
    errors: ["not-found", "conflict"],
    run: async ({ params }, { actor }) => {
      const { row, generatedSecret } = await replaceSecret(actor, params.id, kind.kind);
      return { ...kind.toAnswer(row), generatedSecret };
    },
  }),
  ...(kind.ingestUrl("") === null
    ? []
    : [
        defineOperation({
          id: `${kind.path}-source.send-sample`,
          method: "POST",
          path: `/log-sources/${kind.path}/{id}/sample`,
          summary: `Send a sample event to a log source of the kind ${kind.label}`,
          permission: "LogSourceModify",
          status: 200,
          params: withId,
          response: intakeReceiptShape.extend({ body: z.string() }),
          errors: ["not-found", "conflict", "unavailable"],
          run: ({ params }, { actor, now }) =>
            sendSample(actor, kind, params.id, { onBatch, limits: intakeLimits() }, now),
        }),
      ]),
];
