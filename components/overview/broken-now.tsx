import { CircleCheck, CircleDashed, CircleX } from "lucide-react";
import { CauseSentence } from "#components/alerts/cause.tsx";
import { deliverySummary } from "#components/alerts/delivery-summary.ts";
import { KindIcon } from "#components/alerts/kind-icon.tsx";
import { StatePill } from "#components/alerts/state-pill.tsx";
import { Card } from "#components/ui/card.tsx";
import { Link } from "#components/ui/link.tsx";
import { count, plural } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Alert } from "#lib/alerts/schema.ts";

interface BrokenNowProps {
  /** The newest open System Errors. */
  alerts: readonly Alert[];
  /** Open in all. */
  total: number;
  /** Why it cannot be said that all is well: sources that fail without an open error, and those whose state is not known. */
  failingSources: number;
  unknownSources: number;
}

/** All is well only when it is known of every source. */
function StateIcon({ isFailing, isKnown }: { isFailing: boolean; isKnown: boolean }) {
  if (isFailing) return <CircleX size={18} aria-hidden="true" className="shrink-0 text-fail" />;
  if (!isKnown) return <CircleDashed size={18} aria-hidden="true" className="shrink-0 text-ink-3" />;
  return <CircleCheck size={18} aria-hidden="true" className="shrink-0 text-ok" />;
}

/** What is broken, since when and why. */
export function BrokenNow({ alerts, total, failingSources, unknownSources }: BrokenNowProps) {
  if (alerts.length === 0) {
    return (
      <Card>
        <p className="flex items-center gap-2.5 font-medium">
          <StateIcon isFailing={failingSources > 0} isKnown={unknownSources === 0} />
          No System Error is open
          {failingSources > 0 && `, but ${plural(failingSources, "source is", "sources are")} unhealthy`}
        </p>
        {unknownSources > 0 && (
          <p className="mt-1 pl-7 text-ink-2">
            {plural(unknownSources, "source is", "sources are")} silent, paused or{" "}
            {unknownSources === 1 ? "has" : "have"} sent nothing yet, so whether all is well with{" "}
            {unknownSources === 1 ? "it" : "them"} is not known.
          </p>
        )}
      </Card>
    );
  }
  return (
    <Card
      isFlush
      title="Broken now"
      note={total > alerts.length ? `${alerts.length} of ${count(total)}` : undefined}
      action={
        <Link href="/alerts?tab=system-errors" className="link text-small">
          All System Errors
        </Link>
      }
    >
      <ul>
        {alerts.map((alert) => (
          <li
            key={alert.id}
            className="relative flex gap-3 border-line border-t px-[18px] py-3 hover:bg-sunken has-[a:focus-visible]:bg-brand-soft"
          >
            <span className="mt-0.5">
              <KindIcon alert={alert} />
            </span>
            <div className="min-w-0 flex-1">
              <Link
                href={`/alerts/${alert.id}`}
                className="font-[560] outline-none after:absolute after:inset-0 after:content-['']"
              >
                {alert.title}
              </Link>
              <p className="line-clamp-2 text-ink-2">
                <CauseSentence alert={alert} />
              </p>
              <p className="mt-0.5 text-ink-3 text-small">
                since <RelativeTime at={alert.openedAt} form="moment" />, delivered to{" "}
                {deliverySummary(alert.deliveries).words.toLowerCase()}
              </p>
            </div>
            <StatePill alert={alert} />
          </li>
        ))}
      </ul>
    </Card>
  );
}
