import type { Metadata } from "next";
import { HttpWizard } from "#components/log-sources/kinds/http/http-wizard.tsx";
import { wizardStep } from "#components/log-sources/kinds/http/wizard-steps.ts";
import { logTypeOptions } from "#components/log-sources/log-type-options.ts";
import { WizardDone } from "#components/log-sources/wizard-done.tsx";
import { orNotFound } from "#components/shell/or-not-found.ts";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { listAlarms } from "#lib/drop-off/queries.ts";
import { getLogSource } from "#lib/log-sources/queries.ts";
import { sampleBody } from "#lib/log-sources/sample.ts";
import { listSchemas } from "#lib/schemas/queries.ts";

export const metadata: Metadata = { title: "Connect an HTTP log source" };

const text = (value: string | string[] | undefined) => (typeof value === "string" ? value : undefined);

export default async function NewHttpSourcePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const search = await searchParams;
  const actor = await pageActor();
  const id = text(search.source);
  const source = id === undefined ? null : await orNotFound(getLogSource(actor, id, new Date()));
  const step = wizardStep(text(search.step), source !== null);
  return (
    <Page crumbs={[{ label: "Log sources", href: "/log-sources" }, { label: "New HTTP source" }]}>
      <h1>Connect an HTTP log source</h1>
      <HttpWizard
        step={step}
        source={source}
        logTypeOptions={logTypeOptions(await listSchemas(actor))}
        sampleLine={source ? await sampleBody(source, new Date()) : ""}
        done={
          source &&
          step === "done" && <WizardDone source={source} alarms={await listAlarms(actor, source.integrationId)} />
        }
      />
    </Page>
  );
}
