import { Copy, ExternalLink, Pencil } from "lucide-react";
import type { Metadata } from "next";
import { AttachSchema } from "#components/schemas/attach-schema.tsx";
import { fieldRows } from "#components/schemas/field-rows.ts";
import { RevisionList } from "#components/schemas/revision-list.tsx";
import { SchemaFields } from "#components/schemas/schema-fields.tsx";
import { changeSchemaHref, schemaHref } from "#components/schemas/schema-href.ts";
import { YamlView } from "#components/schemas/yaml-view.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor, type SearchParams } from "#components/shell/page-actor.ts";
import { Permitted } from "#components/shell/permitted.tsx";
import { Link } from "#components/ui/link.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { exactCount } from "#components/ui/number-format.ts";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Pill } from "#components/ui/pill.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { etagOf } from "#lib/etag.ts";
import { listSourceNames } from "#lib/log-sources/list-queries.ts";
import { listSchemaRevisions } from "#lib/schema-changes/queries.ts";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import { schemaVersion } from "#lib/schemas/schema.ts";
import { readSchema } from "../_load.ts";

interface SchemaPageProps {
  params: Promise<{ logType: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: SchemaPageProps): Promise<Metadata> {
  return { title: (await readSchema((await params).logType)).name };
}

const shownRevisions = 50;

/** Sources that are named in the head; the rest is a link. */
const namedSources = 3;

const sourcesOf = (logType: string) => `/log-sources?${new URLSearchParams({ q: logType })}`;

/** The sources that a schema is attached to: three by name, and how many more. */
function UsedBy({ logType, users }: { logType: string; users: Awaited<ReturnType<typeof listSourceNames>> }) {
  return (
    <p className="mt-0.5">
      {users.total === 0 ? "No source uses it" : "Used by "}
      {users.results.map((source, at) => (
        <span key={source.integrationId}>
          {at > 0 && ", "}
          <Link href={`/log-sources/${source.integrationId}`} className="link underline">
            {source.integrationLabel}
          </Link>
        </span>
      ))}
      {users.total > users.results.length && (
        <>
          {" and "}
          <Link href={sourcesOf(logType)} className="link underline">
            {exactCount(users.total - users.results.length)} more
          </Link>
        </>
      )}
    </p>
  );
}

export default async function SchemaPage({ params, searchParams }: SchemaPageProps) {
  const actor = await pageActor("LogSourceRead");
  const schema = await readSchema((await params).logType);
  const { tab } = await searchParams;
  const isYaml = tab === "yaml";
  const isHistory = tab === "revisions" && !schema.isManaged;
  const href = schemaHref(schema.name);
  const users = await listSourceNames(actor, { logTypes: [schema.name], limit: namedSources });
  const parsed = parseSchema(schema.spec).schema;
  const revisions = isHistory ? await listSchemaRevisions(actor, schema.name, { limit: shownRevisions }) : null;
  return (
    <Page crumbs={[{ label: "Schemas", href: "/schemas" }, { label: schema.name }]}>
      <PageHeader
        title={schema.name}
        above={
          <>
            <Pill tone={schema.isManaged ? "neutral" : "brand"}>{schema.isManaged ? "Managed" : "Custom"}</Pill>
            {schema.isArchived && <Pill tone="warn">Archived</Pill>}
            Revision {schema.revision}
          </>
        }
        below={
          <>
            <p className="max-w-[68ch]">{schema.description}</p>
            <UsedBy logType={schema.name} users={users} />
          </>
        }
        actions={
          <>
            {schema.referenceURL && (
              <a
                href={schema.referenceURL}
                target="_blank"
                rel="noreferrer"
                className="link inline-flex items-center gap-1.5"
              >
                Vendor&apos;s reference
                <ExternalLink size={14} aria-hidden="true" />
              </a>
            )}
            {!schema.isArchived && (
              <Permitted operation="PUT /schemas/{name}" isLeftOut>
                <AttachSchema name={schema.name} />
                <LinkButton href={changeSchemaHref(schema.name)}>
                  {schema.isManaged ? <Copy size={16} aria-hidden="true" /> : <Pencil size={16} aria-hidden="true" />}
                  {schema.isManaged ? "Copy into a custom schema" : "Edit"}
                </LinkButton>
              </Permitted>
            )}
          </>
        }
      />
      <Tabs
        label="Schema"
        tabs={[
          { href, label: "Fields", isCurrent: !isYaml && !isHistory },
          { href: `${href}?tab=yaml`, label: "YAML", isCurrent: isYaml },
          ...(schema.isManaged ? [] : [{ href: `${href}?tab=revisions`, label: "Revisions", isCurrent: isHistory }]),
        ]}
      />
      <div className="mt-[18px]">
        {revisions ? (
          <RevisionList
            name={schema.name}
            current={schema.revision}
            etag={etagOf(schemaVersion(schema))}
            revisions={revisions.results}
            isCut={revisions.next !== undefined}
          />
        ) : isYaml || !parsed ? (
          <YamlView text={schema.spec} />
        ) : (
          <SchemaFields rows={fieldRows(parsed)} />
        )}
      </div>
    </Page>
  );
}
