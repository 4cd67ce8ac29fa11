import type { Metadata } from "next";
import { copyOf } from "#components/schemas/schema-draft.ts";
import { SchemaEditor } from "#components/schemas/schema-editor.tsx";
import { orNotFound } from "#components/shell/or-not-found.ts";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { fieldPlace } from "#lib/schemas/field-place.ts";
import { getSchema } from "#lib/schemas/queries.ts";

export const metadata: Metadata = { title: "New schema" };

/** Empty, or a copy of the schema that `copy` names, with the caret at `field`. */
export default async function NewSchemaPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await pageActor("LogSourceRead", "LogSourceModify");
  const { copy, field } = await searchParams;
  const copied = typeof copy === "string" ? copyOf(await orNotFound(getSchema(actor, copy))) : null;
  return (
    <Page crumbs={[{ label: "Schemas", href: "/schemas" }, { label: "New" }]}>
      <h1>{copied ? `Copy of ${copied.name}` : "New schema"}</h1>
      {copied && (
        <p className="mt-1 text-ink-2 text-small">
          The copy is yours to change. Attach it to its sources in place of {copied.name}, or beside it.
        </p>
      )}
      <SchemaEditor
        schema={null}
        etag={null}
        copy={copied}
        place={copied && typeof field === "string" ? fieldPlace(copied.spec, field) : null}
      />
    </Page>
  );
}
