import "server-only";
import { z } from "zod";
import { defineOperation, noContent } from "#lib/api/define-operation.ts";
import { limitOf, listOf, optionalText } from "#lib/api/query-values.ts";
import { metricRanges } from "#lib/log-processing/terms.ts";
import { logSourceKinds } from "#lib/log-source-kinds/registry.ts";
import { withSourceId } from "#lib/log-source-kinds/source-id.ts";
import { deleteLogSource, replaceSecret, retryFailedBatches, updateLogSource } from "./commands.ts";
import { getFirstEvent } from "./first-event.ts";
import { operationsOfKind } from "./kind-operations.ts";
import { listLogSources, listSourceNames } from "./list-queries.ts";
import { getLogSource, getLogSourceMetrics, readLogSource } from "./queries.ts";
import {
  firstEventShape,
  logSourceChangeShape,
  logSourceDetailShape,
  logSourceMetricsShape,
  logSourcePageShape,
  newSecretShape,
  retriedShape,
  sourceNamesShape,
} from "./schema.ts";
import { dropOffStates, sourceOrders, sourceStates } from "./source-state.ts";

const listQuery = z.object({
  q: optionalText,
  state: listOf(z.enum(sourceStates)),
  "log-type": listOf(z.string()),
  kind: listOf(z.string()),
  "is-paused": z.enum(["true", "false"]).optional(),
  "drop-off": z.enum(dropOffStates).optional(),
  sort: z.enum(sourceOrders).default("name"),
  limit: limitOf(50, 50),
  cursor: optionalText,
});

const namesQuery = z.object({ q: optionalText, "log-type": listOf(z.string()), limit: limitOf(20, 50) });

/** The operations on log sources: first those of each kind. */
export const logSourceOperations = [
  ...logSourceKinds.flatMap((kind) => operationsOfKind(kind)),
  defineOperation({
    id: "log-source.list",
    method: "GET",
    path: "/log-sources",
    summary: "List log sources with their health and their last 24 hours, a page at a time",
    permission: "LogSourceRead",
    status: 200,
    query: listQuery,
    response: logSourcePageShape,
    run: async ({ query }, { actor, now }) => {
      const { state, kind, sort, "log-type": logTypes, "is-paused": isPaused, "drop-off": dropOff, ...rest } = query;
      const { counts: _, ...page } = await listLogSources(
        actor,
        {
          ...rest,
          states: state,
          kinds: kind,
          order: sort,
          logTypes,
          dropOff,
          isPaused: isPaused === undefined ? undefined : isPaused === "true",
        },
        now,
      );
      return page;
    },
  }),
  defineOperation({
    id: "log-source-name.list",
    method: "GET",
    path: "/log-source-names",
    summary: "Find log sources by name, id or log type; names only",
    permission: "LogSourceRead",
    status: 200,
    query: namesQuery,
    response: sourceNamesShape,
    run: ({ query: { q, limit, "log-type": logTypes } }, { actor }) => listSourceNames(actor, { q, limit, logTypes }),
  }),
  defineOperation({
    id: "log-source.get",
    method: "GET",
    path: "/log-sources/{id}",
    summary: "Read a log source of any kind",
    permission: "LogSourceRead",
    status: 200,
    params: withSourceId,
    response: logSourceDetailShape,
    errors: ["not-found"],
    run: ({ params }, { actor, now }) => getLogSource(actor, params.id, now),
  }),
  defineOperation({
    id: "log-source.delete",
    method: "DELETE",
    path: "/log-sources/{id}",
    summary: "Delete a log source of any kind",
    permission: "LogSourceModify",
    status: 204,
    params: withSourceId,
    response: noContent,
    errors: ["not-found"],
    run: ({ params }, context) => deleteLogSource(context, params.id),
  }),
  defineOperation({
    id: "log-source.rotate-secret",
    method: "POST",
    path: "/log-sources/{id}/rotate-secret",
    summary: "Give a log source of any kind a new secret",
    permission: "LogSourceModify",
    status: 200,
    params: withSourceId,
    response: newSecretShape,
    errors: ["not-found", "conflict"],
    run: async ({ params }, context) => {
      const { generatedSecret } = await replaceSecret(context, params.id);
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
    params: withSourceId,
    body: logSourceChangeShape,
    response: logSourceDetailShape,
    errors: ["not-found", "conflict"],
    run: async ({ params, body }, context) => {
      await updateLogSource(context, params.id, body);
      return readLogSource(params.id, context.now);
    },
  }),
  defineOperation({
    id: "log-source-metrics.get",
    method: "GET",
    path: "/log-sources/{id}/metrics",
    summary: "Count what a log source classified and refused, by interval and log type",
    permission: "LogSourceRead",
    status: 200,
    params: withSourceId,
    query: z.object({
      range: z.enum(metricRanges, `must be one of ${metricRanges.join(", ")}`).default("24h"),
    }),
    response: logSourceMetricsShape,
    errors: ["not-found"],
    run: ({ params, query }, { actor, now }) => getLogSourceMetrics(actor, params.id, query.range, now),
  }),
  defineOperation({
    id: "log-source-first-event.get",
    method: "GET",
    path: "/log-sources/{id}/first-event",
    summary: "Say what became of the first body of a log source",
    permission: "LogSourceRead",
    status: 200,
    params: withSourceId,
    response: firstEventShape,
    errors: ["not-found"],
    run: ({ params }, { actor }) => getFirstEvent(actor, params.id),
  }),
  defineOperation({
    id: "log-source.retry-failed",
    method: "POST",
    path: "/log-sources/{id}/retry-failed",
    summary: "Try bodies again that could not be processed",
    permission: "LogSourceModify",
    status: 200,
    params: withSourceId,
    response: retriedShape,
    errors: ["not-found"],
    run: async ({ params }, context) => ({ batches: await retryFailedBatches(context, params.id) }),
  }),
] as const;
