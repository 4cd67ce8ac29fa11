import "server-only";
import { z } from "zod";
import { defineOperation, noContent } from "#lib/api/define-operation.ts";
import { limitOf, listOf, optionalInstant, optionalInteger, optionalText } from "#lib/api/query-values.ts";
import { severities } from "#lib/destinations/schema.ts";
import { toUuid } from "#lib/uuid.ts";
import { type AlertChange, retryDelivery, retryFailedDeliveries, sendAlert, updateAlerts } from "./commands.ts";
import { addComment, getComment, listComments, updateComment } from "./comments.ts";
import { getAlert, listAlertActivities, listAlerts, readAlert } from "./queries.ts";
import { alertStatuses, commentFormats } from "./schema.ts";

const params = z.object({ id: z.string() });
const defaultDays = 30;

const subTypes = [
  "RULE",
  "RULE_ERROR",
  "POLICY",
  "SCHEDULED_RULE",
  "SCHEDULED_RULE_ERROR",
  "SYSTEM_ERROR",
  "CORRELATION_RULE",
  "CORRELATION_RULE_ERROR",
] as const;

const listQuery = z.object({
  type: z.enum(["ALERT", "DETECTION_ERROR", "SYSTEM_ERROR"]).optional(),
  "sub-type": listOf(z.enum(subTypes)),
  cursor: optionalText,
  limit: limitOf(25, 50),
  "created-after": optionalInstant,
  "created-before": optionalInstant,
  "detection-id": optionalText,
  "sort-dir": z.enum(["asc", "desc"]).optional(),
  "name-contains": optionalText,
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

const change = z
  .object({
    status: z.enum(alertStatuses).optional(),
    assignee: z.string().nullable().optional(),
    snoozedUntil: z.iso
      .datetime({ offset: true })
      .transform((text) => new Date(text))
      .nullable()
      .optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), {
    message: "give status, assignee or snoozedUntil",
  });

const comment = z.object({
  alertId: z.string(),
  body: z.string().trim().min(1, "is required").max(20_000, "must be at most 20,000 characters"),
  format: z.enum(commentFormats),
});

/** A list that was asked for by one type of alert cannot hold another. */
type SubType = (typeof subTypes)[number];
const isKnownType = (type: SubType) => type !== "CORRELATION_RULE" && type !== "CORRELATION_RULE_ERROR";

/** @param deliveriesDue called after a change with the destinations that are owed a message because of it. */
export function alertOperations(deliveriesDue: (destinationIds: string[]) => Promise<void>) {
  async function apply(
    ids: readonly string[],
    actor: Parameters<typeof updateAlerts>[0],
    body: AlertChange,
  ): Promise<void> {
    await deliveriesDue(await updateAlerts(actor, ids, body, new Date()));
  }

  return [
    defineOperation({
      id: "alert.list",
      method: "GET",
      path: "/alerts",
      summary: "List alerts; system errors only with type=SYSTEM_ERROR",
      permission: "AlertRead",
      status: 200,
      query: listQuery,
      response: z.unknown(),
      async run({ query }, { actor }) {
        const wanted = query["sub-type"];
        const known = wanted.filter(isKnownType);
        // There are no correlation rules here: asking for nothing else finds nothing.
        if (wanted.length > 0 && known.length === 0) return { results: [] };
        const createdAfter = query["created-after"];
        return listAlerts(actor, {
          group: query.type ?? "ALERT",
          subTypes: known as Exclude<SubType, "CORRELATION_RULE" | "CORRELATION_RULE_ERROR">[],
          // By default the last 30 days, and what is still going on however long it has been.
          createdAfter: createdAfter ?? new Date(Date.now() - defaultDays * 24 * 60 * 60 * 1000),
          keepsActive: createdAfter === undefined,
          createdBefore: query["created-before"],
          detectionId: query["detection-id"],
          sortDir: query["sort-dir"],
          nameContains: query["name-contains"],
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
        });
      },
    }),
    defineOperation({
      id: "alert.update-many",
      method: "PATCH",
      path: "/alerts",
      summary: "Change status, assignee or snooze of alerts, all or none",
      permission: "AlertModify",
      status: 204,
      body: change.and(
        z.object({ ids: z.array(z.string()).min(1, "give at least one id").max(500, "give at most 500 ids") }),
      ),
      response: noContent,
      run: ({ body: { ids, ...body } }, { actor }) => apply(ids, actor, body),
    }),
    defineOperation({
      id: "alert.get",
      method: "GET",
      path: "/alerts/{id}",
      summary: "Get an alert",
      permission: "AlertRead",
      status: 200,
      params,
      response: z.unknown(),
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
      body: change,
      response: z.unknown(),
      async run({ params: { id }, body }, { actor }) {
        await apply([id], actor, body);
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
      response: z.unknown(),
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
      response: z.unknown(),
      async run({ params: { id }, body }, { actor }) {
        await deliveriesDue(await sendAlert(actor, id, body.destinationIds, new Date()));
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
      params: z.object({ id: z.string(), deliveryId: z.string() }),
      response: z.unknown(),
      async run({ params: { id, deliveryId } }, { actor }) {
        await deliveriesDue([await retryDelivery(actor, id, deliveryId, new Date())]);
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
      body: z.object({ since: z.iso.datetime({ offset: true }).transform((text) => new Date(text)) }),
      response: z.object({ retried: z.int() }),
      errors: ["not-found"],
      async run({ params: { id }, body }, { actor }) {
        const retried = await retryFailedDeliveries(actor, id, body.since, new Date());
        const uuid = toUuid(id);
        if (retried > 0 && uuid) await deliveriesDue([uuid]);
        return { retried };
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
      response: z.unknown(),
      run: ({ query }, { actor }) => listComments(actor, query["alert-id"], query),
    }),
    defineOperation({
      id: "alert-comment.create",
      method: "POST",
      path: "/alert-comments",
      summary: "Comment on an alert",
      permission: "AlertModify",
      status: 200,
      body: comment,
      response: z.unknown(),
      run: ({ body: { alertId, ...body } }, { actor }) => addComment(actor, alertId, body, new Date()),
    }),
    defineOperation({
      id: "alert-comment.get",
      method: "GET",
      path: "/alert-comments/{id}",
      summary: "Get a comment",
      permission: "AlertRead",
      status: 200,
      params,
      response: z.unknown(),
      run: ({ params: { id } }, { actor }) => getComment(actor, id),
    }),
    defineOperation({
      id: "alert-comment.update",
      method: "POST",
      path: "/alert-comments/{id}",
      summary: "Change a comment",
      permission: "AlertModify",
      status: 200,
      params,
      body: comment,
      response: z.unknown(),
      run: ({ params: { id }, body: { alertId, ...body } }, { actor }) =>
        updateComment(actor, id, alertId, body, new Date()),
    }),
  ] as const;
}
