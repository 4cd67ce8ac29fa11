import { Card } from "#components/ui/card.tsx";
import { Link } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Dot } from "#components/ui/tabs.tsx";
import type { DestinationDelivery } from "#lib/alerts/destination-deliveries.ts";
import { AttemptLine } from "./attempt-line.tsx";
import { deliveryCauseWords, deliveryOutcome, deliveryTones } from "./delivery-outcome.ts";
import { RetryGivenUpButton } from "./retry-given-up-button.tsx";

interface RecentDeliveriesProps {
  destinationId: string;
  deliveries: readonly DestinationDelivery[];
  /** Also of those that are not among the latest. */
  givenUpLastDay: number;
  /** Nothing is sent to a destination that is off. */
  isEnabled: boolean;
}

/** The latest messages to a destination, each with its attempts. */
export function RecentDeliveries({ destinationId, deliveries, givenUpLastDay, isEnabled }: RecentDeliveriesProps) {
  const hasGivenUp = givenUpLastDay > 0 || deliveries.some((delivery) => delivery.state === "FAILED");
  return (
    <Card
      title="Recent deliveries"
      note={deliveries.length > 0 ? "newest first" : undefined}
      action={hasGivenUp && isEnabled && <RetryGivenUpButton destinationId={destinationId} />}
      isFlush
    >
      {deliveries.length === 0 ? (
        <p className="px-[18px] pb-4 text-ink-2">No alert was sent here yet.</p>
      ) : (
        <ul>
          {deliveries.map((delivery) => (
            <li key={delivery.id} className="border-line border-t px-[18px] py-2.5">
              <div className="flex flex-wrap items-center gap-x-2.5 gap-y-0.5">
                <Dot tone={deliveryTones[delivery.state]} label={`${delivery.state.toLowerCase()}: `} />
                <Link href={`/alerts/${delivery.alertId}`} className="link min-w-0 flex-1 basis-60 truncate">
                  {delivery.alertTitle}
                </Link>
                <span className="text-ink-2 text-small">{deliveryOutcome(delivery)}</span>
                <span className="w-24 text-right text-ink-3 text-small max-[719px]:w-auto">
                  <RelativeTime at={delivery.createdAt} />
                </span>
              </div>
              <details className="mt-0.5 pl-[17px] text-ink-2 text-small">
                <summary className="min-h-6 w-fit text-ink-3 hover:text-ink">
                  {deliveryCauseWords[delivery.cause]},{" "}
                  {delivery.attemptCount === 1 ? "1 attempt" : `${delivery.attemptCount} attempts`}
                  {delivery.nextAttemptAt && (
                    <>
                      , next <RelativeTime at={delivery.nextAttemptAt} />
                    </>
                  )}
                </summary>
                <ol className="mt-1">
                  {delivery.attempts.map((attempt) => (
                    <AttemptLine key={attempt.number} attempt={attempt} />
                  ))}
                </ol>
              </details>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
