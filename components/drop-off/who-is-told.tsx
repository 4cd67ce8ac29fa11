import { Banner } from "#components/ui/banner.tsx";
import { Link } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { DestinationHealth } from "#lib/destinations/schema.ts";
import type { SourceAlarms } from "#lib/drop-off/schema.ts";

/** What speaks against a destination's being told. */
const doubts: Partial<Record<DestinationHealth, string>> = { unknown: "not tried yet", failing: "failing" };

/** The destinations that an alarm goes to, as far as they are known to work; a warning with the way out when there is none. */
export function WhoIsTold({ destinations }: Pick<SourceAlarms, "destinations">) {
  if (destinations === null) return null;
  if (destinations.length === 0) {
    return (
      <Banner
        tone="warn"
        title="Nobody would be told"
        action={<LinkButton href="/destinations/new">Add a destination</LinkButton>}
      >
        No destination takes System Errors. The alarm would be seen only here and in the bell.
      </Banner>
    );
  }
  const isKnown = destinations.every(({ health }) => health === "healthy");
  const verb = `${destinations.length === 1 ? "This destination is" : "These destinations are"} ${isKnown ? "" : "to be "}told`;
  return (
    <p className="mb-4 text-ink-2">
      {verb}:{" "}
      {destinations.map((destination, at) => (
        <span key={destination.id}>
          {at > 0 && (at === destinations.length - 1 ? " and " : ", ")}
          <Link href={`/destinations/${destination.id}`} className="link underline">
            {destination.displayName}
          </Link>
          {doubts[destination.health] && ` (${doubts[destination.health]})`}
        </span>
      ))}
      . Once; not again until events have come back.
    </p>
  );
}
