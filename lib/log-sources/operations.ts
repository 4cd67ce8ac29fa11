import "server-only";
import { z } from "zod";
import { defineOperation, type Operation } from "#lib/api/define-operation.ts";
import { intakeLimits } from "#lib/log-intake/receive.ts";
import { metricRanges } from "#lib/log-processing/schema.ts";
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
import { logSourceChangeShape } from "./schema.ts";

const withId = z.object({ id: z.string() });

/**
 * The operations on log sources.
 * @param onBatch called with a source's id when bodies of it wait to be classified; must return at once.
 * @param nudge called with destinations that are owed a message now.
 */
export const logSourceOperations = (
  onBatch: (sourceId: string) => void,
  nudge: (destinationIds: string[]) => Promise<void>,
): readonly Operation[] => [
  defineOperation({
    id: "httpsource#create",
    method: "POST",
    path: "/log-sources/http",
    summary: "Create an HTTP log source",
    permission: "LogSourceModify",
    status: 201,
    body: httpSourceShape,
    run: ({ actor, body }) => createHttpSource(actor, body),
  }),
  defineOperation({
    id: "httpsource#get",
    method: "GET",
    path: "/log-sources/http/{id}",
    summary: "Read an HTTP log source",
    permission: "LogSourceRead",
    status: 200,
    params: withId,
    run: ({ actor, params }) => getHttpSource(actor, params.id),
  }),
  defineOperation({
    id: "httpsource#put",
    method: "PUT",
    path: "/log-sources/http/{id}",
    summary: "Replace the settings of an HTTP log source",
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    body: httpSourceShape,
    run: async ({ actor, params, body }) => {
      const { source, destinationIds } = await updateHttpSource(actor, params.id, body, new Date());
      if (destinationIds.length > 0) await nudge(destinationIds);
      return source;
    },
  }),
  defineOperation({
    id: "httpsource#delete",
    method: "DELETE",
    path: "/log-sources/http/{id}",
    summary: "Delete an HTTP log source",
    permission: "LogSourceModify",
    status: 204,
    params: withId,
    run: async ({ actor, params }) => {
      const destinationIds = await deleteHttpSource(actor, params.id, new Date());
      if (destinationIds.length > 0) await nudge(destinationIds);
    },
  }),
  defineOperation({
    id: "httpsource#rotate",
    method: "POST",
    path: "/log-sources/http/{id}/rotate-secret",
    summary: "Give an HTTP log source a new secret",
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    run: ({ actor, params }) => rotateHttpSourceSecret(actor, params.id),
  }),
  defineOperation({
    id: "logsource#list",
    method: "GET",
    path: "/log-sources",
    summary: "List log sources with their health and their last 24 hours",
    permission: "LogSourceRead",
    status: 200,
    run: async ({ actor }) => ({ results: await listLogSources(actor, new Date()) }),
  }),
  defineOperation({
    id: "logsource#get",
    method: "GET",
    path: "/log-sources/{id}",
    summary: "Read a log source of any kind",
    permission: "LogSourceRead",
    status: 200,
    params: withId,
    run: ({ actor, params }) => getLogSource(actor, params.id, new Date()),
  }),
  defineOperation({
    id: "logsource#change",
    method: "PATCH",
    path: "/log-sources/{id}",
    summary: "Rename, pause or resume a log source",
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    body: logSourceChangeShape,
    run: async ({ actor, params, body }) => {
      await changeLogSource(actor, params.id, body);
      return readLogSource(params.id, new Date());
    },
  }),
  defineOperation({
    id: "logsource#metrics",
    method: "GET",
    path: "/log-sources/{id}/metrics",
    summary: "Count what a log source classified and refused, by interval and log type",
    permission: "LogSourceRead",
    status: 200,
    params: withId,
    query: z.object({
      range: z.enum(metricRanges, `must be one of ${metricRanges.join(", ")}`).default("24h"),
    }),
    run: ({ actor, params, query }) => getLogSourceMetrics(actor, params.id, query.range, new Date()),
  }),
  defineOperation({
    id: "logsource#first-event",
    method: "GET",
    path: "/log-sources/{id}/first-event",
    summary: "What became of the first body of a log source",
    permission: "LogSourceRead",
    status: 200,
    params: withId,
    run: ({ actor, params }) => getFirstEvent(actor, params.id),
  }),
  defineOperation({
    id: "httpsource#sample",
    method: "POST",
    path: "/log-sources/http/{id}/sample",
    summary: "Send a sample event to an HTTP log source",
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    run: ({ actor, params }) => sendSample(actor, params.id, { onBatch, limits: intakeLimits() }, new Date()),
  }),
  defineOperation({
    id: "logsource#retry-failed",
    method: "POST",
    path: "/log-sources/{id}/retry-failed",
    summary: "Try bodies again that could not be processed",
    permission: "LogSourceModify",
    status: 200,
    params: withId,
    run: async ({ actor, params }) => {
      const batches = await retryFailedBatches(actor, params.id);
      if (batches > 0) onBatch(params.id);
      return { batches };
    },
  }),
];
