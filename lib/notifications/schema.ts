import { z } from "zod";
import { activityActions, alertStatuses } from "#lib/alerts/terms.ts";
import { instantShape } from "#lib/api/shapes.ts";
import { alertTypes, severities } from "#lib/destinations/terms.ts";

/** Client-safe shapes of the bell: nothing here may import from the server. */

/** One thing that happened. `detail` is that of the alert's timeline. */
const notificationEntry = z.object({
  occurredAt: instantShape,
  action: z.enum(activityActions),
  actorName: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

const notification = z.object({
  alertId: z.string().meta({ description: "32 hex digits" }),
  title: z.string(),
  type: z.enum(alertTypes),
  kind: z.string().meta({ description: "For system errors the kind, for example SOURCE_CLASSIFICATION_FAILURES" }),
  severity: z.enum(severities),
  status: z.enum(alertStatuses),
  isRegressed: z.boolean(),
  latestAt: instantShape,
  count: z.int(),
  isUnseen: z.boolean(),
  entries: z.array(notificationEntry),
});
/** What happened to one alert, newest first, at most five entries of `count`. */
export type Notification = z.infer<typeof notification>;

export const bellShape = z.object({
  unseenCount: z.int().meta({ description: "Alerts with news, not entries" }),
  seenAt: instantShape.nullable(),
  results: z.array(notification),
});
/** The bell, newest first, over the last 14 days. `unseenCount` counts alerts, not entries. */
export type Bell = z.infer<typeof bellShape>;

/** What is marked as seen: everything up to `upTo`, or up to now. */
export const seenBodyShape = z.object({ upTo: z.iso.datetime({ offset: true }).optional() });
