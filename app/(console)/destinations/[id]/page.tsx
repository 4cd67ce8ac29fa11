import type { Metadata } from "next";
import { DestinationHealthPill } from "#components/destinations/destination-health.tsx";
import { DestinationOverview } from "#components/destinations/destination-overview.tsx";
import { DestinationSettings } from "#components/destinations/destination-settings.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SideTabbed } from "#components/ui/tabs.tsx";
import { deliveriesTo } from "#lib/alerts/destination-deliveries.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { ifPermitted } from "#lib/auth/if-permitted.ts";
import { readDestinationTotals } from "#lib/destinations/queries.ts";
import { destinationKindDescriptions } from "#lib/destinations/registry.ts";
import { type Destination, destinationVersion } from "#lib/destinations/schema.ts";
import { etagOf } from "#lib/etag.ts";
import { openDeliveryError } from "#lib/system-errors/queries.ts";
import { readDestination } from "./_load.ts";

interface DestinationPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: DestinationPageProps): Promise<Metadata> {
  return { title: (await readDestination((await params).id)).displayName };
}

export default async function DestinationPage({ params, searchParams }: DestinationPageProps) {
  const { id } = await params;
  const search = await searchParams;
  const actor = await pageActor("DestinationRead");
  const destination = await readDestination(id);
  const isConfiguration = search.tab === "configuration";
  const href = `/destinations/${destination.id}`;
  return (
    <Page every={10} crumbs={[{ label: "Destinations", href: "/destinations" }, { label: destination.displayName }]}>
      <PageHeader
        title={destination.displayName}
        above={<DestinationHealthPill destination={destination} />}
        below={destinationKindDescriptions().find(({ kind }) => kind === destination.kind)?.label}
      />
      <SideTabbed
        label="Destination"
        tabs={[
          {
            href,
            label: "Overview",
            isCurrent: !isConfiguration,
            dot: destination.health === "failing" ? "fail" : undefined,
          },
          { href: `${href}?tab=configuration`, label: "Configuration", isCurrent: isConfiguration },
        ]}
      >
        {isConfiguration ? (
          <Configuration actor={actor} destination={destination} />
        ) : (
          <Overview actor={actor} destination={destination} />
        )}
      </SideTabbed>
    </Page>
  );
}

interface TabProps {
  actor: Actor;
  destination: Destination;
}

async function Overview({ actor, destination }: TabProps) {
  const [deliveries, alertId] = await Promise.all([
    ifPermitted(actor, "AlertRead", () => deliveriesTo(actor, destination.id, 20)),
    ifPermitted(actor, "AlertRead", () => openDeliveryError(actor, destination.id)),
  ]);
  const kind = destinationKindDescriptions().find((known) => known.kind === destination.kind);
  return <DestinationOverview destination={destination} kind={kind} deliveries={deliveries} alertId={alertId} />;
}

async function Configuration({ actor, destination }: TabProps) {
  const others = await readDestinationTotals(actor, new Date(), destination.id);
  const kind = destinationKindDescriptions().find((known) => known.kind === destination.kind);
  return (
    kind && (
      <DestinationSettings
        destination={destination}
        etag={etagOf(destinationVersion(destination))}
        kind={kind}
        others={others}
      />
    )
  );
}
