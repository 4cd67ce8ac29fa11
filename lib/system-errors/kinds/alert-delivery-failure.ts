import { defineSystemError } from "#lib/system-errors/define-system-error.ts";
import type { AlertDeliveryFacts } from "#lib/system-errors/schema.ts";

const maxUndelivered = 20;

export type DestinationSubject = { destinationId: string; destinationName: string; destinationKind: string };

/** One failed attempt, and the alert that it did not deliver. */
export type AlertDeliveryReport = Omit<AlertDeliveryFacts, keyof DestinationSubject | "undelivered"> & {
  undelivered: { alertId: string; title: string; at: string };
};

/** A destination that does not take what it is sent; opens with the third failure in a row or one that is final. */
export const alertDeliveryFailure = defineSystemError<DestinationSubject, AlertDeliveryReport, AlertDeliveryFacts>({
  kind: "ALERT_DELIVERY",
  relatedComponent: "DESTINATION",
  dedupKey: (subject) => subject.destinationId,
  sourceOf: () => null,
  excludedDestinationId: (subject) => subject.destinationId,
  merge(previous, subject, report) {
    const others = (previous?.undelivered ?? []).filter((other) => other.alertId !== report.undelivered.alertId);
    return { ...subject, ...report, undelivered: [report.undelivered, ...others].slice(0, maxUndelivered) };
  },
  eventOf: (report) => report,
  title: (facts) => `Destination [${facts.destinationName}] does not accept alerts`,
  description(facts) {
    const times = facts.consecutiveFailures === 1 ? "" : ` ${facts.consecutiveFailures} attempts in a row have failed.`;
    const next = facts.isFinal
      ? "No further attempt is made by itself."
      : "Alerts wait in its queue and are tried again on schedule.";
    return `The latest attempt to deliver to ${facts.destinationName} failed: ${facts.message}.${times} ${next}`;
  },
  runbook: (facts) =>
    [
      `1. Open the destination ${facts.destinationName} and send a test alert; its answer shows what the receiver says.`,
      "2. Repair the receiver, its address or its credentials.",
      "3. Deliver again from the alert's page. The error closes by itself with the next delivery that arrives.",
    ].join("\n"),
  tags: ["system-error", "delivery"],
});
