import { ListSearch } from "#components/shell/list-search.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import { exactCount, plural } from "#components/ui/number-format.ts";
import { Pill } from "#components/ui/pill.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { SchemaSummary } from "#lib/schemas/schema.ts";

const columns =
  "grid items-center gap-x-4 grid-cols-[minmax(0,1fr)_auto] min-[960px]:grid-cols-[minmax(0,1fr)_96px_140px_120px_120px]";

interface SchemaListProps {
  /** Those that are shown. */
  schemas: readonly SchemaSummary[];
  /** How many fit, of which these are the first. */
  found: number;
  /** Sources that each schema is attached to, by its name. */
  usedBy: Readonly<Record<string, number>>;
}

/** Schemas, those made here first. */
export function SchemaList({ schemas, found, usedBy }: SchemaListProps) {
  return (
    <>
      <div className="mt-4 mb-3">
        <ListSearch label="Search schemas" placeholder="Search name or description" />
      </div>
      <div className="rounded-surface border border-line bg-surface">
        <div
          className={classNames(
            columns,
            "rounded-t-surface border-line border-b bg-sunken px-4 py-[7px] text-ink-3 text-quiet max-[959px]:hidden",
          )}
        >
          <span>Schema</span>
          <span>Fields</span>
          <span>Used by</span>
          <span>Changed</span>
          <span>Kind</span>
        </div>
        {found === 0 && <p className="px-4 py-8 text-center text-ink-2">No schema fits this search.</p>}
        <ul>
          {schemas.map((schema) => (
            <Row key={schema.name} schema={schema} sources={usedBy[schema.name] ?? 0} />
          ))}
        </ul>
      </div>
      {found > schemas.length && (
        <p className="mt-3 text-ink-3 text-small">
          {exactCount(schemas.length)} of {exactCount(found)} shown: search to find the others.
        </p>
      )}
    </>
  );
}

function Row({ schema, sources }: { schema: SchemaSummary; sources: number }) {
  const used = sources === 0 ? "no source" : plural(sources, "source");
  return (
    <li className={classNames(columns, "relative border-line border-t px-4 py-3 first:border-t-0 hover:bg-sunken")}>
      <div className="min-w-0">
        <Link
          href={`/schemas/${encodeURIComponent(schema.name)}`}
          className="block truncate font-medium font-mono text-small no-underline after:absolute after:inset-0 after:content-[''] focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:outline-brand focus-visible:after:-outline-offset-2"
        >
          {schema.name}
        </Link>
        <p className="mt-px text-ink-2 min-[960px]:truncate">{schema.description}</p>
        <p className="text-ink-3 text-small min-[960px]:hidden">
          {plural(schema.fieldCount, "field")}, {used}
        </p>
      </div>
      <span className="text-ink-2 text-small max-[959px]:hidden">{schema.fieldCount}</span>
      <span className="text-ink-2 text-small max-[959px]:hidden">{used}</span>
      <span className="text-ink-2 text-small max-[959px]:hidden">
        {schema.updatedAt && <RelativeTime at={schema.updatedAt} />}
      </span>
      <div>
        {schema.isArchived ? (
          <Pill tone="warn">Archived</Pill>
        ) : (
          <Pill tone={schema.isManaged ? "neutral" : "brand"}>{schema.isManaged ? "Managed" : "Custom"}</Pill>
        )}
      </div>
    </li>
  );
}
