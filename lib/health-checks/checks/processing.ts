import { reasonOfAlert } from "#lib/health-checks/alert-reasons.ts";
import type { CheckedSource, HealthCheck } from "#lib/health-checks/define-health-check.ts";
import { later, plural } from "#lib/health-checks/outcome.ts";
import type { HealthReason } from "#lib/health-checks/schema.ts";
import { systemErrorKindOf } from "#lib/system-errors/registry.ts";

/** What waits longer than this is late. */
export const lateBatchMs = 5 * 60_000;

function reasonsOf(source: CheckedSource, now: Date): HealthReason[] {
  // What only another version knows what to make of is not left unsaid.
  const reasons = source.alerts.filter((alert) => systemErrorKindOf(alert.kind) === undefined).map(reasonOfAlert);
  const { count, lastError } = source.failedBatches;
  if (count > 0) {
    const why = lastError ? `: ${lastError}` : "";
    const message = `${plural(count, "body", "bodies")} could not be processed and ${count === 1 ? "is" : "are"} kept${why}`;
    reasons.push({ kind: "failed-batches", isFailing: true, message, count, since: null, alertId: null });
  }
  const waiting = source.oldestPendingAt;
  const isLate = waiting !== null && now.getTime() - waiting.getTime() > lateBatchMs;
  if (waiting !== null && (isLate || !source.hasProcessed)) {
    const message = isLate ? "Bodies wait to be classified for more than 5 minutes" : "A body waits to be classified";
    const since = waiting.toISOString();
    reasons.push({ kind: "late-batches", isFailing: isLate, message, count: null, since, alertId: null });
  }
  return reasons;
}

/** What was received is processed, soon. */
export const processing: HealthCheck = {
  id: "processing",
  title: "Backlog",
  alertKinds: [],
  appliesTo: () => true,
  check(source, now) {
    const { pendingBatches: pending, oldestPendingAt, failedBatches } = source;
    const { count: failed, lastError } = failedBatches;
    const reasons = reasonsOf(source, now);
    const parts = [
      failed > 0 && `${plural(failed, "body", "bodies")} could not be processed${lastError ? `: ${lastError}` : ""}`,
      pending > 0 && `${plural(pending, "body", "bodies")} ${pending === 1 ? "waits" : "wait"} to be classified`,
    ].filter(Boolean);
    return {
      status: reasons.some((reason) => reason.isFailing) ? "failing" : "healthy",
      message: parts.length > 0 ? parts.join("; ") : "Everything that was received is processed",
      at: oldestPendingAt,
      reasons,
      isKnown: true,
      changesAt: later([oldestPendingAt && oldestPendingAt.getTime() + lateBatchMs], now),
    };
  },
};
