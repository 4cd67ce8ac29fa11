import "server-only";
import { z } from "zod";
import { defineOperation, noContent, type Operation } from "#lib/api/define-operation.ts";
import { intakeLimits } from "#lib/log-intake/receive.ts";
import { intakeReceiptShape } from "#lib/log-intake/schema.ts";
import type { LogSourceKind } from "#lib/log-source-kinds/define-log-source-kind.ts";
import { logSourceKinds } from "#lib/log-source-kinds/registry.ts";
import {
  changeLogSource,
  createLogSource,
  deleteLogSource,
  replaceLogSource,
  replaceSecret,
  retryFailedBatches,
} from "./commands.ts";
import { getFirstEvent } from "./first-event.ts";
import { getLogSource, getLogSourceMetrics, getSourceOfKind, listLogSources, readLogSource } from "./queries.ts";
import { sendSample } from "./sample.ts";
import { logSourceChangeShape, metricRanges, newSecretShape } from "./schema.ts";

const withId = z.object({ id: z.string() });

/** What every kind has below `/log-sources/<path>`. */
const operationsOfKind = (
  kind: LogSourceKind,
  onBatch: (sourceId: string) => void,
  nudge: (destinationIds: string[]) => Promise<void>,
) => [
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
    run: async ({ params, body }, { actor, now }) => {
      const { source, destinationIds } = await replaceLogSource(actor, kind, params.id, body, now);
      if (destinationIds.length > 0) await nudge(destinationIds);
      return source;
    },
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
    run: async ({ params }, { actor, now }) => {
      const destinationIds = await deleteLogSource(actor, params.id, now, kind.kind);
      if (destinationIds.length > 0) await nudge(destinationIds);
    },
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

/**
 * The operations on log sources.
 * @param onBatch called with a source's id when bodies of it wait to be classified; must return at once.
 * @param nudge called with destinations that are owed a message now.
 */
export const logSourceOperations = (
  onBatch: (sourceId: string) => void,
  nudge: (destinationIds: string[]) => Promise<void>,
): readonly Operation[] => [
  ...logSourceKinds.flatMap((kind) => operationsOfKind(kind, onBatch, nudge)),
  defineOperation({
    id: "log-source.list",
    method: "GET",
    path: "/log-sources",
    summary: "List log sources with their health and their last 24 hours",
    permission: "LogSourceRead",
    status: 200,
    response: z.unknown(),
    run: async (_, { actor }) => ({ results: await listLogSources(actor, new Date()) }),
  }),
  defineOperation({
    id: "log-source.get",
    method: "GET",
    path: "/log-sources/{id}",
    summary: "Read a log source of any kind",
    permission: "LogSourceRead",
    status: 200,
    params: withId,
    response: z.unknown(),
    run: ({ params }, { actor }) => getLogSource(actor, params.id, new Date()),
  }),
  defineOperation({
    id: "log-source.delete",
    method: "DELETE",
    path: "/log-sources/{id}",
    summary: "Delete a log source of any kind",
    permission: "LogSourceModify",
    status: 204,
    params: withId,
    response: noContent,
    errors: ["not-found"],
    run: async ({ params }, { actor, now }) => {
      const destinationIds = await deleteLogSource(actor, params.id, now);
      if (destinationIds.length > 0) await nudge(destinationIds);
    },
  }),
  defineOperation({
    id: "log-source.rotate-secret",
    method: "POST",
    path: "/log-sources/{id}/rotate-secret",
    summary: "Give a log source of any kind a new secret",
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    response: newSecretShape,
    errors: ["not-found", "conflict"],
    run: async ({ params }, { actor }) => {
      const { generatedSecret } = await replaceSecret(actor, params.id);
      return { integrationId: params.id, generatedSecret };
    },
  }),
  defineOperation({
    id: "log-source.update",
    method: "PATCH",
    path: "/log-sources/{id}",
    summary: "Rename, pause or resume a log source",
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    body: logSourceChangeShape,
    response: z.unknown(),
    run: async ({ params, body }, { actor }) => {
      await changeLogSource(actor, params.id, body);
      return readLogSource(params.id, new Date());
    },
  }),
  defineOperation({
    id: "log-source-metrics.get",
    method: "GET",
    path: "/log-sources/{id}/metrics",
    summary: "Count what a log source classified and refused, by interval and log type",
    permission: "LogSourceRead",
    status: 200,
    params: withId,
    query: z.object({
      range: z.enum(metricRanges, `must be one of ${metricRanges.join(", ")}`).default("24h"),
    }),
    response: z.unknown(),
    run: ({ params, query }, { actor }) => getLogSourceMetrics(actor, params.id, query.range, new Date()),
  }),
  defineOperation({
    id: "log-source-first-event.get",
    method: "GET",
    path: "/log-sources/{id}/first-event",
    summary: "What became of the first body of a log source",
    permission: "LogSourceRead",
    status: 200,
    params: withId,
    response: z.unknown(),
    run: ({ params }, { actor }) => getFirstEvent(actor, params.id),
  }),
  defineOperation({
    id: "log-source.retry-failed",
    method: "POST",
    path: "/log-sources/{id}/retry-failed",
    summary: "Try bodies again that could not be processed",
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    response: z.unknown(),
    run: async ({ params }, { actor }) => {
      const batches = await retryFailedBatches(actor, params.id);
      if (batches > 0) onBatch(params.id);
      return { batches };
    },
  }),
];
