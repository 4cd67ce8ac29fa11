import type { Metadata } from "next";
import { KindLogo } from "#components/destinations/kind-logo.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { KindTile } from "#components/ui/kind-tile.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { destinationKindDescriptions } from "#lib/destinations/registry.ts";

export const metadata: Metadata = { title: "Add a destination" };

export default async function NewDestinationPage() {
  await pageActor("DestinationModify");
  return (
    <Page crumbs={[{ label: "Destinations", href: "/destinations" }, { label: "New" }]}>
      <PageHeader title="Add a destination" below="How should it be told?" />
      <ul className="mt-5 grid max-w-[860px] gap-3 min-[720px]:grid-cols-2">
        {destinationKindDescriptions().map(({ kind, label, description }) => (
          <KindTile key={kind} href={`/destinations/new/${kind}`} icon={<KindLogo kind={kind} />} title={label}>
            {description}
          </KindTile>
        ))}
      </ul>
    </Page>
  );
}
