import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { sourceFaces } from "#components/log-sources/kinds/registry.ts";
import { logTypeOptions } from "#components/log-sources/log-type-options.ts";
import { WizardDone } from "#components/log-sources/wizard-done.tsx";
import { orNotFound } from "#components/shell/or-not-found.ts";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { listAlarms } from "#lib/drop-off/queries.ts";
import { getLogSource, getStoredSource } from "#lib/log-sources/queries.ts";
import { sampleBody } from "#lib/log-sources/sample.ts";
import { listSchemas } from "#lib/schemas/queries.ts";

interface NewSourcePageProps {
  params: Promise<{ kind: string }>;
  searchParams: Promise<SearchParams>;
}

const text = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);

async function faceOfPath({ params }: Pick<NewSourcePageProps, "params">) {
  const { kind } = await params;
  return sourceFaces.find(({ path }) => path === kind) ?? notFound();
}

/** The source once it is made; read once a request, for the title and for the page. */
const readMade = cache(async (id: string | undefined) => {
  const actor = await pageActor("LogSourceRead", "LogSourceModify");
  return id === undefined ? null : orNotFound(getLogSource(actor, id, new Date()));
});

export async function generateMetadata(props: NewSourcePageProps): Promise<Metadata> {
  const { label } = await faceOfPath(props);
  const source = await readMade(text((await props.searchParams).source));
  return { title: source ? `Set up ${source.integrationLabel}` : `New ${label} source` };
}

export default async function NewSourcePage(props: NewSourcePageProps) {
  const { label, Wizard } = await faceOfPath(props);
  const search = await props.searchParams;
  const actor = await pageActor("LogSourceRead", "LogSourceModify");
  const source = await readMade(text(search.source));
  return (
    <Page crumbs={[{ label: "Log sources", href: "/log-sources" }, { label: `New ${label} source` }]}>
      <h1>New {label} source</h1>
      <Wizard
        source={source}
        stored={source && (await getStoredSource(actor, source))}
        logTypeOptions={logTypeOptions(await listSchemas(actor))}
        sampleLine={source ? await sampleBody(source, new Date()) : ""}
        done={
          source &&
          text(search.step) === "done" && (
            <WizardDone source={source} alarms={await listAlarms(actor, source.integrationId)} />
          )
        }
      />
    </Page>
  );
}
