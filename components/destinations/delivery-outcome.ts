import type { DotTone } from "#components/ui/tabs.tsx";
import { duration } from "#components/ui/time-format.ts";
import type { AlertDelivery } from "#lib/alerts/schema.ts";
import type { DeliveryCause, DeliveryState } from "#lib/alerts/terms.ts";
import { deliveryFailureLabels } from "#lib/destinations/terms.ts";

export const deliveryTones: Record<DeliveryState, DotTone> = {
  DELIVERED: "ok",
  FAILED: "fail",
  PENDING: "warn",
  CANCELLED: "unknown",
};

/** Why a message was owed, as a word in a line. */
export const deliveryCauseWords: Record<DeliveryCause, string> = {
  opened: "opened",
  regressed: "came back",
  resolved: "resolved",
  manual: "sent again",
};

const ordinal = (number: number) =>
  `${number}${["th", "st", "nd", "rd"][number % 10 > 3 || (number > 10 && number < 14) ? 0 : number % 10]}`;

/** How a delivery stands, in a few words: "200, 0.3 s", "200, 2nd attempt", "tried 3 times". */
export function deliveryOutcome(delivery: AlertDelivery): string {
  const [latest] = delivery.attempts;
  if (!latest) return delivery.state === "CANCELLED" ? "cancelled" : "sending";
  const answer =
    latest.statusCode ?? (latest.reason ? deliveryFailureLabels[latest.reason].toLowerCase() : "no answer");
  if (delivery.state === "DELIVERED") {
    return delivery.attemptCount > 1
      ? `${answer}, ${ordinal(delivery.attemptCount)} attempt`
      : `${answer}, ${duration(latest.durationMs)}`;
  }
  if (delivery.state === "FAILED") return `${answer}, given up`;
  return `tried ${delivery.attemptCount === 1 ? "once" : `${delivery.attemptCount} times`}`;
}
