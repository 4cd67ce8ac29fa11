"use client";

import { ChevronDown, RotateCw } from "lucide-react";
import { useId, useState } from "react";
import { AttemptLine } from "#components/destinations/attempt-line.tsx";
import { deliveryCauseWords, deliveryOutcome, deliveryTones } from "#components/destinations/delivery-outcome.ts";
import { Permitted } from "#components/shell/permitted.tsx";
import { useOperation } from "#components/shell/use-operation.ts";
import { Button } from "#components/ui/button.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Dot } from "#components/ui/tabs.tsx";
import type { AlertDelivery } from "#lib/alerts/schema.ts";
import { latestPerDestination } from "./delivery-summary.ts";

/** Who was told: each destination with its latest delivery; opens to all attempts, and sends again. */
export function DeliveredTo({ alertId, deliveries }: { alertId: string; deliveries: readonly AlertDelivery[] }) {
  const latest = latestPerDestination(deliveries);
  return (
    <section aria-labelledby="delivered-to">
      <h3 id="delivered-to" className="mt-5 mb-2">
        Delivered to
      </h3>
      {latest.length === 0 ? (
        <div className="text-ink-2">
          <p className="text-warn-ink">Nobody was told: there was no destination to tell of it when it opened.</p>
          <LinkButton href="/destinations" size="small" className="mt-2">
            Destinations
          </LinkButton>
        </div>
      ) : (
        <ul>
          {latest.map((delivery) => (
            <Destination
              key={delivery.outputId}
              alertId={alertId}
              latest={delivery}
              all={deliveries.filter((other) => other.outputId === delivery.outputId)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}

function Destination(props: { alertId: string; latest: AlertDelivery; all: readonly AlertDelivery[] }) {
  const { alertId, latest, all } = props;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const failed = `${latest.label} could not be told again`;
  const retry = useOperation("POST /alerts/{id}/deliveries/{deliveryId}/retry", {
    failed,
    done: () => ({ title: `Trying ${latest.label} now` }),
  });
  const deliver = useOperation("POST /alerts/{id}/deliveries", {
    failed,
    done: () => ({ title: `Sending to ${latest.label} again` }),
  });

  // What was not delivered is tried again; what was is sent anew, as it stands now.
  const isOwed = latest.state === "PENDING" || latest.state === "FAILED";

  function sendAgain() {
    if (isOwed) void retry.run({ params: { id: alertId, deliveryId: latest.id } });
    else void deliver.run({ params: { id: alertId }, body: { destinationIds: [latest.outputId] } });
  }

  return (
    <li className="border-line border-t first:border-t-0">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-8 w-full items-center gap-[9px] rounded-[4px] text-left hover:text-ink"
      >
        <Dot tone={deliveryTones[latest.state]} label={`${latest.state.toLowerCase()}: `} />
        <span className="min-w-16 truncate">{latest.label}</span>
        <span className="ml-auto min-w-0 text-right text-ink-3 text-quiet">{deliveryOutcome(latest)}</span>
        <ChevronDown
          size={14}
          aria-hidden="true"
          className={classNames("shrink-0 text-ink-3", isOpen && "rotate-180")}
        />
      </button>
      {isOpen && (
        <div id={id} className="pb-3 pl-4">
          {latest.nextAttemptAt && (
            <p className="text-ink-2 text-small">
              Next attempt due <RelativeTime at={latest.nextAttemptAt} />
            </p>
          )}
          {all.map((delivery) => (
            <div key={delivery.id} className="mb-1.5">
              <p className="text-ink-3 text-quiet">
                {deliveryCauseWords[delivery.cause]}, <RelativeTime at={delivery.createdAt} form="day-and-time" />
              </p>
              <ol>
                {delivery.attempts.map((attempt) => (
                  <AttemptLine key={attempt.number} attempt={attempt} />
                ))}
              </ol>
            </div>
          ))}
          <div className="mt-2 flex flex-wrap gap-2">
            <Permitted operation="POST /alerts/{id}/deliveries">
              <Button size="small" isPending={retry.isPending || deliver.isPending} onClick={sendAgain}>
                <RotateCw size={14} aria-hidden="true" />
                {isOwed ? "Try now" : "Send again"}
              </Button>
              <Link href={`/destinations/${latest.outputId}`} className="link self-center text-small">
                Open destination
              </Link>
            </Permitted>
          </div>
        </div>
      )}
    </li>
  );
}
