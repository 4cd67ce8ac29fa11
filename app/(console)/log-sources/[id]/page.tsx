import type { Metadata } from "next";
import { kindLabel } from "#components/log-sources/kinds/registry.ts";
import { logTypeOptions } from "#components/log-sources/log-type-options.ts";
import { SourceActions } from "#components/log-sources/source-actions.tsx";
import { SourceConfiguration } from "#components/log-sources/source-configuration.tsx";
import { HealthPill, healthDot } from "#components/log-sources/source-health.tsx";
import { SourceHealthPanel } from "#components/log-sources/source-health-panel.tsx";
import { SourceOverview } from "#components/log-sources/source-overview.tsx";
import { DropOffCard } from "#components/log-sources/source-parts.ts";
import { SourceSchemasPanel } from "#components/log-sources/source-schemas-panel.tsx";
import { sourceHref, sourceTab, sourceTabLabels, sourceTabs } from "#components/log-sources/source-tab.ts";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { Banner } from "#components/ui/banner.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SideTabbed } from "#components/ui/tabs.tsx";
import type { Actor } from "#lib/auth/actor.ts";
import { listAlarms } from "#lib/drop-off/queries.ts";
import { metricRanges } from "#lib/log-processing/terms.ts";
import { getLogSourceMetrics, getStoredSource } from "#lib/log-sources/queries.ts";
import { sampleBody } from "#lib/log-sources/sample.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import { listSchemas } from "#lib/schemas/queries.ts";
import { readSource } from "./_load.ts";

interface LogSourcePageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: LogSourcePageProps): Promise<Metadata> {
  return { title: (await readSource((await params).id)).integrationLabel };
}

export default async function LogSourcePage({ params, searchParams }: LogSourcePageProps) {
  const { id } = await params;
  const search = await searchParams;
  const actor = await pageActor("LogSourceRead");
  const source = await readSource(id);
  // What a kind is set to only its own version can show.
  const tabs = sourceTabs.filter((name) => source.unsupportedReason === null || name !== "configuration");
  const asked = sourceTab(typeof search.tab === "string" ? search.tab : undefined);
  const tab = tabs.includes(asked) ? asked : "overview";
  return (
    <Page every={10} crumbs={[{ label: "Log sources", href: "/log-sources" }, { label: source.integrationLabel }]}>
      <PageHeader
        title={source.integrationLabel}
        above={<HealthPill source={source} />}
        actions={source.unsupportedReason === null && <SourceActions source={source} />}
        below={
          <>
            {kindLabel(source.integrationType)}, {source.logTypes.join(", ")}, since{" "}
            <RelativeTime at={source.createdAtTime} form="date" />
          </>
        }
      />
      <SideTabbed
        label="Log source"
        tabs={tabs.map((name) => ({
          href: sourceHref(source.integrationId, name),
          label: sourceTabLabels[name],
          isCurrent: name === tab,
          dot: name === "health" ? healthDot(source) : undefined,
        }))}
      >
        {source.unsupportedReason && (
          <Banner tone="info" title={source.unsupportedReason}>
            What it has received is kept and shown. The version that set it up can change it.
          </Banner>
        )}
        <TabContent tab={tab} source={source} actor={actor} range={search.range} />
      </SideTabbed>
    </Page>
  );
}

interface TabContentProps {
  tab: (typeof sourceTabs)[number];
  source: LogSourceDetail;
  actor: Actor;
  range: SearchParams[string];
}

async function TabContent({ tab, source, actor, range }: TabContentProps) {
  const now = new Date();
  switch (tab) {
    case "overview":
      return (
        <SourceOverview
          source={source}
          sampleLine={await sampleBody(source, now)}
          dropOff={
            <DropOffCard
              source={{ id: source.integrationId, label: source.integrationLabel }}
              initial={await listAlarms(actor, source.integrationId)}
            />
          }
        />
      );
    case "health": {
      const known = metricRanges.find((name) => name === range) ?? "24h";
      const metrics = await getLogSourceMetrics(actor, source.integrationId, known, now);
      return <SourceHealthPanel source={source} metrics={metrics} />;
    }
    case "schemas": {
      const metrics = await getLogSourceMetrics(actor, source.integrationId, "7d", now);
      return <SourceSchemasPanel source={source} metrics={metrics} schemas={await listSchemas(actor)} />;
    }
    case "configuration":
      return (
        <SourceConfiguration
          source={source}
          stored={await getStoredSource(actor, source)}
          logTypeOptions={logTypeOptions(await listSchemas(actor))}
        />
      );
  }
}
