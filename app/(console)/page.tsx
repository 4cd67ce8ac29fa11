import type { Metadata } from "next";
import { BrokenNow } from "#components/overview/broken-now.tsx";
import { GetStarted } from "#components/overview/get-started.tsx";
import { KeyFigures } from "#components/overview/key-figures.tsx";
import { LastDay } from "#components/overview/last-day.tsx";
import { PipelineGlance } from "#components/overview/pipeline-glance.tsx";
import { ToldGlance } from "#components/overview/told-glance.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { countActiveAlerts } from "#lib/alerts/counts.ts";
import { listAlerts } from "#lib/alerts/list.ts";
import { activeStatuses } from "#lib/alerts/terms.ts";
import { listDestinations } from "#lib/destinations/queries.ts";
import { listLogSources } from "#lib/log-sources/queries.ts";
import type { HealthStatus } from "#lib/log-sources/schema.ts";
import { readBell } from "#lib/notifications/queries.ts";

export const metadata: Metadata = { title: "Overview" };

const alertsShown = 5;
const dayMs = 24 * 60 * 60 * 1000;

export default async function OverviewPage() {
  const actor = await pageActor();
  const now = new Date();
  const [broken, counts, sources, destinations, bell] = await Promise.all([
    listAlerts(actor, { group: "SYSTEM_ERROR", statuses: activeStatuses, limit: alertsShown }),
    countActiveAlerts(actor),
    listLogSources(actor, now),
    listDestinations(actor, now),
    readBell(actor, now),
  ]);
  const total = counts.SYSTEM_ERROR;
  const dayAgo = new Date(now.getTime() - dayMs).toISOString();
  const news = bell.results.map((one) => ({
    ...one,
    entries: one.entries.filter((entry) => entry.occurredAt > dayAgo),
  }));
  const sourcesThat = (status: HealthStatus) => sources.filter((source) => source.health.status === status).length;
  const isNew = sources.length === 0 || destinations.length === 0;

  return (
    <Page every={10} crumbs={[{ label: "Overview" }]}>
      <PageHeader title="Overview" />
      <div className="mt-[18px] grid items-start gap-x-7 min-[1020px]:grid-cols-[minmax(0,1fr)_304px]">
        <div className="min-w-0">
          {isNew && <GetStarted hasSources={sources.length > 0} hasDestinations={destinations.length > 0} />}
          {(sources.length > 0 || total > 0) && (
            <BrokenNow
              alerts={broken.results}
              total={total}
              failingSources={sourcesThat("failing")}
              unknownSources={sourcesThat("unknown")}
            />
          )}
          {sources.length > 0 && (
            <>
              <KeyFigures sources={sources} destinations={destinations} />
              <PipelineGlance sources={sources} />
            </>
          )}
        </div>
        <aside aria-label="Destinations and changes" className="min-w-0">
          <ToldGlance destinations={destinations} />
          <LastDay news={news} />
        </aside>
      </div>
    </Page>
  );
}
