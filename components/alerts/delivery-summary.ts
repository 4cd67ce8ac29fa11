import type { AlertDelivery } from "#lib/alerts/schema.ts";

export interface DeliverySummary {
  /** "3 of 3", "2 of 3, 1 retrying", "No destination". */
  words: string;
  tone: "plain" | "warn" | "fail";
}

/** The newest delivery to each destination, in the order in which the destinations first appear. */
export function latestPerDestination(deliveries: readonly AlertDelivery[]): AlertDelivery[] {
  const latest = new Map<string, AlertDelivery>();
  for (const delivery of deliveries) {
    const known = latest.get(delivery.outputId);
    if (!known || delivery.createdAt > known.createdAt) latest.set(delivery.outputId, delivery);
  }
  return [...latest.values()];
}

/** Who was told that it broke, in a few words; that it was resolved is told too, and not counted here. */
export function deliverySummary(deliveries: readonly AlertDelivery[]): DeliverySummary {
  const told = deliveries.filter((delivery) => delivery.cause !== "resolved" && delivery.state !== "CANCELLED");
  const latest = latestPerDestination(told);
  if (latest.length === 0) return { words: "No destination", tone: "warn" };
  const arrived = latest.filter((delivery) => delivery.state === "DELIVERED").length;
  const failed = latest.filter((delivery) => delivery.state === "FAILED").length;
  const retrying = latest.filter((delivery) => delivery.state === "PENDING" && delivery.attemptCount > 0).length;
  const waiting = latest.length - arrived - failed - retrying;
  const rest = [
    failed > 0 && `${failed} failed`,
    retrying > 0 && `${retrying} retrying`,
    waiting > 0 && `${waiting} sending`,
  ].filter(Boolean);
  return {
    words: [`${arrived} of ${latest.length}`, ...rest].join(", "),
    tone: failed > 0 ? "fail" : retrying > 0 ? "warn" : "plain",
  };
}
