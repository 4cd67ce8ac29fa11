import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import { plural } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Destination, DestinationKindDescription } from "#lib/destinations/schema.ts";
import { DestinationHealthPill } from "./destination-health.tsx";
import { alertTypeWords, severityWords } from "./routing-words.ts";

/** When something arrived last: a delivery, or a test where there was none. */
function LastArrival({ destination: { lastSuccessAt, lastTest } }: { destination: Destination }) {
  if (lastSuccessAt) return <RelativeTime at={lastSuccessAt} />;
  if (!lastTest?.success) return "never";
  return (
    <>
      only a test, <RelativeTime at={lastTest.dispatchedAt} />
    </>
  );
}

const columns =
  "grid items-center gap-x-4 grid-cols-[minmax(0,1fr)_auto] min-[960px]:grid-cols-[minmax(0,1fr)_minmax(0,264px)_150px_150px]";

interface DestinationListProps {
  destinations: readonly Destination[];
  kinds: readonly DestinationKindDescription[];
}

/** Destinations with what they are told of and how their deliveries go. */
export function DestinationList({ destinations, kinds }: DestinationListProps) {
  const labelOf = (kind: string) => kinds.find((known) => known.kind === kind)?.label ?? kind;
  return (
    <div className="mt-5 rounded-surface border border-line bg-surface">
      <div
        className={classNames(
          columns,
          "rounded-t-surface border-line border-b bg-sunken px-4 py-[7px] text-ink-3 text-quiet max-[959px]:hidden",
        )}
      >
        <span>Destination</span>
        <span>Told of</span>
        <span>Last delivery</span>
        <span>State</span>
      </div>
      <ul>
        {destinations.map((destination) => (
          <Row key={destination.id} destination={destination} kindLabel={labelOf(destination.kind)} />
        ))}
      </ul>
    </div>
  );
}

function Row({ destination, kindLabel }: { destination: Destination; kindLabel: string }) {
  const { alertTypes, severities, deliveredLastDay, failedLastDay, pendingCount } = destination;
  const severity = severityWords(alertTypes, severities);
  const isFailing = destination.health === "failing";
  const numbers = [
    deliveredLastDay > 0 && `${plural(deliveredLastDay, "alert")} in 24 h`,
    failedLastDay > 0 && `${failedLastDay} given up`,
    pendingCount > 0 && `${pendingCount} waiting`,
  ].filter(Boolean);
  return (
    <li
      className={classNames(
        columns,
        "relative gap-y-1 border-line border-t px-4 py-3 first:border-t-0 hover:bg-sunken max-[959px]:items-start",
      )}
    >
      <div className="min-w-0 max-[959px]:contents">
        <Link
          href={`/destinations/${destination.id}`}
          className="block truncate font-[560] no-underline after:absolute after:inset-0 after:content-[''] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-brand focus-visible:after:-outline-offset-2"
        >
          {destination.displayName}
        </Link>
        <p
          className={classNames(
            "mt-px min-[960px]:truncate max-[959px]:order-2 max-[959px]:col-span-2",
            isFailing ? "text-fail-ink" : "text-ink-2",
          )}
        >
          {isFailing ? (destination.lastFailureMessage ?? "The latest attempt failed") : kindLabel}
          {numbers.length > 0 && `, ${numbers.join(", ")}`}
        </p>
      </div>
      <p className="min-w-0 text-ink-2 text-small max-[959px]:order-3 max-[959px]:col-span-2 min-[960px]:line-clamp-2">
        {alertTypeWords(alertTypes)}
        {severity && <span className="text-ink-3">, {severity}</span>}
      </p>
      <p className="text-ink-2 text-small max-[959px]:order-4 max-[959px]:col-span-2">
        <span className="min-[960px]:hidden">Last delivery: </span>
        <LastArrival destination={destination} />
      </p>
      <div className="max-[959px]:order-1">
        <DestinationHealthPill destination={destination} />
      </div>
    </li>
  );
}
