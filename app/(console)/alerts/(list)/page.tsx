import type { Metadata } from "next";
import {
  type AlertFilter,
  alertFilterOf,
  alertsHref,
  alertTabs,
  isNarrowed,
  statusesShown,
} from "#components/alerts/alert-filter.ts";
import { AlertFilters, FiltersInForce } from "#components/alerts/alert-filters.tsx";
import { AlertList } from "#components/alerts/alert-list.tsx";
import { filtersOf, queryOf } from "#components/alerts/alert-query.ts";
import { seriesOfAlerts } from "#components/alerts/alert-series.ts";
import { EmptyAlerts } from "#components/alerts/empty-alerts.tsx";
import { ToldSummary } from "#components/alerts/told-summary.tsx";
import { orFirstPage } from "#components/shell/or-first-page.ts";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { systemErrorTypes } from "#components/system-errors/registry.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { countAlerts } from "#lib/alerts/counts.ts";
import { listAlerts } from "#lib/alerts/list.ts";
import { sumOfStatuses } from "#lib/alerts/terms.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { ifPermitted } from "#lib/auth/if-permitted.ts";
import { readDestinationTotals } from "#lib/destinations/queries.ts";
import { hasLogSources, listSourceNames } from "#lib/log-sources/list-queries.ts";
import { readActiveAlerts } from "../../_active-alerts.ts";

export const metadata: Metadata = { title: "Alerts & Errors" };

const pageSize = 25;
/** Null when there is no such source, or it may not be seen. */
async function nameOfSource(actor: Actor, id: string): Promise<string | null> {
  const found = await ifPermitted(actor, "LogSourceRead", () => listSourceNames(actor, { q: id, limit: 1 }));
  return found?.results.find((one) => one.integrationId === id)?.integrationLabel ?? null;
}

export default async function AlertsPage(props: { searchParams: Promise<SearchParams> }) {
  const search = await props.searchParams;
  const actor = await pageActor("AlertRead");
  const asked = alertFilterOf(search);
  const now = new Date();
  const [active, totals] = await Promise.all([
    readActiveAlerts(actor),
    ifPermitted(actor, "DestinationRead", () => readDestinationTotals(actor, now)),
  ]);

  // System Errors open first when any is open; so they do when there is nothing else to see.
  const hasOnlyAlerts = active.SYSTEM_ERROR === 0 && active.ALERT > 0;
  const tab = alertTabs.find((known) => known.tab === (asked.tab ?? (hasOnlyAlerts ? "alerts" : "system-errors")));
  const { group, tab: tabName } = tab ?? alertTabs[2];
  const filter: AlertFilter = { ...asked, tab: tabName, kind: group === "SYSTEM_ERROR" ? asked.kind : null };
  const statuses = statusesShown(filter);
  const narrowed = filtersOf(filter, group, now);
  const kinds = group === "SYSTEM_ERROR" ? systemErrorTypes : [];
  const [page, counts] = await Promise.all([
    orFirstPage(
      listAlerts(actor, {
        ...narrowed,
        statuses,
        kinds: filter.kind ? [filter.kind] : [],
        orderBy: filter.order,
        limit: pageSize,
        cursor: filter.cursor ?? undefined,
      }),
      alertsHref(filter),
    ),
    countAlerts(actor, narrowed, kinds),
  ]);
  const ofKind = filter.kind ? counts.byKind.get(filter.kind) : counts.byStatus;

  const hasAny = sumOfStatuses(counts.byStatus, []) > 0 || isNarrowed(filter);
  const sourceLabel = filter.source && (await nameOfSource(actor, filter.source));
  const hasSources =
    page.results.length > 0 || (await ifPermitted(actor, "LogSourceRead", () => hasLogSources(actor))) !== false;

  return (
    <Page crumbs={[{ label: "Alerts & Errors" }]}>
      <PageHeader title="Alerts & Errors" />
      <Tabs
        label="Kinds of alerts"
        tabs={alertTabs.map((one) => ({
          href: alertsHref({ ...alertFilterOf({}), tab: one.tab }),
          label: one.label,
          isCurrent: one.tab === tabName,
          count: active[one.group],
        }))}
      />
      <div className="mt-3.5 mb-3 flex flex-wrap items-center gap-2">
        {hasAny && <AlertFilters filter={filter} counts={counts} kinds={kinds} sourceLabel={sourceLabel} />}
        {group === "SYSTEM_ERROR" && totals && <ToldSummary totals={totals} />}
      </div>
      <FiltersInForce filter={filter} sourceLabel={sourceLabel} userId={actor.id} />
      <AlertList
        key={alertsHref(filter, { cursor: filter.cursor })}
        initial={page.results}
        query={{ ...queryOf(filter, group, now), limit: pageSize }}
        isLive={filter.cursor === null}
        readAt={now.toISOString()}
        total={sumOfStatuses(ofKind, statuses)}
        isTotalAtLeast={counts.isAtLeast}
        seriesBySource={await seriesOfAlerts(actor, page.results, now)}
        empty={<EmptyAlerts tab={tabName} filter={filter} hasAny={hasAny} hasSources={hasSources} />}
      />
      <Pagination
        nextHref={page.next ? alertsHref(filter, { cursor: page.next }) : null}
        firstHref={filter.cursor ? alertsHref(filter) : null}
      />
    </Page>
  );
}
