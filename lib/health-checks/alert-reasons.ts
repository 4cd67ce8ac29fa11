import "server-only";
import { alertIdOf } from "#lib/alerts/terms.ts";
import { systemErrorKindOf } from "#lib/system-errors/registry.ts";
import type { CheckedAlert, CheckedSource } from "./define-health-check.ts";
import type { CheckId, HealthReason } from "./schema.ts";

/** An active System Error as a reason why its source is not well, in the words of its kind. */
export function reasonOfAlert(alert: CheckedAlert): HealthReason {
  const health = systemErrorKindOf(alert.kind)?.health;
  return {
    kind: health?.reason ?? "other-error",
    isFailing: true,
    message: health?.message?.(alert) ?? alert.title,
    count: alert.eventCount,
    since: alert.openedAt.toISOString(),
    alertId: alertIdOf(alert.id),
  };
}

/** The active System Errors that a check speaks of; what no kind of this version is, the last check does. */
export function alertsOf(source: Pick<CheckedSource, "alerts">, check: CheckId): CheckedAlert[] {
  return source.alerts.filter(({ kind }) => (systemErrorKindOf(kind)?.health?.check ?? "processing") === check);
}
