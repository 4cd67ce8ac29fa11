import "server-only";
import type { DeliveryOutcome } from "#lib/alerts/delivery-record.ts";
import { alertIdOf } from "#lib/alerts/terms.ts";
import type { Tx } from "#lib/change.ts";
import { alertDeliveryFailure } from "./kinds/alert-delivery-failure.ts";
import { report, resolve } from "./report.ts";

const failuresBeforeReport = 3;

/** Reports a destination with its third failure in a row, or one that is final; a delivery that arrives resolves it. */
export async function reportDeliveryOutcome(tx: Tx, outcome: DeliveryOutcome): Promise<void> {
  const { destination, alert, failure, at } = outcome;
  const subject = {
    destinationId: destination.id,
    destinationName: destination.displayName,
    destinationKind: destination.kind,
  };
  if (!failure) {
    await resolve(tx, alertDeliveryFailure, subject, "A delivery arrived again");
    return;
  }
  if (failure.consecutiveFailures < failuresBeforeReport && !failure.isFinal) return;
  const undelivered = { alertId: alertIdOf(alert.id), title: alert.title, at: at.toISOString() };
  await report(tx, alertDeliveryFailure, subject, { ...failure, undelivered });
}
