import type { Metadata } from "next";
import { SchemaEditor } from "#components/schemas/schema-editor.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";

export const metadata: Metadata = { title: "New schema" };

export default async function NewSchemaPage() {
  await pageActor("LogSourceModify");
  return (
    <Page crumbs={[{ label: "Schemas", href: "/schemas" }, { label: "New" }]}>
      <h1>New schema</h1>
      <SchemaEditor schema={null} etag={null} />
    </Page>
  );
}
