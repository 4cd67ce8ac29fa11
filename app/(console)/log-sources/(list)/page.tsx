import { Plus, Waypoints } from "lucide-react";
import type { Metadata } from "next";
import { type SourceListFilter, sourceFilterOf, sourcesHref } from "#components/log-sources/source-filter.ts";
import { SourceFilters } from "#components/log-sources/source-filters.tsx";
import { SourceList } from "#components/log-sources/source-list.tsx";
import { toListedSource } from "#components/log-sources/source-series.ts";
import { orFirstPage } from "#components/shell/or-first-page.ts";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { Permitted } from "#components/shell/permitted.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { exactCount } from "#components/ui/number-format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { listLogSources } from "#lib/log-sources/list-queries.ts";

export const metadata: Metadata = { title: "Log sources" };

const pageSize = 50;

const isNarrowed = ({ q, state, isUnwatched }: SourceListFilter) => q !== "" || state !== null || isUnwatched;

export default async function LogSourcesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await pageActor("LogSourceRead");
  const filter = sourceFilterOf(await searchParams);
  const { results, next, counts } = await orFirstPage(
    listLogSources(
      actor,
      {
        q: filter.q,
        states: filter.state ? [filter.state] : [],
        dropOff: filter.isUnwatched ? "none" : undefined,
        order: "urgency",
        limit: pageSize,
        cursor: filter.cursor ?? undefined,
      },
      new Date(),
    ),
    sourcesHref(filter),
  );
  const connect = (
    <Permitted operation="POST /log-sources/http" isLeftOut>
      <LinkButton href="/log-sources/new" variant="primary">
        <Plus size={16} aria-hidden="true" />
        Connect a log source
      </LinkButton>
    </Permitted>
  );
  const isEmpty = counts.total === 0 && !isNarrowed(filter);
  const fitting = filter.state ? counts.byState[filter.state] : counts.total;
  return (
    <Page every={10} crumbs={[{ label: "Log sources" }]}>
      <PageHeader title="Log sources" actions={!isEmpty && connect} />
      {isEmpty ? (
        <div className="mt-5">
          <EmptyState icon={Waypoints} title="Your log sources will stand here" action={connect}>
            Each with a ribbon of its last 24 hours: what came, what did not fit its schemas, and when it fell silent.
            When one breaks, a System Error says so at once and says why.
          </EmptyState>
        </div>
      ) : (
        <>
          <SourceFilters filter={filter} counts={counts} />
          {results.length > 0 ? (
            <SourceList key={sourcesHref(filter, { cursor: filter.cursor })} sources={results.map(toListedSource)} />
          ) : (
            <div className="rounded-surface border border-line-strong border-dashed px-6 py-10 text-center text-ink-2">
              <p className="mb-3">No log source fits this search.</p>
              <LinkButton href="/log-sources">Clear the search</LinkButton>
            </div>
          )}
          <Pagination
            nextHref={next ? sourcesHref(filter, { cursor: next }) : null}
            firstHref={filter.cursor ? sourcesHref(filter) : null}
            summary={`${exactCount(results.length)} of ${exactCount(fitting)} shown`}
            words={{ first: "First page", next: "Next page" }}
          />
        </>
      )}
    </Page>
  );
}
