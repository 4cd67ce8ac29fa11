import "server-only";
import { alertIdOf } from "#lib/alerts/terms.ts";
import { systemErrorKindOf } from "#lib/system-errors/registry.ts";
import type { CheckedAlert } from "./define-health-check.ts";
import type { HealthReason } from "./schema.ts";

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
