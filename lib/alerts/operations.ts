import "server-only";
import { z } from "zod";
import { defineOperation, noContent } from "#lib/api/define-operation.ts";
import { limitOf, listOf, optionalInstant, optionalInteger, optionalText } from "#lib/api/query-values.ts";
import { uuidParameter } from "#lib/api/shapes.ts";
import { type AlertType, alertTypes, severities } from "#lib/destinations/terms.ts";
import { retryDelivery, retryFailedDeliveries, sendAlert, updateAlerts } from "./commands.ts";
import { addComment, deleteComment, getComment, listComments, updateComment } from "./comments.ts";
import { type AlertListOptions, listAlertIds, listAlerts } from "./list.ts";
import { getAlert, listAlertActivities, readAlert } from "./queries.ts";
import {
  alertActivityPageShape,
  alertChangeShape,
  alertChangesShape,
  alertCommentPageShape,
  alertCommentShape,
  alertIdPageShape,
  alertPageShape,
  alertShape,
  commentBodyShape,
  commentVersion,
} from "./schema.ts";
import { type AlertGroup, alertGroups, alertOrders, alertStatuses } from "./terms.ts";

/** The number of a comment. */
const commentParams = z.object({ id: z.string().regex(/^\d{1,18}$/) });
const params = z.object({ id: uuidParameter });
const defaultDays = 30;

/** Types that Panther's contract has and this product never raises: asking for one finds nothing. */
const neverRaised = ["CORRELATION_RULE", "CORRELATION_RULE_ERROR"] as const;
const subTypes = [...alertTypes, ...neverRaised] as const;

const listQuery = z.object({
  type: z.enum(Object.keys(alertGroups) as AlertGroup[]).optional(),
  "sub-type": listOf(z.enum(subTypes)),
  cursor: optionalText,
  limit: limitOf(25, 50),
  "created-after": optionalInstant,
  "created-before": optionalInstant,
  "detection-id": optionalText,
  "sort-by": z.enum(alertOrders).optional(),
  "sort-dir": z.enum(["asc", "desc"]).optional(),
  "name-contains": optionalText,
  "text-contains": optionalText,
  "log-source": listOf(z.string()),
  "log-type": listOf(z.string()),
  "resource-type": listOf(z.string()),
  kind: listOf(z.string()),
  status: listOf(z.enum(alertStatuses)),
  severity: listOf(z.enum(severities)),
  assignee: listOf(z.string()),
  "event-count-min": optionalInteger,
  "event-count-max": optionalInteger,
});

const page = z.object({ cursor: optionalText, limit: limitOf(25, 50) });

/** A list that was asked for by one type of alert cannot hold another. */
type SubType = (typeof subTypes)[number];
const isKnownType = (type: SubType): type is AlertType => alertTypes.some((known) => known === type);

/** What a query asks for; null when it can find nothing, as there are no correlation rules here. */
function listOptions(query: z.output<typeof listQuery>, now: Date): AlertListOptions | null {
  const wanted = query["sub-type"];
  const subTypes = wanted.filter(isKnownType);
  if (wanted.length > 0 && subTypes.length === 0) return null;
  const createdAfter = query["created-after"];
  return {
    group: query.type ?? "ALERT",
    subTypes,
    // By default the last 30 days, and what is still going on however long it has been.
    createdAfter: createdAfter ?? new Date(now.getTime() - defaultDays * 24 * 60 * 60 * 1000),
    keepsActive: createdAfter === undefined,
    createdBefore: query["created-before"],
    detectionId: query["detection-id"],
    orderBy: query["sort-by"],
    sortDir: query["sort-dir"],
    nameContains: query["name-contains"],
    text: query["text-contains"],
    logSources: query["log-source"],
    logTypes: query["log-type"],
    resourceTypes: query["resource-type"],
    kinds: query.kind,
    statuses: query.status,
    severities: query.severity,
    assignees: query.assignee,
    eventCountMin: query["event-count-min"],
    eventCountMax: query["event-count-max"],
    limit: query.limit,
    cursor: query.cursor,
  };
}

/** The operations on alerts, their deliveries and comments. */
export const alertOperations = [
  defineOperation({
    id: "alert.list",
    method: "GET",
    path: "/alerts",
    summary: "List alerts; system errors only with type=SYSTEM_ERROR",
    permission: "AlertRead",
    status: 200,
    query: listQuery,
    response: alertPageShape,
    async run({ query }, { actor, now }) {
      const options = listOptions(query, now);
      return options ? listAlerts(actor, options) : { results: [] };
    },
  }),
  defineOperation({
    id: "alert-id.list",
    method: "GET",
    path: "/alert-ids",
    summary: "List the ids and statuses of alerts, by the same query as alerts, up to 1,000 a page",
    permission: "AlertRead",
    status: 200,
    query: listQuery.extend({ limit: limitOf(1_000, 1_000) }),
    response: alertIdPageShape,
    async run({ query }, { actor, now }) {
      const options = listOptions(query, now);
      return options ? listAlertIds(actor, options) : { results: [] };
    },
  }),
  defineOperation({
    id: "alert.update-many",
    method: "PATCH",
    path: "/alerts",
    summary: "Change status, assignee or snooze of alerts, or comment on them, all or none",
    permission: "AlertModify",
    status: 204,
    body: alertChangesShape,
    response: noContent,
    errors: ["not-found"],
    run: ({ body: { ids, ...changes } }, context) => updateAlerts(context, ids, changes),
  }),
  defineOperation({
    id: "alert.get",
    method: "GET",
    path: "/alerts/{id}",
    summary: "Get an alert",
    permission: "AlertRead",
    status: 200,
    params,
    response: alertShape,
    errors: ["not-found"],
    run: ({ params: { id } }, { actor }) => getAlert(actor, id),
  }),
  defineOperation({
    id: "alert.update",
    method: "PATCH",
    path: "/alerts/{id}",
    summary: "Change status, assignee or snooze of an alert",
    permission: "AlertModify",
    status: 200,
    params,
    body: alertChangeShape,
    response: alertShape,
    errors: ["not-found"],
    async run({ params: { id }, body }, context) {
      await updateAlerts(context, [id], body);
      return readAlert(id);
    },
  }),
  defineOperation({
    id: "alert-activity.list",
    method: "GET",
    path: "/alerts/{id}/activities",
    summary: "List an alert's timeline, newest first",
    permission: "AlertRead",
    status: 200,
    params,
    query: page,
    response: alertActivityPageShape,
    errors: ["not-found"],
    run: ({ params: { id }, query }, { actor }) => listAlertActivities(actor, id, query),
  }),
  defineOperation({
    id: "alert.deliver",
    method: "POST",
    path: "/alerts/{id}/deliveries",
    summary: "Send an alert as it stands now to destinations of your choice",
    permission: "AlertModify",
    status: 200,
    params,
    body: z.object({
      destinationIds: z.array(z.string()).min(1, "give at least one id").max(100, "give at most 100 ids"),
    }),
    response: alertShape,
    errors: ["not-found"],
    async run({ params: { id }, body }, context) {
      await sendAlert(context, id, body.destinationIds);
      return readAlert(id);
    },
  }),
  defineOperation({
    id: "delivery.retry",
    method: "POST",
    path: "/alerts/{id}/deliveries/{deliveryId}/retry",
    summary: "Try a delivery that waits or was given up again at once",
    permission: "AlertModify",
    status: 200,
    params: z.object({ id: uuidParameter, deliveryId: uuidParameter }),
    response: alertShape,
    errors: ["not-found", "conflict"],
    async run({ params: { id, deliveryId } }, context) {
      await retryDelivery(context, id, deliveryId);
      return readAlert(id);
    },
  }),
  defineOperation({
    id: "destination.retry-failed",
    method: "POST",
    path: "/destinations/{id}/retry-failed",
    summary: "Try again what was given up for a destination since a time and still goes on; answers with how many",
    permission: "AlertModify",
    status: 200,
    params,
    body: z.object({ since: z.iso.datetime({ offset: true }) }),
    response: z.object({ retried: z.int() }),
    errors: ["not-found", "conflict"],
    async run({ params: { id }, body }, context) {
      return { retried: await retryFailedDeliveries(context, id, body.since) };
    },
  }),
  defineOperation({
    id: "alert-comment.list",
    method: "GET",
    path: "/alert-comments",
    summary: "List the comments of an alert, oldest first",
    permission: "AlertRead",
    status: 200,
    query: page.extend({ "alert-id": z.string().min(1, "is required") }),
    response: alertCommentPageShape,
    run: ({ query }, { actor }) => listComments(actor, query["alert-id"], query),
  }),
  defineOperation({
    id: "alert-comment.create",
    method: "POST",
    path: "/alert-comments",
    summary: "Comment on an alert",
    permission: "AlertModify",
    status: 200,
    body: commentBodyShape,
    response: alertCommentShape,
    errors: ["not-found"],
    run: ({ body: { alertId, ...comment } }, context) => addComment(context, alertId, comment),
  }),
  defineOperation({
    id: "alert-comment.get",
    method: "GET",
    path: "/alert-comments/{id}",
    summary: "Get a comment",
    permission: "AlertRead",
    status: 200,
    params: commentParams,
    response: alertCommentShape,
    version: commentVersion,
    errors: ["not-found"],
    run: ({ params: { id } }, { actor }) => getComment(actor, id),
  }),
  defineOperation({
    id: "alert-comment.update",
    method: "POST",
    path: "/alert-comments/{id}",
    summary: "Change a comment",
    permission: "AlertModify",
    status: 200,
    params: commentParams,
    body: commentBodyShape,
    response: alertCommentShape,
    version: commentVersion,
    errors: ["not-found"],
    run: ({ params: { id }, body: { alertId, ...comment } }, context) => updateComment(context, id, alertId, comment),
  }),
  defineOperation({
    id: "alert-comment.delete",
    method: "DELETE",
    path: "/alert-comments/{id}",
    summary: "Delete a comment of one's own",
    permission: "AlertModify",
    status: 204,
    params: commentParams,
    response: noContent,
    errors: ["not-found"],
    run: ({ params: { id } }, context) => deleteComment(context, id),
  }),
] as const;
