import { Plus, Waypoints } from "lucide-react";
import type { Metadata } from "next";
import { SourceList } from "#components/log-sources/source-list.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { listLogSources } from "#lib/log-sources/queries.ts";

export const metadata: Metadata = { title: "Log sources" };

export default async function LogSourcesPage() {
  const actor = await pageActor();
  const sources = await listLogSources(actor, new Date());
  const connect = (
    <LinkButton href="/log-sources/new" variant="primary">
      <Plus size={16} aria-hidden="true" />
      Connect a log source
    </LinkButton>
  );
  return (
    <Page every={10} crumbs={[{ label: "Log sources" }]}>
      <PageHeader title="Log sources" actions={sources.length > 0 && connect} />
      {sources.length > 0 ? (
        <SourceList sources={sources} />
      ) : (
        <div className="mt-5">
          <EmptyState icon={Waypoints} title="Your log sources will stand here" action={connect}>
            Each with a ribbon of its last 24 hours: what came, what did not fit its schemas, and when it fell silent.
            When one breaks, a System Error says so at once and says why.
          </EmptyState>
        </div>
      )}
    </Page>
  );
}
