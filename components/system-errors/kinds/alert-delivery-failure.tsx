import { Send } from "lucide-react";
import type { KindView } from "#components/system-errors/define-kind-view.ts";
import { Card } from "#components/ui/card.tsx";
import { Link } from "#components/ui/link.tsx";
import { plural } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { FactsOf } from "#lib/system-errors/schema.ts";

type Facts = FactsOf<"ALERT_DELIVERY">;

const destinationHref = ({ destinationId }: Facts) => `/destinations/${destinationId}`;

function Cause({ facts: { message, undelivered, isFinal } }: { facts: Facts }) {
  const waiting = plural(undelivered.length, "alert");
  return `${message.replace(/\.$/, "")}. ${waiting} not delivered${isFinal ? ", no further attempt by itself" : ""}`;
}

function Why({ facts }: { facts: Facts }) {
  return (
    <Card
      title="Why"
      note={
        facts.consecutiveFailures > 1 ? `${plural(facts.consecutiveFailures, "attempt")} in a row failed` : undefined
      }
    >
      <p className="max-w-[68ch]">
        The latest attempt failed: <span className="refused break-all font-mono text-quiet">{facts.message}</span>
      </p>
      <p className="mt-2 max-w-[68ch] text-ink-2">
        {facts.isFinal
          ? "This is final: no further attempt is made by itself."
          : "Alerts wait in its queue and are tried again on schedule."}
      </p>
      {facts.undelivered.length > 0 && (
        <>
          <h3 className="mt-3 mb-1">Not delivered</h3>
          <ul>
            {facts.undelivered.map((one) => (
              <li key={one.alertId} className="flex flex-wrap gap-x-3 border-line border-t py-1.5">
                <Link href={`/alerts/${one.alertId}`} className="link min-w-0 flex-1">
                  {one.title}
                </Link>
                <RelativeTime at={one.at} className="text-ink-3 text-small" />
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

/** A destination that does not take what it is sent. */
export const alertDeliveryFailure: KindView<Facts> = {
  icon: Send,
  label: "Alert delivery failure",
  shortLabel: "Delivery",
  events: null,
  Cause,
  Why,
  about: (facts) => [
    {
      term: "Destination",
      value: (
        <Link href={destinationHref(facts)} className="link break-words">
          {facts.destinationName}
        </Link>
      ),
    },
  ],
  actions: (facts) => [
    { icon: Send, label: `Open ${facts.destinationName} and send a test`, href: destinationHref(facts) },
  ],
  ribbon: () => null,
};
