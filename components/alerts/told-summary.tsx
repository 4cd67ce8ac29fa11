import { TriangleAlert } from "lucide-react";
import Link from "next/link";
import type { Destination } from "#lib/destinations/schema.ts";

/** How many destinations hear of System Errors; a warning when none does. */
export function ToldSummary({ destinations }: { destinations: readonly Destination[] }) {
  const told = destinations.filter((one) => one.isEnabled && one.alertTypes.includes("SYSTEM_ERROR")).length;
  if (told > 0) {
    return (
      <p className="text-ink-2 min-[1020px]:ml-auto">
        <Link href="/destinations" className="rounded-[4px] hover:text-ink hover:underline">
          {told} of {destinations.length} {destinations.length === 1 ? "destination receives" : "destinations receive"}{" "}
          System Errors
        </Link>
      </p>
    );
  }
  return (
    <p className="flex items-center gap-1.5 text-warn-ink min-[1020px]:ml-auto">
      <TriangleAlert size={16} aria-hidden="true" className="shrink-0" />
      <span>
        {destinations.length === 0 ? "There is no destination" : "No destination receives System Errors"}, so nobody is
        told.{" "}
        <Link
          href={destinations.length === 0 ? "/destinations/new" : "/destinations"}
          className="underline underline-offset-3"
        >
          {destinations.length === 0 ? "Add a destination" : "Choose one"}
        </Link>
      </span>
    </p>
  );
}
