import { Send } from "lucide-react";
import type { KindView } from "#components/system-errors/define-kind-view.ts";
import { plural } from "#components/ui/number-format.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";

type Facts = FactsOf<"ALERT_DELIVERY">;

function Cause({ facts: { message, undelivered, isFinal } }: { facts: Facts }) {
  const waiting = plural(undelivered.length, "alert");
  return `${message.replace(/\.$/, "")}. ${waiting} not delivered${isFinal ? ", no further attempt by itself" : ""}`;
}

/** A destination that does not take what it is sent. */
export const alertDeliveryFailure: KindView<Facts> = {
  icon: Send,
  label: "Alert delivery failure",
  shortLabel: "Delivery",
  events: null,
  Cause,
};
