import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { SchemaEditor } from "#components/schemas/schema-editor.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { etagOf } from "#lib/etag.ts";
import { fieldPlace } from "#lib/schemas/field-place.ts";
import { schemaVersion } from "#lib/schemas/schema.ts";
import { readSchema } from "../_load.ts";

type Props = { params: Promise<{ logType: string }>; searchParams: Promise<SearchParams> };

/** One that can be changed. */
async function readChangeable(segment: string) {
  await pageActor("LogSourceRead", "LogSourceModify");
  const schema = await readSchema(segment);
  if (schema.isManaged || schema.isArchived) notFound();
  return schema;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Edit ${(await readChangeable((await params).logType)).name}` };
}

export default async function EditSchemaPage({ params, searchParams }: Props) {
  const { field } = await searchParams;
  const schema = await readChangeable((await params).logType);
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
        Fields may be added, loosened, tightened and described, and a type may become a wider one. They may not be
        deleted or renamed: stored events are read by the newest revision.
      </p>
      <SchemaEditor
        schema={schema}
        etag={etagOf(schemaVersion(schema))}
        place={typeof field === "string" ? fieldPlace(schema.spec, field) : null}
      />
    </Page>
  );
}
