import { z } from "zod";
import { fragment } from "#lib/sql.ts";
import { defineSystemError } from "#lib/system-errors/define-system-error.ts";

const maxUndelivered = 20;

const destinationSubject = z.object({
  destinationId: z.string(),
  destinationName: z.string(),
  destinationKind: z.string(),
});
export type DestinationSubject = z.infer<typeof destinationSubject>;

const facts = destinationSubject.extend({
  /** Failed attempts in a row. */
  consecutiveFailures: z.number(),
  reason: z.string(),
  message: z.string(),
  statusCode: z.number().nullable(),
  /** True when the receiver refused for good or the schedule is used up: no further attempt is made by itself. */
  isFinal: z.boolean(),
  /** The latest 20 alerts that did not arrive, newest first. */
  undelivered: z.array(z.object({ alertId: z.string(), title: z.string(), at: z.string() })),
});
type AlertDeliveryFacts = z.infer<typeof facts>;

/** One failed attempt, and the alert that it did not deliver. */
export type AlertDeliveryReport = Omit<AlertDeliveryFacts, keyof DestinationSubject | "undelivered"> & {
  undelivered: { alertId: string; title: string; at: string };
};

/** What identifies the error of a destination. */
export function keyOfDestination({ destinationId }: Pick<DestinationSubject, "destinationId">): string {
  return destinationId;
}

/** A destination that does not take what it is sent; opens with the third failure in a row or one that is final. */
export const alertDeliveryFailure = defineSystemError({
  kind: "ALERT_DELIVERY",
  relatedComponent: "DESTINATION",
  facts,
  dedupKey: (subject: DestinationSubject) => keyOfDestination(subject),
  sourceOf: () => null,
  excludedDestinationId: (subject) => subject.destinationId,
  merge(previous, subject, report: AlertDeliveryReport) {
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
  endedWhen: [
    {
      when: () => fragment`NOT EXISTS (SELECT 1 FROM destinations d WHERE d.id::text = a.subject)`,
      why: "The destination was deleted",
    },
  ],
  health: null,
  tags: ["system-error", "delivery"],
  example: {
    subject: {
      destinationId: "9b2e1f60-0d3a-4c5e-8f4b-2a1d3c4e5f60",
      destinationName: "Pager",
      destinationKind: "webhook",
    },
    report: {
      consecutiveFailures: 3,
      reason: "timeout",
      message: "example.com did not answer within 15 s",
      statusCode: null,
      isFinal: false,
      undelivered: { alertId: "2347ec79a0b14c3d8e5f60718293a4b5", title: "t", at: "2026-11-24T08:00:00.000Z" },
    },
    title: "Destination [Pager] does not accept alerts",
  },
});
