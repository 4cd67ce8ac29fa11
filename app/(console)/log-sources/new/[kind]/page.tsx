import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { sourceFaces } from "#components/log-sources/kinds/registry.ts";
import { logTypeOptions } from "#components/log-sources/log-type-options.ts";
import { WizardDone } from "#components/log-sources/wizard-done.tsx";
import { orNotFound } from "#components/shell/or-not-found.ts";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { listAlarms } from "#lib/drop-off/queries.ts";
import { getLogSource } from "#lib/log-sources/queries.ts";
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

export async function generateMetadata(props: NewSourcePageProps): Promise<Metadata> {
  return { title: `New ${(await faceOfPath(props)).label} source` };
}

export default async function NewSourcePage(props: NewSourcePageProps) {
  const { label, Wizard } = await faceOfPath(props);
  const search = await props.searchParams;
  const actor = await pageActor("LogSourceRead", "LogSourceModify");
  const id = text(search.source);
  const source = id === undefined ? null : await orNotFound(getLogSource(actor, id, new Date()));
  return (
    <Page crumbs={[{ label: "Log sources", href: "/log-sources" }, { label: `New ${label} source` }]}>
      <h1>New {label} source</h1>
      <Wizard
        source={source}
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
