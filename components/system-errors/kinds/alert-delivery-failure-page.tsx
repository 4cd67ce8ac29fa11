import { Send } from "lucide-react";
import type { KindPage } from "#components/system-errors/define-kind-page.ts";
import { Card } from "#components/ui/card.tsx";
import { Link } from "#components/ui/link.tsx";
import { plural } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { FactsOf } from "#lib/system-errors/schema.ts";

type Facts = FactsOf<"ALERT_DELIVERY">;

const destinationHref = ({ destinationId }: Facts) => `/destinations/${destinationId}`;

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

/** The page of a destination that does not take what it is sent. */
export const alertDeliveryFailurePage: KindPage<Facts> = {
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
