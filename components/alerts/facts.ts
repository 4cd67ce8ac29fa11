import type { Alert } from "#lib/alerts/schema.ts";
import type { AlertDeliveryFacts, ClassificationFailuresFacts, LogDropOffFacts } from "#lib/system-errors/schema.ts";

export type AlertFacts =
  | { kind: "SOURCE_CLASSIFICATION_FAILURES"; facts: ClassificationFailuresFacts }
  | { kind: "SOURCE_NO_DATA"; facts: LogDropOffFacts }
  | { kind: "ALERT_DELIVERY"; facts: AlertDeliveryFacts }
  | { kind: "OTHER" };

/** The facts of an alert under the name of their kind; the server wrote them in the kind's shape. */
export function factsOf(alert: Pick<Alert, "context" | "systemError">): AlertFacts {
  const kind = alert.systemError?.type;
  if (kind === "SOURCE_CLASSIFICATION_FAILURES" || kind === "SOURCE_NO_DATA" || kind === "ALERT_DELIVERY") {
    return { kind, facts: alert.context } as AlertFacts;
  }
  return { kind: "OTHER" };
}

/** A JSON path as people read it: `$.actor.id` -> `actor.id`; the whole record is "the line". */
export function pathWords(path: string): string {
  if (path === "$") return "the line";
  return path.startsWith("$.") ? path.slice(2) : path.replace(/^\$/, "");
}

/** The one stored sentence to show of a silence where there is room for one: why, or else what was seen; null when neither is. */
export function silenceSentence({
  cause,
  observations,
}: Pick<LogDropOffFacts, "cause" | "observations">): string | null {
  return cause ?? observations[0] ?? null;
}
