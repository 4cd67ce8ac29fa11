import "server-only";
import type pg from "pg";
import type { DeliveryOutcome } from "#lib/alerts/delivery-record.ts";
import { alertIdOf } from "#lib/alerts/schema.ts";
import { alertDeliveryFailure } from "./kinds/alert-delivery-failure.ts";
import { report, resolve } from "./report.ts";

const failuresBeforeReport = 3;

/**
 * Reports a destination with its third failure in a row, or one that is final; a delivery that arrives resolves it.
 * @returns destinations that are owed a message because of it.
 */
export async function reportDeliveryOutcome(client: pg.ClientBase, outcome: DeliveryOutcome): Promise<string[]> {
  const { destination, alert, failure, at } = outcome;
  const subject = {
    destinationId: destination.id,
    destinationName: destination.displayName,
    destinationKind: destination.kind,
  };
  if (!failure) {
    const resolved = await resolve(client, alertDeliveryFailure, subject, at, "A delivery arrived again");
    return resolved?.destinationIds ?? [];
  }
  if (failure.consecutiveFailures < failuresBeforeReport && !failure.isFinal) return [];
  const undelivered = { alertId: alertIdOf(alert.id), title: alert.title, at: at.toISOString() };
  const reported = await report(client, alertDeliveryFailure, subject, { ...failure, undelivered }, 1, at);
  return reported.destinationIds;
}
