import { plural } from "#components/ui/number-format.ts";
import type { Destination, DestinationTotals } from "#lib/destinations/schema.ts";

/** A sentence without its end, and whether it is bad news. */
export interface ReachWords {
  text: string;
  isWarning: boolean;
}

const list = new Intl.ListFormat("en", { type: "conjunction" });
const destinations = (count: number) => plural(count, "destination");

/**
 * Who hears of System Errors, as far as it is known: a destination receives them when the latest delivery or test by its
 * present configuration arrived; that it is configured says nothing.
 */
export function reachWords({ total, systemErrors }: DestinationTotals): ReachWords {
  const { taking, healthy, failing, unknown } = systemErrors;
  if (total === 0) return { text: "There is no destination, so nobody is told", isWarning: true };
  if (taking === 0) return { text: "No destination takes System Errors, so nobody is told", isWarning: true };
  if (healthy === taking) {
    const verb = healthy === 1 ? "receives" : "receive";
    return { text: `${healthy} of ${destinations(total)} ${verb} System Errors`, isWarning: false };
  }
  const parts = [
    healthy > 0 && `${healthy} ${healthy === 1 ? "receives" : "receive"} them`,
    failing > 0 && `${failing} ${failing === 1 ? "fails" : "fail"}`,
    unknown > 0 && `${unknown} ${unknown === 1 ? "was" : "were"} not tried yet`,
  ].filter((part) => part !== false);
  const verb = taking === 1 ? "takes" : "take";
  return {
    text: `${taking} of ${destinations(total)} ${verb} System Errors: ${list.format(parts)}`,
    isWarning: healthy === 0,
  };
}

/** Who would still hear of System Errors without one destination that takes them. @param others all but that one. */
function remainingWords({ systemErrors }: DestinationTotals): string {
  const { taking, healthy } = systemErrors;
  if (taking === 0) return "No other destination takes System Errors: nobody would be told of them any more.";
  const others = `${plural(taking, "other destination")} ${taking === 1 ? "takes" : "take"} System Errors`;
  if (healthy === taking)
    return `${others}, and the latest delivery or test of ${taking === 1 ? "it" : "each"} arrived.`;
  if (healthy === 0) return `${others}, but none is known to receive them: test ${taking === 1 ? "it" : "them"} first.`;
  return `${others}; ${healthy} of them ${healthy === 1 ? "is" : "are"} known to receive them.`;
}

type Deleted = Pick<Destination, "pendingCount" | "deliveredLastDay" | "alertTypes" | "isEnabled">;

/** What deleting a destination costs, as far as it is known. @param others all destinations but this one. */
export function deletionWords(destination: Deleted, others: DestinationTotals): string[] {
  const { pendingCount, deliveredLastDay } = destination;
  const waiting = `${plural(pendingCount, "message")} that ${pendingCount === 1 ? "waits" : "wait"} to be delivered will not be.`;
  return [
    pendingCount > 0 ? waiting : "No message waits to be delivered.",
    deliveredLastDay === 0
      ? "Nothing was delivered to it in the last 24 hours."
      : `${plural(deliveredLastDay, "message was", "messages were")} delivered to it in the last 24 hours.`,
    ...(destination.isEnabled && destination.alertTypes.includes("SYSTEM_ERROR") ? [remainingWords(others)] : []),
  ];
}

/** What trying again what was given up led to. */
export function retriedWords(retried: number): string {
  if (retried > 0) return `${plural(retried, "message is", "messages are")} tried again now`;
  return "Nothing is tried again: no alert of what was given up in the last 30 days still goes on";
}

/** What saving a destination led to. */
export function savedWords({ isEnabled, pendingCount, failedLastDay }: Destination): string {
  const waiting = plural(pendingCount, "message");
  if (!isEnabled) {
    return pendingCount === 0
      ? "It is off: no alert is sent to it."
      : `It is off: ${waiting} ${pendingCount === 1 ? "waits" : "wait"} until it is on again.`;
  }
  const due = pendingCount === 0 ? "" : `${waiting} that waited ${pendingCount === 1 ? "is" : "are"} due now. `;
  const givenUp =
    failedLastDay === 0
      ? ""
      : `${failedLastDay} given up in the last 24 hours ${failedLastDay === 1 ? "is" : "are"} not tried again by itself: see its overview.`;
  return `${due}${givenUp}`.trim() || "Nothing waits to be delivered.";
}
