import Link from "next/link";
import { Banner } from "#components/ui/banner.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { SourceAlarms } from "#lib/drop-off/schema.ts";

/** The destinations that an alarm would tell; a warning with the way out when there is none. */
export function WhoIsTold({ destinations }: Pick<SourceAlarms, "destinations">) {
  if (destinations === null) return null;
  if (destinations.length === 0) {
    return (
      <Banner
        tone="warn"
        title="Nobody would be told"
        action={<LinkButton href="/destinations/new">Add a destination</LinkButton>}
      >
        No destination receives System Errors. The alarm would be seen only here and in the bell.
      </Banner>
    );
  }
  return (
    <p className="mb-4 text-ink-2">
      {destinations.length === 1 ? "This destination is told: " : "These destinations are told: "}
      {destinations.map((destination, at) => (
        <span key={destination.id}>
          {at > 0 && (at === destinations.length - 1 ? " and " : ", ")}
          <Link href={`/destinations/${destination.id}`} className="link underline">
            {destination.displayName}
          </Link>
        </span>
      ))}
      . Once; not again until events have come back.
    </p>
  );
}
