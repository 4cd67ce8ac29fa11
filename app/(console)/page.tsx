import type { Metadata } from "next";
import { BrokenNow } from "#components/overview/broken-now.tsx";
import { DestinationSummary } from "#components/overview/destination-summary.tsx";
import { GetStarted } from "#components/overview/get-started.tsx";
import { KeyFigures } from "#components/overview/key-figures.tsx";
import { LastDay } from "#components/overview/last-day.tsx";
import { PipelineGlance } from "#components/overview/pipeline-glance.tsx";
import { UnseenParts } from "#components/overview/unseen-parts.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { listAlerts } from "#lib/alerts/list.ts";
import { activeStatuses } from "#lib/alerts/terms.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { ifPermitted } from "#lib/auth/if-permitted.ts";
import { listDestinations, readDestinationTotals } from "#lib/destinations/queries.ts";
import { listLogSources, readPipelineTotals } from "#lib/log-sources/list-queries.ts";
import { readBell } from "#lib/notifications/queries.ts";
import { type SystemErrorType, systemErrorKinds } from "#lib/system-errors/registry.ts";
import { readActiveAlerts } from "./_active-alerts.ts";

export const metadata: Metadata = { title: "Overview" };

const alertsShown = 5;
const sourcesShown = 8;
const destinationsShown = 8;
const dayMs = 24 * 60 * 60 * 1000;

/** The kinds of System Error of what is received and classified, or of who is told. */
function kindsOf(part: "pipeline" | "telling"): SystemErrorType[] {
  const isTelling = part === "telling";
  return systemErrorKinds
    .filter(({ relatedComponent }) => (relatedComponent === "DESTINATION") === isTelling)
    .map(({ kind }) => kind);
}

/** What its parts need. */
const needs = ["AlertRead", "LogSourceRead", "DestinationRead"] as const;

async function readAlerts(actor: Actor, now: Date) {
  const newest = (kinds: SystemErrorType[]) =>
    listAlerts(actor, { group: "SYSTEM_ERROR", statuses: activeStatuses, kinds, limit: alertsShown });
  const [outages, others, counts, bell] = await Promise.all([
    newest(kindsOf("pipeline")),
    newest(kindsOf("telling")),
    readActiveAlerts(actor),
    readBell(actor, now),
  ]);
  // What is broken comes before what could not be told of it, which keeps one place.
  const first = outages.results.slice(0, others.results.length > 0 ? alertsShown - 1 : alertsShown);
  const broken = [...first, ...others.results].slice(0, alertsShown);
  const dayAgo = new Date(now.getTime() - dayMs).toISOString();
  const news = bell.results.map((one) => ({
    ...one,
    entries: one.entries.filter((entry) => entry.occurredAt > dayAgo),
  }));
  return { broken, total: counts.SYSTEM_ERROR, news };
}

async function readPipeline(actor: Actor, now: Date) {
  const [sources, totals] = await Promise.all([
    listLogSources(actor, { order: "urgency", limit: sourcesShown }, now),
    readPipelineTotals(actor, now),
  ]);
  return { sources, totals };
}

async function readReach(actor: Actor, now: Date) {
  const [destinations, totals] = await Promise.all([
    listDestinations(actor, { limit: destinationsShown, cursor: undefined }, now),
    readDestinationTotals(actor, now),
  ]);
  return { destinations: destinations.results, totals };
}

export default async function OverviewPage() {
  const actor = await pageActor();
  const now = new Date();
  const [alerts, pipeline, reach] = await Promise.all([
    ifPermitted(actor, "AlertRead", () => readAlerts(actor, now)),
    ifPermitted(actor, "LogSourceRead", () => readPipeline(actor, now)),
    ifPermitted(actor, "DestinationRead", () => readReach(actor, now)),
  ]);
  const hasSources = pipeline !== null && pipeline.sources.counts.total > 0;
  const hasDestinations = reach !== null && reach.totals.total > 0;
  // Whether there are none is known only to who may see them.
  const isNew = (pipeline !== null && !hasSources) || (reach !== null && !hasDestinations);

  return (
    <Page every={10} crumbs={[{ label: "Overview" }]}>
      <PageHeader title="Overview" />
      <div className="mt-[18px] grid items-start gap-x-7 min-[1020px]:grid-cols-[minmax(0,1fr)_304px]">
        <div className="min-w-0">
          <UnseenParts missing={needs.filter((permission) => !actor.permissions.has(permission))} />
          {isNew && pipeline && reach && <GetStarted hasSources={hasSources} hasDestinations={hasDestinations} />}
          {alerts && pipeline && (hasSources || alerts.total > 0) && (
            <BrokenNow
              alerts={alerts.broken}
              total={alerts.total}
              failingSources={pipeline.sources.counts.byState.unhealthy}
              unknownSources={pipeline.sources.counts.byState.unknown + pipeline.sources.counts.byState.paused}
            />
          )}
          {pipeline && hasSources && (
            <>
              <KeyFigures totals={pipeline.totals} destinations={reach?.totals ?? null} />
              <PipelineGlance sources={pipeline.sources.results} total={pipeline.sources.counts.total} />
            </>
          )}
        </div>
        <aside aria-label="Destinations and changes" className="min-w-0">
          {reach && <DestinationSummary destinations={reach.destinations} totals={reach.totals} />}
          {alerts && <LastDay news={alerts.news} />}
        </aside>
      </div>
    </Page>
  );
}
