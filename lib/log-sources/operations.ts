import "server-only";
import { z } from "zod";
import { defineOperation, noContent, type Operation } from "#lib/api/define-operation.ts";
import { intakeLimits } from "#lib/log-intake/receive.ts";
import { httpSourceShape } from "#lib/log-source-kinds/schema.ts";
import {
  changeLogSource,
  createHttpSource,
  deleteHttpSource,
  retryFailedBatches,
  rotateHttpSourceSecret,
  updateHttpSource,
} from "./commands.ts";
import { getFirstEvent } from "./first-event.ts";
import { getHttpSource, getLogSource, getLogSourceMetrics, listLogSources, readLogSource } from "./queries.ts";
import { sendSample } from "./sample.ts";
import { logSourceChangeShape, metricRanges } from "./schema.ts";

const withId = z.object({ id: z.string() });

/**
 * The operations on log sources.
 * @param onBatch called with a source's id when bodies of it wait to be classified; must return at once.
 */
export const logSourceOperations = (onBatch: (sourceId: string) => void): readonly Operation[] => [
  defineOperation({
    id: "http-source.create",
    method: "POST",
    path: "/log-sources/http",
    summary: "Create an HTTP log source",
    permission: "LogSourceModify",
    status: 201,
    body: httpSourceShape,
    response: z.unknown(),
    run: ({ body }, { actor }) => createHttpSource(actor, body),
  }),
  defineOperation({
    id: "http-source.get",
    method: "GET",
    path: "/log-sources/http/{id}",
    summary: "Read an HTTP log source",
    permission: "LogSourceRead",
    status: 200,
    params: withId,
    response: z.unknown(),
    run: ({ params }, { actor }) => getHttpSource(actor, params.id),
  }),
  defineOperation({
    id: "http-source.replace",
    method: "PUT",
    path: "/log-sources/http/{id}",
    summary: "Replace the settings of an HTTP log source",
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    body: httpSourceShape,
    response: z.unknown(),
    run: async ({ params, body }, { actor }) => {
      return updateHttpSource(actor, params.id, body, new Date());
    },
  }),
  defineOperation({
    id: "http-source.delete",
    method: "DELETE",
    path: "/log-sources/http/{id}",
    summary: "Delete an HTTP log source",
    permission: "LogSourceModify",
    status: 204,
    params: withId,
    response: noContent,
    run: async ({ params }, { actor }) => {
      await deleteHttpSource(actor, params.id, new Date());
    },
  }),
  defineOperation({
    id: "http-source.rotate-secret",
    method: "POST",
    path: "/log-sources/http/{id}/rotate-secret",
    summary: "Give an HTTP log source a new secret",
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    response: z.unknown(),
    run: ({ params }, { actor }) => rotateHttpSourceSecret(actor, params.id),
  }),
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
    id: "http-source.send-sample",
    method: "POST",
    path: "/log-sources/http/{id}/sample",
    summary: "Send a sample event to an HTTP log source",
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    response: z.unknown(),
    run: ({ params }, { actor }) => sendSample(actor, params.id, { onBatch, limits: intakeLimits() }, new Date()),
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
