import "server-only";
import { changedFields } from "#lib/audit-log/changed-fields.ts";
import { type ChangeContext, change, type PrismaTx } from "#lib/change.ts";
import { AppError } from "#lib/errors.ts";
import { lockName } from "#lib/lock-name.ts";
import { forbiddenEdits } from "#lib/schemas/diff.ts";
import type { LogSchema } from "#lib/schemas/log-schema.ts";
import { managedSchemas } from "#lib/schemas/managed.ts";
import { isSchemaName, parseSchema } from "#lib/schemas/parse-schema.ts";
import { customName, detailOfRow } from "#lib/schemas/queries.ts";
import { type SchemaBody, type SchemaDetail, schemaVersion } from "#lib/schemas/schema.ts";
import { customPrefix } from "#lib/schemas/terms.ts";
import type { LogSchema as SchemaRow } from "#prisma/generated/client.ts";
import { movedColumns, requireReady, showInView } from "./readiness.ts";

/** What a log type must not be called: partitions of Custom.Acme are custom_acme_d20261128. */
const partitionName = /\.D\d{8}$/;

const audited = ["spec", "revision", "description", "referenceUrl", "isArchived"] as const;

/**
 * Creates a custom schema or stores a new revision of it. The same text again makes no new revision.
 * @throws AppError: invalid (the name, the text with its lines, an edit that is not allowed, what PostgreSQL cannot make a view of),
 * conflict (another revision, an archived name), forbidden (a managed schema), unavailable.
 */
export async function replaceSchema(context: ChangeContext, name: string, input: SchemaBody): Promise<SchemaDetail> {
  const schema = readSpec(input.spec, { isSaved: false });
  const logType = checkedName(name, schema);
  const saved = await change(context, async (tx) => {
    await lockName(tx.sql, "schema", logType);
    const current = await tx.prisma.logSchema.findFirst({
      where: { logType: { equals: logType, mode: "insensitive" } },
    });
    const thing = current && detailOfRow(current);
    tx.requireVersion(thing && schemaVersion(thing), thing);
    return current === null ? create(tx, logType, input, schema) : revise(tx, current, logType, input, schema);
  });
  await showInView({ logType: saved.name, spec: saved.spec, revision: saved.revision });
  return saved;
}

const targetOf = (logType: string) => ({ type: "schema", id: logType, name: logType });

const textsOf = (input: SchemaBody, schema: LogSchema) => ({
  description: input.description ?? schema.description,
  referenceUrl: input.referenceURL ?? schema.referenceURL,
});

async function create(tx: PrismaTx, logType: string, input: SchemaBody, schema: LogSchema): Promise<SchemaDetail> {
  if (input.revision !== undefined && input.revision !== 0) {
    throw new AppError("conflict", `There is no schema ${logType} to change`);
  }
  if (partitionName.test(logType)) {
    const rule = "must not end in D and eight digits: that is the name of a day's partition";
    throw new AppError("invalid", `name: ${rule}`, { field: "name" });
  }
  await requireReady(tx, logType, schema);
  const row = await tx.prisma.logSchema.create({ data: { logType, spec: input.spec, ...textsOf(input, schema) } });
  await keepRevision(tx, row);
  tx.audit("schema.create", targetOf(logType), { after: { spec: row.spec, ...textsOf(input, schema) } });
  return detailOfRow(row);
}

async function revise(
  tx: PrismaTx,
  current: SchemaRow,
  logType: string,
  input: SchemaBody,
  schema: LogSchema,
): Promise<SchemaDetail> {
  requireCurrent(current, logType, input);
  const before = parseSchema(current.spec).schema;
  if (before !== undefined) requireAllowedEdits(before, schema);
  return store(tx, current, input, schema);
}

async function store(tx: PrismaTx, current: SchemaRow, input: SchemaBody, schema: LogSchema): Promise<SchemaDetail> {
  const { logType } = current;
  const isChanged = current.spec !== input.spec;
  if (isChanged) await requireReady(tx, logType, schema);
  const row = await tx.prisma.logSchema.update({
    where: { logType },
    data: { spec: input.spec, revision: current.revision + (isChanged ? 1 : 0), ...textsOf(input, schema) },
  });
  tx.audit("schema.replace", targetOf(logType), changedFields(current, row, audited));
  if (isChanged) {
    await keepRevision(tx, row);
    tx.judgementsDue(await sourcesWith(tx, logType));
  }
  return detailOfRow(row);
}

async function keepRevision(tx: PrismaTx, { logType, revision, spec }: SchemaRow): Promise<void> {
  await tx.prisma.logSchemaRevision.create({
    data: { logType, revision, spec, createdAt: tx.now, createdByName: tx.actor.name },
  });
}

/** The log sources that name a custom schema, with or without its prefix. */
async function sourcesWith(tx: PrismaTx, logType: string): Promise<string[]> {
  const names = [logType, logType.slice(customPrefix.length)];
  const rows = await tx.prisma.logSource.findMany({ where: { logTypes: { hasSome: names } }, select: { id: true } });
  return rows.map(({ id }) => id);
}

function requireCurrent(current: SchemaRow, logType: string, input: Pick<SchemaBody, "revision">): void {
  if (current.logType !== logType) {
    throw new AppError("conflict", `The name ${logType} is too close to ${current.logType}`, { field: "name" });
  }
  if (current.isArchived) throw new AppError("conflict", `${logType} is archived; its name cannot be used again`);
  if (input.revision === 0) {
    throw new AppError("conflict", `name: there is a schema ${logType} already`, { field: "name" });
  }
  if (input.revision !== undefined && input.revision !== current.revision) {
    throw new AppError("conflict", `${logType} is at revision ${current.revision} by now, not ${input.revision}`);
  }
}

function requireAllowedEdits(before: LogSchema, schema: LogSchema): void {
  const edits = forbiddenEdits(before, schema);
  const refused = edits.length > 0 ? edits : movedColumns(before, schema);
  if (refused.length > 0) throw new AppError("invalid", `spec: ${refused.join(" ")}`, { field: "spec" });
}

/**
 * Takes a change back: the text of an earlier revision becomes a new one, whatever was added or widened since. What events
 * hold beyond it stands in `p_raw_event`; a value that a narrower column cannot show is null there.
 * @throws AppError: not-found, conflict (archived), invalid, unavailable.
 */
export async function restoreSchemaRevision(
  context: ChangeContext,
  name: string,
  revision: number,
): Promise<SchemaDetail> {
  refuseManaged(name);
  const logType = customName(name);
  const saved = await change(context, async (tx) => {
    await lockName(tx.sql, "schema", logType);
    const current = await tx.prisma.logSchema.findUnique({ where: { logType } });
    const earlier = await tx.prisma.logSchemaRevision.findUnique({
      where: { logType_revision: { logType, revision } },
    });
    if (current === null || earlier === null) {
      throw new AppError("not-found", `There is no revision ${revision} of ${logType}`);
    }
    const thing = detailOfRow(current);
    tx.requireVersion(schemaVersion(thing), thing);
    requireCurrent(current, logType, {});
    const { spec } = earlier;
    return store(tx, current, { spec }, readSpec(spec, { isSaved: true }));
  });
  await showInView({ logType, spec: saved.spec, revision: saved.revision });
  return saved;
}

function readSpec(spec: string, options: { isSaved: boolean }): LogSchema {
  const { schema, errors } = parseSchema(spec, options);
  if (schema !== undefined) return schema;
  const words = errors.slice(0, 10).map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`);
  throw new AppError("invalid", `spec: ${words.join(" ")}`, { field: "spec" });
}

function checkedName(name: string, schema: LogSchema): string {
  refuseManaged(name);
  const logType = customName(name);
  const own = logType.slice(customPrefix.length);
  if (!isSchemaName(own)) {
    const rule = "three characters or more, letters and digits in UpperCamel, parts joined by dots";
    throw new AppError("invalid", `name: must be a name such as Acme or Acme.Audit (${rule})`, { field: "name" });
  }
  if (schema.name !== null && customName(schema.name) !== logType) {
    throw new AppError("invalid", `spec: schema says ${schema.name}, but the name is ${logType}`, { field: "spec" });
  }
  return logType;
}

function refuseManaged(name: string): void {
  if (!managedSchemas().has(name)) return;
  throw new AppError("forbidden", `${name} is managed: it comes with the product and cannot be changed`);
}
