import { Ribbon } from "#components/charts/ribbon.tsx";
import { HealthPill, leadingReason } from "#components/log-sources/source-health.tsx";
import { sourceSeries } from "#components/log-sources/source-series.ts";
import { Card } from "#components/ui/card.tsx";
import { Count } from "#components/ui/count.tsx";
import { Link } from "#components/ui/link.tsx";
import { exactCount } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";

interface PipelineGlanceProps {
  /** What is broken first. */
  sources: readonly LogSourceSummary[];
  /** All there are. */
  total: number;
}

/** The last day of the sources that need a look most, in a row each. */
export function PipelineGlance({ sources, total }: PipelineGlanceProps) {
  return (
    <Card
      isFlush
      title="Log sources"
      note={
        total > sources.length
          ? `${exactCount(sources.length)} of ${exactCount(total)}, last 24 hours`
          : "last 24 hours"
      }
      action={
        <Link href="/log-sources" className="link text-small">
          All log sources
        </Link>
      }
    >
      <ul>
        {sources.map((source) => (
          <li
            key={source.integrationId}
            className="relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-2 border-line border-t px-[18px] py-3 hover:bg-sunken has-[a:focus-visible]:bg-brand-soft min-[720px]:grid-cols-[minmax(0,1fr)_212px_132px]"
          >
            <div className="min-w-0">
              <Link
                href={`/log-sources/${source.integrationId}`}
                className="block truncate font-[560] outline-none after:absolute after:inset-0 after:content-['']"
              >
                {source.integrationLabel}
              </Link>
              <p className="truncate text-ink-2">
                <Detail source={source} />
              </p>
            </div>
            <Ribbon
              name={source.integrationLabel}
              series={sourceSeries(source)}
              className="z-10 max-[720px]:order-last max-[720px]:col-span-2"
            />
            <span className="justify-self-end min-[720px]:justify-self-start">
              <HealthPill source={source} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Detail({ source }: { source: LogSourceSummary }) {
  const reason = leadingReason(source.health);
  if (reason && (reason.isFailing || source.health.status === "unknown")) return reason.message;
  return (
    <>
      <Count value={source.counts.classified} /> classified
      {source.counts.failed > 0 && (
        <>
          , <Count value={source.counts.failed} /> not
        </>
      )}
      {source.lastEventProcessedAtTime && (
        <>
          , last <RelativeTime at={source.lastEventProcessedAtTime} />
        </>
      )}
    </>
  );
}
