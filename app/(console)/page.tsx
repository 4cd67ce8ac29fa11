import type { Metadata } from "next";
import { BrokenNow } from "#components/overview/broken-now.tsx";
import { DestinationSummary } from "#components/overview/destination-summary.tsx";
import { GetStarted } from "#components/overview/get-started.tsx";
import { KeyFigures } from "#components/overview/key-figures.tsx";
import { LastDay } from "#components/overview/last-day.tsx";
import { PipelineGlance } from "#components/overview/pipeline-glance.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { countActiveAlerts } from "#lib/alerts/counts.ts";
import { listAlerts } from "#lib/alerts/list.ts";
import { activeStatuses } from "#lib/alerts/terms.ts";
import { listDestinations, readDestinationTotals } from "#lib/destinations/queries.ts";
import { listLogSources, readPipelineTotals } from "#lib/log-sources/list-queries.ts";
import { readBell } from "#lib/notifications/queries.ts";

export const metadata: Metadata = { title: "Overview" };

const alertsShown = 5;
const sourcesShown = 8;
const destinationsShown = 8;
const dayMs = 24 * 60 * 60 * 1000;

export default async function OverviewPage() {
  const actor = await pageActor();
  const now = new Date();
  const [broken, counts, sources, totals, destinations, destinationTotals, bell] = await Promise.all([
    listAlerts(actor, { group: "SYSTEM_ERROR", statuses: activeStatuses, limit: alertsShown }),
    countActiveAlerts(actor),
    listLogSources(actor, { order: "urgency", limit: sourcesShown }, now),
    readPipelineTotals(actor, now),
    listDestinations(actor, { limit: destinationsShown, cursor: undefined }, now),
    readDestinationTotals(actor, now),
    readBell(actor, now),
  ]);
  const total = counts.SYSTEM_ERROR;
  const dayAgo = new Date(now.getTime() - dayMs).toISOString();
  const news = bell.results.map((one) => ({
    ...one,
    entries: one.entries.filter((entry) => entry.occurredAt > dayAgo),
  }));
  const { byState } = sources.counts;
  const hasSources = sources.counts.total > 0;
  const isNew = !hasSources || destinationTotals.total === 0;

  return (
    <Page every={10} crumbs={[{ label: "Overview" }]}>
      <PageHeader title="Overview" />
      <div className="mt-[18px] grid items-start gap-x-7 min-[1020px]:grid-cols-[minmax(0,1fr)_304px]">
        <div className="min-w-0">
          {isNew && <GetStarted hasSources={hasSources} hasDestinations={destinationTotals.total > 0} />}
          {(hasSources || total > 0) && (
            <BrokenNow
              alerts={broken.results}
              total={total}
              failingSources={byState.unhealthy}
              unknownSources={byState.unknown + byState.paused}
            />
          )}
          {hasSources && (
            <>
              <KeyFigures totals={totals} destinations={destinationTotals} />
              <PipelineGlance sources={sources.results} total={sources.counts.total} />
            </>
          )}
        </div>
        <aside aria-label="Destinations and changes" className="min-w-0">
          <DestinationSummary destinations={destinations.results} total={destinationTotals.total} />
          <LastDay news={news} />
        </aside>
      </div>
    </Page>
  );
}
