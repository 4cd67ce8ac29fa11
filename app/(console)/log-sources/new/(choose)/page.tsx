import type { Metadata } from "next";
import { sourceFaces } from "#components/log-sources/kinds/registry.ts";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { KindTile } from "#components/ui/kind-tile.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export const metadata: Metadata = { title: "Connect a log source" };

export default async function NewLogSourcePage() {
  await pageActor("LogSourceModify");
  return (
    <Page crumbs={[{ label: "Log sources", href: "/log-sources" }, { label: "New" }]}>
      <PageHeader title="Connect a log source" below="How do the logs get here?" />
      <ul className="mt-5 grid max-w-[860px] gap-3 min-[720px]:grid-cols-2">
        {sourceFaces.map(({ path, icon: Icon, label, text }) => (
          <KindTile
            key={path}
            href={`/log-sources/new/${path}`}
            icon={<Icon size={20} aria-hidden="true" />}
            title={label}
          >
            {text}
          </KindTile>
        ))}
      </ul>
    </Page>
  );
}
