import "server-only";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { db } from "#lib/db.ts";
import { groupedNameCursor, type Page, toPage } from "#lib/paging.ts";
import type { LogSchema as SchemaRow } from "#prisma/generated/client.ts";
import { type ManagedSchema, managedSchemas } from "./managed.ts";
import { parseSchema } from "./parse-schema.ts";
import type { SchemaDetail, SchemaSpec, SchemaSummary, SchemaValidity } from "./schema.ts";
import { customPrefix } from "./terms.ts";

/** All schemas, archived ones included: managed first, each group by name. */
export async function listSchemas(actor: Actor): Promise<SchemaSummary[]> {
  requirePermission(actor, "LogSourceRead");
  const rows = await db.logSchema.findMany({ orderBy: { logType: "asc" } });
  const managed = [...managedSchemas().values()].map(detailOfManaged);
  return [...managed, ...rows.map(detailOfRow)].map(({ spec: _, ...summary }) => summary);
}

const isManagedPart = 0;
const customPart = 1;

/** A page of the same list. @throws AppError (invalid) for a cursor that is none. */
export async function listSchemaPage(
  actor: Actor,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<SchemaSummary>> {
  requirePermission(actor, "LogSourceRead");
  const [part, after] = cursor === undefined ? [isManagedPart, ""] : groupedNameCursor(cursor);
  const managed = part === isManagedPart ? [...managedSchemas().values()].filter(({ name }) => name > after) : [];
  const rows = await db.logSchema.findMany({
    where: part === customPart ? { logType: { gt: after } } : {},
    orderBy: { logType: "asc" },
    take: Math.max(0, limit + 1 - managed.length),
  });
  const found = [...managed.map(detailOfManaged), ...rows.map(detailOfRow)].slice(0, limit + 1);
  return toPage(
    found.map(({ spec: _, ...summary }) => summary),
    limit,
    ({ isManaged, name }) => [isManaged ? isManagedPart : customPart, name],
  );
}

/** One schema with its text, or null. The name of a custom schema may come without its prefix. */
export async function getSchema(actor: Actor, name: string): Promise<SchemaDetail | null> {
  requirePermission(actor, "LogSourceRead");
  return readSchema(name);
}

/** As `getSchema`, for callers that have asked for the permission they need. */
export async function readSchema(name: string): Promise<SchemaDetail | null> {
  const managed = managedSchemas().get(name);
  if (managed !== undefined) return detailOfManaged(managed);
  const row = await db.logSchema.findUnique({
    where: { logType: customName(name) },
  });
  return row === null ? null : detailOfRow(row);
}

/** Every mistake of a schema text; none means it can be stored (under a name that fits). */
export function validateSchema(spec: string): SchemaValidity {
  const errors = parseSchema(spec, { isSaved: false }).errors ?? [];
  return { isValid: errors.length === 0, errors };
}

/** The specs a classification job needs, in the order of `logTypes`; a log type without a schema, or with an archived one, is left out. */
export async function schemaSpecs(logTypes: string[]): Promise<SchemaSpec[]> {
  const managed = managedSchemas();
  const custom = logTypes.filter((logType) => !managed.has(logType)).map(customName);
  const rows =
    custom.length === 0
      ? []
      : await db.logSchema.findMany({
          where: { logType: { in: custom }, isArchived: false },
        });
  const rowByName = new Map(rows.map((row) => [row.logType, row]));
  return logTypes.flatMap((logType) => {
    const known = managed.get(logType);
    if (known !== undefined) return [{ logType, spec: known.spec, revision: 1 }];
    const row = rowByName.get(customName(logType));
    return row === undefined ? [] : [{ logType: row.logType, spec: row.spec, revision: row.revision }];
  });
}

/** The full name of a custom schema, given with or without its prefix. */
export function customName(name: string): string {
  return name.startsWith(customPrefix) ? name : `${customPrefix}${name}`;
}

/** The name that the events of a log type carry, whether or not a source names a custom schema with its prefix. */
export function fullName(logType: string): string {
  return managedSchemas().has(logType) ? logType : customName(logType);
}

function detailOfManaged({ name, spec, schema }: ManagedSchema): SchemaDetail {
  return {
    name,
    isManaged: true,
    isArchived: false,
    revision: 1,
    description: schema.description,
    referenceURL: schema.referenceURL,
    fieldCount: schema.fields.length,
    createdAt: null,
    updatedAt: null,
    spec,
  };
}

const countedSpecs = 1_000;
const fieldCounts = new Map<string, number>();

/** Read once a text: a list would parse each of its schemas at every look. */
function fieldCountOf(spec: string): number {
  const known = fieldCounts.get(spec);
  if (known !== undefined) return known;
  const count = parseSchema(spec).schema?.fields.length ?? 0;
  if (fieldCounts.size >= countedSpecs) fieldCounts.clear();
  fieldCounts.set(spec, count);
  return count;
}

export function detailOfRow(row: SchemaRow): SchemaDetail {
  return {
    name: row.logType,
    isManaged: false,
    isArchived: row.isArchived,
    revision: row.revision,
    description: row.description,
    referenceURL: row.referenceUrl,
    fieldCount: fieldCountOf(row.spec),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    spec: row.spec,
  };
}
