import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
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

/** The kind, and the destination once it is made; read once a request, for the title and for the page. */
const readNew = cache(async (kindName: string, id: string | null) => {
  const actor = await pageActor("DestinationRead", "DestinationModify");
  const kind = destinationKindDescriptions().find((known) => known.kind === kindName);
  if (!kind) notFound();
  const destination = id === null ? null : await orNotFound(getDestination(actor, id, new Date()));
  return { kind, destination };
});

async function readAsked({ params, searchParams }: NewDestinationOfKindPageProps) {
  const { destination } = await searchParams;
  return readNew((await params).kind, typeof destination === "string" ? destination : null);
}

export async function generateMetadata(props: NewDestinationOfKindPageProps): Promise<Metadata> {
  const { kind, destination } = await readAsked(props);
  return { title: destination ? `${destination.displayName} was added` : `Add a destination: ${kind.label}` };
}

export default async function NewDestinationOfKindPage(props: NewDestinationOfKindPageProps) {
  const { kind, destination } = await readAsked(props);
  return (
    <Page crumbs={[{ label: "Destinations", href: "/destinations" }, { label: `New: ${kind.label}` }]}>
      <h1>{destination ? `${destination.displayName} was added` : `Add a destination: ${kind.label}`}</h1>
      <NewDestination kind={kind} destination={destination} />
    </Page>
  );
}
