import { Webhook } from "lucide-react";
import type { Metadata } from "next";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { KindTile } from "#components/ui/kind-tile.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";

export const metadata: Metadata = { title: "Connect a log source" };

export default async function NewLogSourcePage() {
  await pageActor();
  return (
    <Page crumbs={[{ label: "Log sources", href: "/log-sources" }, { label: "New" }]}>
      <PageHeader title="Connect a log source" below="How do the logs get here?" />
      <ul className="mt-5 grid max-w-[860px] gap-3 min-[720px]:grid-cols-2">
        <KindTile href="/log-sources/new/http" icon={<Webhook size={20} aria-hidden="true" />} title="HTTP">
          The sender POSTs to an address made for it: NDJSON, JSON, JSON arrays or text lines, gzip or not. For vendors
          with webhooks and for shippers such as Fluent Bit, Vector and Logstash.
        </KindTile>
      </ul>
    </Page>
  );
}
