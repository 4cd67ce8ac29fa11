import { alertsOf, reasonOfAlert } from "#lib/health-checks/alert-reasons.ts";
import type { CheckedSource, HealthCheck } from "#lib/health-checks/define-health-check.ts";
import { later, plural } from "#lib/health-checks/outcome.ts";
import type { HealthReason } from "#lib/health-checks/schema.ts";
import { tellsOf } from "#lib/health-checks/tells-of.ts";
import { logProcessingErrors, type ProcessingErrors } from "#lib/system-errors/kinds/log-processing-errors.ts";

/** What waits longer than this is late. */
export const lateBatchMs = 5 * 60_000;

function standingOf({ failingBatches, failedBatches }: CheckedSource): ProcessingErrors | null {
  const standing = failingBatches.count + failedBatches.count;
  if (standing === 0) return null;
  return { standing, setAside: failedBatches.count, lastError: failedBatches.lastError ?? failingBatches.lastError };
}

function failureOf(source: CheckedSource): HealthReason | null {
  const found = standingOf(source);
  if (!found) return null;
  const { standing: count, setAside, lastError } = found;
  const why = lastError ? `: ${lastError}` : "";
  const kept = `could not be processed and ${count === 1 ? "is" : "are"} kept${why}`;
  const message = `${plural(count, "body", "bodies")} ${setAside > 0 ? kept : `cannot be processed so far${why}`}`;
  const told = source.alerts.find((alert) => alert.kind === logProcessingErrors.kind);
  if (told) return { ...reasonOfAlert(told), message, count };
  return { kind: "failed-batches", isFailing: true, message, count, since: null, alertId: null };
}

function latenessOf(source: CheckedSource, now: Date): HealthReason | null {
  const waiting = source.oldestPendingAt;
  if (waiting === null) return null;
  const isLate = now.getTime() - waiting.getTime() > lateBatchMs;
  if (!isLate && source.hasProcessed) return null;
  const why = source.pendingError && source.failingBatches.count === 0 ? `: ${source.pendingError}` : "";
  const message = isLate
    ? `Bodies wait to be classified for more than 5 minutes${why}`
    : "A body waits to be classified";
  const since = waiting.toISOString();
  return { kind: "late-batches", isFailing: isLate, message, count: null, since, alertId: null };
}

function reasonsOf(source: CheckedSource, now: Date): HealthReason[] {
  // Of what this check tells itself, its own sentence says more.
  const others = alertsOf(source, "processing").filter((alert) => alert.kind !== logProcessingErrors.kind);
  return [...others.map(reasonOfAlert), failureOf(source), latenessOf(source, now)].filter((reason) => reason !== null);
}

/** What was received is processed, soon. */
export const processing: HealthCheck = {
  id: "processing",
  title: "Backlog",
  error: tellsOf(logProcessingErrors, standingOf, "Everything that was received is processed."),
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
