import type { AlertType, DeliveryFailureReason, Severity } from "#lib/destinations/schema.ts";

/** Client-safe shapes of alerts: nothing here may import from the server. Types and severities stand in lib/destinations/schema.ts. */

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

export type AlertActor = { id: string; type: "user" | "api-token" | "system"; name?: string };

export const deliveryStates = ["PENDING", "DELIVERED", "FAILED", "CANCELLED"] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why a message is owed. */
export const deliveryCauses = ["opened", "regressed", "resolved", "manual"] as const;
export type DeliveryCause = (typeof deliveryCauses)[number];

export type DeliveryAttempt = {
  /** Counts from 1. */
  number: number;
  startedAt: string;
  durationMs: number;
  isSuccess: boolean;
  statusCode: number | null;
  reason: DeliveryFailureReason | null;
  /** The start of what the receiver answered, or what went wrong in words. */
  message: string;
};

/** One message owed to one destination, newest attempt first. The first six fields are the public contract. */
export type AlertDelivery = {
  outputId: string;
  /** The destination's name. */
  label: string;
  /** Of the latest attempt; empty before the first. */
  message: string;
  /** Of the latest attempt; 0 when no answer came. */
  statusCode: number;
  success: boolean;
  /** Of the latest attempt, or when the delivery was raised. */
  dispatchedAt: string;
  id: string;
  state: DeliveryState;
  cause: DeliveryCause;
  attemptCount: number;
  /** When the next attempt is due; null when there is none. */
  nextAttemptAt: string | null;
  createdAt: string;
  finishedAt: string | null;
  attempts: DeliveryAttempt[];
};

/** An alert as the API answers it. `id` is 32 hex digits; instants are ISO 8601. Optional fields are absent, never null. */
export type Alert = {
  id: string;
  type: AlertType;
  status: AlertStatus;
  severity: Severity;
  title: string;
  /** What happened, in two or three sentences. */
  description: string;
  runbook: string;
  createdAt: string;
  /** When it was opened last: createdAt, or the latest time it came back. */
  openedAt: string;
  firstEventOccurredAt: string;
  lastReceivedEventAt: string;
  updatedAt: string;
  resolvedAt?: string;
  snoozedUntil?: string;
  /** It came back after it was resolved. */
  isRegressed: boolean;
  eventCount: number;
  assignee?: AlertActor;
  updatedBy?: AlertActor;
  /** The facts of the kind; for system errors see lib/system-errors/schema.ts. */
  context: Record<string, unknown>;
  systemError?: { type: string; sourceId?: string; sourceType?: string };
  deliveries: AlertDelivery[];
};

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

/**
 * One entry of an alert's timeline, newest first. `detail` by action: opened, regressed {count}; status-changed
 * {from, to, why?}; assigned {assigneeId, assigneeName} (null: nobody); commented {body, format}; snoozed {until} (null:
 * ended); delivered {destinationName, statusCode}; delivery-failed {destinationName, message, isFinal};
 * delivery-requested {destinationNames}.
 */
export type AlertActivity = {
  id: string;
  occurredAt: string;
  action: ActivityAction;
  actor: AlertActor;
  detail: Record<string, unknown>;
};

export const commentFormats = ["PLAIN_TEXT", "HTML"] as const;

export type AlertComment = {
  id: string;
  alertId: string;
  body: string;
  format: (typeof commentFormats)[number];
  createdAt: string;
  createdBy: AlertActor;
  updatedAt: string;
  updatedBy: AlertActor;
};

/** What `GET /alerts/{id}/events` lists: for classification failures each is a `ClassificationFailure`. */
export type AlertEventPage = { results: unknown[]; next?: string };

/** `/alerts/[id]` in hex without dashes from a UUID. */
export function alertIdOf(uuid: string): string {
  return uuid.replaceAll("-", "");
}
