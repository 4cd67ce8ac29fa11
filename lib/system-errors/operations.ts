import "server-only";
import { z } from "zod";
import { alertEventPageShape } from "#lib/alerts/schema.ts";
import { defineOperation } from "#lib/api/define-operation.ts";
import { limitOf, optionalText } from "#lib/api/query-values.ts";
import { uuidParameter } from "#lib/api/shapes.ts";
import { listAlertEvents } from "./queries.ts";

/** What alerts stand for: their kinds know. */
export const systemErrorOperations = [
  defineOperation({
    id: "alert-event.list",
    method: "GET",
    path: "/alerts/{id}/events",
    summary: "List what an alert stands for, newest first",
    permission: "AlertRead",
    status: 200,
    params: z.object({ id: uuidParameter }),
    query: z.object({ cursor: optionalText, limit: limitOf(25, 50) }),
    response: alertEventPageShape,
    errors: ["not-found"],
    run: ({ params: { id }, query }, { actor }) => listAlertEvents(actor, id, query),
  }),
] as const;
