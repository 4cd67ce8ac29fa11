import type { Metadata } from "next";
import {
  type AlertFilter,
  alertFilterOf,
  alertsHref,
  alertTabs,
  stateFilters,
  statusesShown,
} from "#components/alerts/alert-filter.ts";
import { AlertList } from "#components/alerts/alert-list.tsx";
import { seriesOfAlerts } from "#components/alerts/alert-series.ts";
import { EmptyAlerts } from "#components/alerts/empty-alerts.tsx";
import type { AlertListQuery } from "#components/alerts/queries.ts";
import { ToldSummary } from "#components/alerts/told-summary.tsx";
import { ListSearch } from "#components/shell/list-search.tsx";
import { orFirstPage } from "#components/shell/or-first-page.ts";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { kindViews, systemErrorTypes } from "#components/system-errors/registry.tsx";
import { ChipRow, LinkChip } from "#components/ui/chips.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { type CountByStatus, countActiveAlerts, countAlerts } from "#lib/alerts/counts.ts";
import { listAlerts } from "#lib/alerts/list.ts";
import { type AlertStatus, alertStatuses } from "#lib/alerts/terms.ts";
import { ifPermitted } from "#lib/auth/if-permitted.ts";
import { readDestinationTotals } from "#lib/destinations/queries.ts";
import { hasLogSources } from "#lib/log-sources/list-queries.ts";

export const metadata: Metadata = { title: "Alerts & Errors" };

const pageSize = 25;
const stateLabels = { open: "Open", resolved: "Resolved", invalid: "Invalid", all: "All" } as const;

const sumOf = (byStatus: CountByStatus | undefined, statuses: readonly AlertStatus[]) =>
  byStatus ? (statuses.length > 0 ? statuses : alertStatuses).reduce((sum, status) => sum + byStatus[status], 0) : 0;

export default async function AlertsPage(props: { searchParams: Promise<SearchParams> }) {
  const search = await props.searchParams;
  const actor = await pageActor("AlertRead");
  const asked = alertFilterOf(search);
  const now = new Date();
  const [active, totals] = await Promise.all([
    countActiveAlerts(actor),
    ifPermitted(actor, "DestinationRead", () => readDestinationTotals(actor, now)),
  ]);

  // System Errors open first when any is open; so they do when there is nothing else to see.
  const hasOnlyAlerts = active.SYSTEM_ERROR === 0 && active.ALERT > 0;
  const tab = alertTabs.find((known) => known.tab === (asked.tab ?? (hasOnlyAlerts ? "alerts" : "system-errors")));
  const { group, tab: tabName } = tab ?? alertTabs[2];
  const filter: AlertFilter = { ...asked, tab: tabName, kind: group === "SYSTEM_ERROR" ? asked.kind : null };
  const statuses = statusesShown(filter);
  const narrowed = { group, nameContains: filter.text || undefined };
  const kinds = group === "SYSTEM_ERROR" ? systemErrorTypes : [];
  const [page, counts] = await Promise.all([
    orFirstPage(
      listAlerts(actor, {
        ...narrowed,
        statuses,
        kinds: filter.kind ? [filter.kind] : [],
        limit: pageSize,
        cursor: filter.cursor ?? undefined,
      }),
      alertsHref(filter),
    ),
    countAlerts(actor, narrowed, kinds),
  ]);
  const ofKind = filter.kind ? counts.byKind.get(filter.kind) : counts.byStatus;

  const hasAny = sumOf(counts.byStatus, []) > 0 || filter.text !== "";
  const hasSources =
    page.results.length > 0 || (await ifPermitted(actor, "LogSourceRead", () => hasLogSources(actor))) !== false;

  const query: AlertListQuery = {
    type: group,
    limit: pageSize,
    "created-after": "2000-01-01",
    status: [...statuses],
    kind: filter.kind ? [filter.kind] : [],
    "name-contains": filter.text || undefined,
  };

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
        {hasAny && (
          <>
            <ChipRow label="State">
              {stateFilters.map((state) => (
                <LinkChip
                  key={state}
                  href={alertsHref(filter, { state })}
                  isOn={filter.state === state}
                  count={sumOf(ofKind, statusesShown({ ...filter, state }))}
                >
                  {stateLabels[state]}
                </LinkChip>
              ))}
            </ChipRow>
            {kinds.length > 0 && (
              <>
                <span aria-hidden="true" className="mx-1 h-4 w-px bg-line-strong max-[720px]:hidden" />
                <ChipRow label="Kind">
                  {kinds.map((kind) => (
                    <LinkChip
                      key={kind}
                      href={alertsHref(filter, { kind: filter.kind === kind ? null : kind })}
                      isOn={filter.kind === kind}
                      count={sumOf(counts.byKind.get(kind), statuses)}
                    >
                      {kindViews[kind].shortLabel}
                    </LinkChip>
                  ))}
                </ChipRow>
              </>
            )}
            <ListSearch key={tabName} label="Filter by title" placeholder="Filter" />
          </>
        )}
        {group === "SYSTEM_ERROR" && totals && <ToldSummary totals={totals} />}
      </div>
      <AlertList
        key={alertsHref(filter, { cursor: filter.cursor })}
        initial={page.results}
        query={filter.cursor === null ? query : null}
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
