import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SchemaEditor } from "#components/schemas/schema-editor.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { etagOf } from "#lib/etag.ts";
import { getSchema } from "#lib/schemas/queries.ts";
import { schemaVersion } from "#lib/schemas/schema.ts";

export const metadata: Metadata = { title: "Edit schema" };

export default async function EditSchemaPage({ params }: { params: Promise<{ logType: string }> }) {
  const actor = await pageActor("LogSourceRead", "LogSourceModify");
  const schema = await getSchema(actor, decodeURIComponent((await params).logType));
  if (!schema || schema.isManaged || schema.isArchived) notFound();
  return (
    <Page
      crumbs={[
        { label: "Schemas", href: "/schemas" },
        { label: schema.name, href: `/schemas/${encodeURIComponent(schema.name)}` },
        { label: "Edit" },
      ]}
    >
      <h1>Edit {schema.name}</h1>
      <p className="mt-1 text-ink-2 text-small">
        Fields may be added, loosened, tightened and described. They may not be deleted, renamed or given another type:
        stored events are read by the newest revision.
      </p>
      <SchemaEditor schema={schema} etag={etagOf(schemaVersion(schema))} />
    </Page>
  );
}
