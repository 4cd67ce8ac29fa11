import { TriangleAlert } from "lucide-react";
import { reachWords } from "#components/destinations/reach-words.ts";
import { Link } from "#components/ui/link.tsx";
import type { DestinationTotals } from "#lib/destinations/schema.ts";

/** Who hears of System Errors, as far as it is known; a warning when nobody is known to. */
export function ToldSummary({ totals }: { totals: DestinationTotals }) {
  const { text, isWarning } = reachWords(totals);
  if (!isWarning) {
    return (
      <p className="text-ink-2 max-[719px]:hidden min-[1020px]:ml-auto">
        <Link href="/destinations" className="rounded-[4px] hover:text-ink hover:underline">
          {text}
        </Link>
      </p>
    );
  }
  const isNone = totals.total === 0;
  return (
    <p className="flex items-center gap-1.5 text-warn-ink min-[1020px]:ml-auto">
      <TriangleAlert size={16} aria-hidden="true" className="shrink-0" />
      <span>
        {text}.{" "}
        <Link href={isNone ? "/destinations/new" : "/destinations"} className="underline underline-offset-3">
          {isNone ? "Add a destination" : "See the destinations"}
        </Link>
      </span>
    </p>
  );
}
