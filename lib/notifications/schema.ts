import type { ActivityAction, AlertStatus } from "#lib/alerts/schema.ts";
import type { AlertType, Severity } from "#lib/destinations/schema.ts";

/** Client-safe shapes of the bell: nothing here may import from the server. */

/** What the bell tells of; the rest of a timeline is for the alert's own page. */
export const notifiedActions = [
  "opened",
  "regressed",
  "status-changed",
  "assigned",
  "commented",
  "delivery-failed",
] as const;

/** One thing that happened. `detail` is that of the alert's timeline. */
export type NotificationEntry = {
  occurredAt: string;
  action: ActivityAction;
  actorName: string;
  detail: Record<string, unknown>;
};

/** What happened to one alert, newest first, at most five entries of `count`. */
export type Notification = {
  /** 32 hex digits. */
  alertId: string;
  title: string;
  type: AlertType;
  /** For system errors the kind, for example SOURCE_CLASSIFICATION_FAILURES. */
  kind: string;
  severity: Severity;
  status: AlertStatus;
  isRegressed: boolean;
  latestAt: string;
  count: number;
  isUnseen: boolean;
  entries: NotificationEntry[];
};

/** The bell, newest first, over the last 14 days. `unseenCount` counts alerts, not entries. */
export type Bell = { unseenCount: number; seenAt: string | null; results: Notification[] };
