import { alertIdOf } from "#lib/alerts/schema.ts";
import type { HealthReason, SourceHealth } from "./schema.ts";

/** What is known of a source, from which its health follows. */
export interface HealthFacts {
  isPaused: boolean;
  lastReceivedAt: Date | null;
  /** Whether anything was ever classified or refused by its schemas. */
  hasProcessed: boolean;
  /** Active System Errors of the source. */
  alerts: { id: string; kind: string; title: string; openedAt: Date; eventCount: number }[];
  /** Requests that were turned away in the last 24 hours; null when none. */
  refused: { count: number; lastAt: Date; lastDetail: string } | null;
  /** Bodies that could not be processed, and are kept. */
  failedBatches: { count: number; lastError: string | null };
  /** The oldest body that waits. */
  oldestPendingAt: Date | null;
}

const lateMs = 5 * 60_000;

const plural = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;

function reasonOfAlert(alert: HealthFacts["alerts"][number]): HealthReason {
  const isClassification = alert.kind === "SOURCE_CLASSIFICATION_FAILURES";
  return {
    kind: isClassification ? "classification-failures" : "log-drop-off",
    isFailing: true,
    message: isClassification
      ? `${plural(alert.eventCount, "line", "lines")} could not be classified by any attached schema`
      : alert.title,
    count: alert.eventCount,
    since: alert.openedAt.toISOString(),
    alertId: alertIdOf(alert.id),
  };
}

function reasonOfRefusals(facts: HealthFacts): HealthReason[] {
  if (!facts.refused) return [];
  // As soon as one request is accepted after it, a refusal is history: a stray sender does not make the source fail.
  const isLatest = facts.lastReceivedAt === null || facts.refused.lastAt > facts.lastReceivedAt;
  return [
    {
      kind: "refused-requests",
      isFailing: isLatest && !facts.isPaused,
      message: `${plural(facts.refused.count, "request was", "requests were")} refused in the last 24 hours. The latest: ${facts.refused.lastDetail}`,
      count: facts.refused.count,
      since: facts.refused.lastAt.toISOString(),
      alertId: null,
    },
  ];
}

function reasonOfBatches(facts: HealthFacts, now: Date): HealthReason[] {
  const reasons: HealthReason[] = [];
  const { count, lastError } = facts.failedBatches;
  if (count > 0) {
    const why = lastError ? `: ${lastError}` : "";
    const message = `${plural(count, "body", "bodies")} could not be processed and ${count === 1 ? "is" : "are"} kept${why}`;
    reasons.push({ kind: "failed-batches", isFailing: true, message, count, since: null, alertId: null });
  }
  const waiting = facts.oldestPendingAt;
  if (waiting) {
    const isLate = now.getTime() - waiting.getTime() > lateMs;
    const message = isLate ? "Bodies wait to be classified for more than 5 minutes" : "A body waits to be classified";
    if (isLate || !facts.hasProcessed) {
      reasons.push({
        kind: "late-batches",
        isFailing: isLate,
        message,
        count: null,
        since: waiting.toISOString(),
        alertId: null,
      });
    }
  }
  return reasons;
}

/** The state of a source with its reasons. What is not known is "unknown", never "healthy". */
export function healthOf(facts: HealthFacts, now: Date): SourceHealth {
  const reasons = [...facts.alerts.map(reasonOfAlert), ...reasonOfRefusals(facts), ...reasonOfBatches(facts, now)];
  const quiet = { isFailing: false, count: null, since: null, alertId: null };
  if (facts.isPaused) {
    reasons.push({ ...quiet, kind: "paused", message: "Paused: requests are turned away" });
  } else if (facts.lastReceivedAt === null) {
    reasons.push({ ...quiet, kind: "never-received", message: "Nothing was received yet" });
  }
  reasons.sort((a, b) => Number(b.isFailing) - Number(a.isFailing));
  if (reasons.some((reason) => reason.isFailing)) return { status: "failing", reasons };
  const isKnown = !facts.isPaused && facts.lastReceivedAt !== null && facts.hasProcessed;
  return { status: isKnown ? "healthy" : "unknown", reasons };
}
