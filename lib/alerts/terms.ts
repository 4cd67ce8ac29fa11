import type { AlertType } from "#lib/destinations/terms.ts";

/**
 * The words of alerts that the browser needs while it runs, apart from the shapes (schema.ts), so that it need not load what
 * reads those. Types and severities stand in lib/destinations/schema.ts.
 */

export const alertStatuses = ["OPEN", "TRIAGED", "RESOLVED", "CLOSED"] as const;
export type AlertStatus = (typeof alertStatuses)[number];

export const alertStatusLabels: Record<AlertStatus, string> = {
  OPEN: "Open",
  TRIAGED: "Triaged",
  RESOLVED: "Resolved",
  CLOSED: "Invalid",
};

/** Statuses in which an alert still asks for attention. */
export const activeStatuses: readonly AlertStatus[] = ["OPEN", "TRIAGED"];

export type CountByStatus = Record<AlertStatus, number>;

/** The sum over some statuses; over all of them when none is given, and 0 where nothing was counted. */
export function sumOfStatuses(counts: CountByStatus | undefined, statuses: readonly AlertStatus[]): number {
  if (!counts) return 0;
  return (statuses.length > 0 ? statuses : alertStatuses).reduce((sum, status) => sum + counts[status], 0);
}

/** The three tabs of Alerts & Errors; `type` of the list query. */
export const alertGroups = {
  ALERT: ["RULE", "SCHEDULED_RULE", "POLICY"],
  DETECTION_ERROR: ["RULE_ERROR", "SCHEDULED_RULE_ERROR"],
  SYSTEM_ERROR: ["SYSTEM_ERROR"],
} as const satisfies Record<string, readonly AlertType[]>;
export type AlertGroup = keyof typeof alertGroups;

/** In what order a list stands; the newest first unless asked otherwise. */
export const alertOrders = ["created", "last-seen"] as const;
export type AlertOrder = (typeof alertOrders)[number];

/** In place of a user's id: what is assigned to nobody. */
export const nobody = "nobody";

export const deliveryStates = ["PENDING", "DELIVERED", "FAILED", "CANCELLED"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why a destination is notified. */
export const deliveryCauses = ["opened", "regressed", "resolved", "manual"] as const;
export type DeliveryCause = (typeof deliveryCauses)[number];

/** What stands in a timeline. */
export const activityActions = [
  "opened",
  "regressed",
  "status-changed",
  "assigned",
  "commented",
  "snoozed",
  "delivered",
  "delivery-failed",
  "delivery-requested",
] as const;
export type ActivityAction = (typeof activityActions)[number];

export const commentFormats = ["PLAIN_TEXT", "HTML"] as const;
export type CommentFormat = (typeof commentFormats)[number];

/** `/alerts/[id]` in hex without dashes from a UUID. */
export function alertIdOf(uuid: string): string {
  return uuid.replaceAll("-", "");
}
