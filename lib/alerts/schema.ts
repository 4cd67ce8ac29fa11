import { z } from "zod";
import { instantShape, pageOf } from "#lib/api/shapes.ts";
import { alertTypes, deliveryFailureReasons, severities } from "#lib/destinations/terms.ts";
import { keptLinesVerdictShape } from "#lib/kept-lines/schema.ts";
import { activityActions, alertStatuses, commentFormats, deliveryCauses, deliveryStates } from "./terms.ts";

/** Client-safe shapes of alerts: nothing here may import from the server. */

export const alertActorShape = z.object({
  id: z.string(),
  type: z.enum(["user", "api-token", "system"]),
  name: z.string().optional(),
});
export type AlertActor = z.infer<typeof alertActorShape>;

const deliveryAttempt = z.object({
  number: z.int().meta({ description: "Counts from 1" }),
  startedAt: instantShape,
  durationMs: z.int(),
  isSuccess: z.boolean(),
  statusCode: z.int().nullable(),
  reason: z.enum(deliveryFailureReasons).nullable(),
  message: z.string().meta({ description: "The start of what the receiver answered, or what went wrong in words" }),
});
export type DeliveryAttempt = z.infer<typeof deliveryAttempt>;

const alertDelivery = z.object({
  outputId: z.string(),
  label: z.string().meta({ description: "The destination's name" }),
  message: z.string().meta({ description: "Of the latest attempt; empty before the first" }),
  statusCode: z.int().meta({ description: "Of the latest attempt; 0 when no answer came" }),
  success: z.boolean(),
  dispatchedAt: instantShape.meta({ description: "Of the latest attempt, or when the delivery was raised" }),
  id: z.string(),
  state: z.enum(deliveryStates),
  cause: z.enum(deliveryCauses),
  attemptCount: z.int(),
  nextAttemptAt: instantShape.nullable(),
  createdAt: instantShape,
  finishedAt: instantShape.nullable(),
  attempts: z.array(deliveryAttempt).meta({ description: "Newest first" }),
});
/** One message to one destination. The first six fields are the public contract. */
export type AlertDelivery = z.infer<typeof alertDelivery>;

export const alertShape = z.object({
  id: z.string().meta({ description: "32 hex digits" }),
  type: z.enum(alertTypes),
  status: z.enum(alertStatuses),
  severity: z.enum(severities),
  title: z.string(),
  description: z.string().meta({ description: "What happened, in two or three sentences" }),
  runbook: z.string(),
  createdAt: instantShape,
  openedAt: instantShape.meta({ description: "When it was opened last: createdAt, or the latest time it came back" }),
  firstEventOccurredAt: instantShape,
  lastReceivedEventAt: instantShape,
  updatedAt: instantShape,
  resolvedAt: instantShape.optional(),
  snoozedUntil: instantShape.optional(),
  isRegressed: z.boolean().meta({ description: "It came back after it was resolved" }),
  eventCount: z.int(),
  assignee: alertActorShape.optional(),
  updatedBy: alertActorShape.optional(),
  context: z.record(z.string(), z.unknown()).meta({ description: "The facts of the kind" }),
  systemError: z
    .object({ type: z.string(), sourceId: z.string().optional(), sourceType: z.string().optional() })
    .optional(),
  keptLines: keptLinesVerdictShape
    .optional()
    .meta({ description: "What the schemas attached now would make of the failing lines that it tells of" }),
  deliveries: z.array(alertDelivery),
});
/** An alert as the API answers it. Instants are ISO 8601. Optional fields are absent, never null. */
export type Alert = z.infer<typeof alertShape>;

export const alertPageShape = pageOf(alertShape);

/** Ids and statuses only, for who acts on more than a page. */
export const alertIdPageShape = pageOf(z.object({ id: z.string(), status: z.enum(alertStatuses) }));
export type AlertIdPage = z.infer<typeof alertIdPageShape>;

export const alertActivityShape = z.object({
  id: z.string(),
  occurredAt: instantShape,
  action: z.enum(activityActions),
  actor: alertActorShape,
  detail: z.record(z.string(), z.unknown()),
});
/**
 * One entry of an alert's timeline, newest first. `detail` by action: opened, regressed {count}; status-changed
 * {from, to, why?}; assigned {assigneeId, assigneeName} (null: nobody); commented {body, format}; snoozed {until} (null:
 * ended); delivered {destinationName, statusCode}; delivery-failed {destinationName, message, isFinal};
 * delivery-requested {destinationNames}.
 */
export type AlertActivity = z.infer<typeof alertActivityShape>;

export const alertActivityPageShape = pageOf(alertActivityShape);

/** What `GET /alerts/{id}/events` lists: for classification failures each is a `ClassificationFailure`. */
export const alertEventPageShape = pageOf(z.unknown());
export type AlertEventPage = z.infer<typeof alertEventPageShape>;

export const alertCommentShape = z.object({
  id: z.string(),
  alertId: z.string(),
  body: z.string(),
  format: z.enum(commentFormats),
  createdAt: instantShape,
  createdBy: alertActorShape,
  updatedAt: instantShape,
  updatedBy: alertActorShape,
});
export type AlertComment = z.infer<typeof alertCommentShape>;

/** What a change of a comment may replace: its ETag stands for these. */
export const commentVersion = ({ body, format }: AlertComment) => ({ body, format });

export const alertCommentPageShape = pageOf(alertCommentShape);

const commentText = {
  body: z.string().trim().min(1, "is required").max(20_000, "must be at most 20,000 characters"),
  format: z.enum(commentFormats),
};

/** What POST takes for a comment. */
export const commentBodyShape = z.object({ alertId: z.string(), ...commentText });

const change = z.object({
  status: z.enum(alertStatuses).optional(),
  assignee: z.string().nullable().optional(),
  snoozedUntil: z.iso.datetime({ offset: true }).nullable().optional(),
});

/** What a change of one alert takes; what is left out stays. Null ends an assignment or a snooze. */
export const alertChangeShape = change.refine((body) => Object.values(body).some((value) => value !== undefined), {
  message: "give status, assignee or snoozedUntil",
});

/** As a change of one alert, and a comment, for many. */
export const alertChangesShape = change
  .extend({
    comment: z.object(commentText).optional(),
    ids: z.array(z.string()).min(1, "give at least one id").max(500, "give at most 500 ids"),
  })
  .refine(({ ids: _, ...body }) => Object.values(body).some((value) => value !== undefined), {
    message: "give status, assignee, snoozedUntil or comment",
  });
