import { Plus, Send } from "lucide-react";
import type { Metadata } from "next";
import { DestinationList } from "#components/destinations/destination-list.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { listDestinations } from "#lib/destinations/queries.ts";
import { destinationKindDescriptions } from "#lib/destinations/registry.ts";

export const metadata: Metadata = { title: "Destinations" };

export default async function DestinationsPage() {
  const actor = await pageActor();
  const destinations = await listDestinations(actor, new Date());
  const add = (
    <LinkButton href="/destinations/new" variant="primary">
      <Plus size={16} aria-hidden="true" />
      Add a destination
    </LinkButton>
  );
  const told = destinations.filter(
    (destination) => destination.isEnabled && destination.alertTypes.includes("SYSTEM_ERROR"),
  ).length;
  return (
    <Page every={15} crumbs={[{ label: "Destinations" }]}>
      <PageHeader
        title="Destinations"
        below={destinations.length > 0 && `${told} of ${destinations.length} receive System Errors`}
        actions={destinations.length > 0 && add}
      />
      {destinations.length > 0 ? (
        <DestinationList destinations={destinations} kinds={destinationKindDescriptions()} />
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
