import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { SchemaList } from "#components/schemas/schema-list.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { Permitted } from "#components/shell/permitted.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { countSourcesByLogType } from "#lib/log-sources/list-queries.ts";
import { listSchemas } from "#lib/schemas/queries.ts";

export const metadata: Metadata = { title: "Schemas" };

const shownAtOnce = 100;

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

export default async function SchemasPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const actor = await pageActor("LogSourceRead");
  const words = (first((await searchParams).q) ?? "").toLowerCase().split(/\s+/);
  const [schemas, usedBy] = await Promise.all([listSchemas(actor), countSourcesByLogType(actor)]);
  const found = schemas
    .filter((schema) => words.every((word) => `${schema.name} ${schema.description}`.toLowerCase().includes(word)))
    .sort((a, b) => Number(a.isManaged) - Number(b.isManaged) || a.name.localeCompare(b.name));
  return (
    <Page crumbs={[{ label: "Schemas" }]}>
      <PageHeader
        title="Schemas"
        below="What a line of each log type must look like. A line that fits none of its source's schemas is kept as a classification failure."
        actions={
          <Permitted operation="PUT /schemas/{name}" isLeftOut>
            <LinkButton href="/schemas/new" variant="primary">
              <Plus size={16} aria-hidden="true" />
              New schema
            </LinkButton>
          </Permitted>
        }
      />
      <SchemaList schemas={found.slice(0, shownAtOnce)} found={found.length} usedBy={usedBy} />
    </Page>
  );
}
