import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NewDestination } from "#components/destinations/new-destination.tsx";
import { orNotFound } from "#components/shell/or-not-found.ts";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { getDestination } from "#lib/destinations/queries.ts";
import { destinationKindDescriptions } from "#lib/destinations/registry.ts";

interface NewDestinationOfKindPageProps {
  params: Promise<{ kind: string }>;
  searchParams: Promise<SearchParams>;
}

export const metadata: Metadata = { title: "Add a destination" };

export default async function NewDestinationOfKindPage({ params, searchParams }: NewDestinationOfKindPageProps) {
  const { kind: name } = await params;
  const search = await searchParams;
  const actor = await pageActor("DestinationRead", "DestinationModify");
  const kind = destinationKindDescriptions().find((known) => known.kind === name);
  if (!kind) notFound();
  const id = typeof search.destination === "string" ? search.destination : null;
  const destination = id === null ? null : await orNotFound(getDestination(actor, id, new Date()));
  return (
    <Page crumbs={[{ label: "Destinations", href: "/destinations" }, { label: `New: ${kind.label}` }]}>
      <h1>{destination ? `${destination.displayName} was added` : `Add a destination: ${kind.label}`}</h1>
      <NewDestination kind={kind} destination={destination} />
    </Page>
  );
}
