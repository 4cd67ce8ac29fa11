import { Plus, Send } from "lucide-react";
import type { Metadata } from "next";
import { DestinationList } from "#components/destinations/destination-list.tsx";
import { reachWords } from "#components/destinations/reach-words.ts";
import { orFirstPage } from "#components/shell/or-first-page.ts";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { Permitted } from "#components/shell/permitted.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pagination } from "#components/ui/pagination.tsx";
import { listDestinations, readDestinationTotals } from "#lib/destinations/queries.ts";
import { destinationKindDescriptions } from "#lib/destinations/registry.ts";

export const metadata: Metadata = { title: "Destinations" };

const pageSize = 50;

export default async function DestinationsPage(props: { searchParams: Promise<SearchParams> }) {
  const search = await props.searchParams;
  const actor = await pageActor("DestinationRead");
  const now = new Date();
  const cursor = typeof search.cursor === "string" ? search.cursor : undefined;
  const [page, totals] = await Promise.all([
    orFirstPage(listDestinations(actor, { limit: pageSize, cursor }, now), "/destinations"),
    readDestinationTotals(actor, now),
  ]);
  const add = (
    <Permitted operation="POST /destinations" isLeftOut>
      <LinkButton href="/destinations/new" variant="primary">
        <Plus size={16} aria-hidden="true" />
        Add a destination
      </LinkButton>
    </Permitted>
  );
  const reach = reachWords(totals);
  return (
    <Page every={15} crumbs={[{ label: "Destinations" }]}>
      <PageHeader
        title="Destinations"
        below={totals.total > 0 && <span className={reach.isWarning ? "text-warn-ink" : undefined}>{reach.text}</span>}
        actions={totals.total > 0 && add}
      />
      {totals.total > 0 ? (
        <>
          <DestinationList destinations={page.results} kinds={destinationKindDescriptions()} />
          <Pagination
            words={{ first: "First", next: "Next" }}
            firstHref={cursor === undefined ? null : "/destinations"}
            nextHref={page.next === undefined ? null : `/destinations?cursor=${page.next}`}
            summary={`${page.results.length} of ${totals.total}`}
          />
        </>
      ) : (
        <div className="mt-5">
          <EmptyState icon={Send} title="Who should know when something breaks?" action={add}>
            Destinations are told of alerts and System Errors the moment they open. Until there is one, they are seen
            only here.
          </EmptyState>
        </div>
      )}
    </Page>
  );
}
