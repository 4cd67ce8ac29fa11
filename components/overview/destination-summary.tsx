import { reachWords } from "#components/destinations/reach-words.ts";
import { Link } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Dot, type DotTone } from "#components/ui/tabs.tsx";
import type { Destination, DestinationHealth, DestinationTotals } from "#lib/destinations/schema.ts";

const marks: Record<DestinationHealth, { tone: DotTone; word: string }> = {
  healthy: { tone: "ok", word: "arrives" },
  failing: { tone: "fail", word: "failing" },
  unknown: { tone: "unknown", word: "not tried yet" },
  disabled: { tone: "unknown", word: "off" },
};

interface DestinationSummaryProps {
  /** The first of them; those that fail come first. */
  destinations: readonly Destination[];
  totals: DestinationTotals;
}

/** When something arrived last by the present configuration: a delivery, or a test. */
function lastArrivalAt({ health, lastSuccessAt, lastTest }: Destination): string | null {
  if (health !== "healthy") return null;
  const testAt = lastTest?.success ? lastTest.dispatchedAt : null;
  return (
    [lastSuccessAt, testAt]
      .filter((at) => at !== null)
      .sort()
      .at(-1) ?? null
  );
}

/** Who would be told, and whether it arrives. */
export function DestinationSummary({ destinations, totals }: DestinationSummaryProps) {
  const reach = reachWords(totals);
  return (
    <section aria-labelledby="told">
      <h3 id="told" className="mb-2">
        Destinations
      </h3>
      {reach.isWarning && (
        <p className="mb-1 text-warn-ink">
          {reach.text}.{" "}
          {totals.total === 0 && (
            <Link href="/destinations/new" className="underline underline-offset-3">
              Add a destination
            </Link>
          )}
        </p>
      )}
      {destinations.length > 0 && (
        <ul>
          {destinations.map((one) => {
            const mark = marks[one.health];
            const arrivedAt = lastArrivalAt(one);
            return (
              <li key={one.id} className="flex min-h-8 items-center gap-[9px]">
                <Dot tone={mark.tone} label="" />
                <Link href={`/destinations/${one.id}`} className="min-w-0 truncate rounded-[4px] hover:underline">
                  {one.displayName}
                </Link>
                <span className="ml-auto shrink-0 text-ink-3 text-quiet">
                  {mark.word}
                  {arrivedAt && (
                    <>
                      , <RelativeTime at={arrivedAt} />
                    </>
                  )}
                </span>
              </li>
            );
          })}
          {totals.total > destinations.length && (
            <li className="flex min-h-8 items-center">
              <Link href="/destinations" className="link">
                All {totals.total}
              </Link>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}
