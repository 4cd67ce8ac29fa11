import Link from "next/link";
import { Banner } from "#components/ui/banner.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { Destination } from "#lib/destinations/schema.ts";

/** Destinations that System Errors go to. Their severities do not matter for these. */
export function toldOfSystemErrors<T extends Pick<Destination, "alertTypes" | "isEnabled">>(
  destinations: readonly T[],
): T[] {
  return destinations.filter((destination) => destination.isEnabled && destination.alertTypes.includes("SYSTEM_ERROR"));
}

/** Who is told when this source breaks; a warning with the way out when nobody is. */
export function ToldDestinations({ destinations }: { destinations: readonly Destination[] }) {
  const told = toldOfSystemErrors(destinations);
  if (told.length === 0) {
    return (
      <Banner
        tone="warn"
        title="Nobody would be told"
        action={<LinkButton href="/destinations/new">Add a destination</LinkButton>}
      >
        No destination receives System Errors. They would be seen only here and in the bell.
      </Banner>
    );
  }
  return (
    <p className="text-ink-2">
      System Errors of this source go to{" "}
      {told.map((destination, at) => (
        <span key={destination.id}>
          {at > 0 && (at === told.length - 1 ? " and " : ", ")}
          <Link href={`/destinations/${destination.id}`} className="link">
            {destination.displayName}
          </Link>
        </span>
      ))}
      .
    </p>
  );
}
