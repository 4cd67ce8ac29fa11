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
