import "server-only";
import { changedFields } from "#lib/audit-log/changed-fields.ts";
import { type ChangeContext, change, type PrismaTx } from "#lib/change.ts";
import { AppError } from "#lib/errors.ts";
import { lockName } from "#lib/lock-name.ts";
import { forbiddenEdits } from "./diff.ts";
import type { LogSchema } from "./log-schema.ts";
import { managedSchemas } from "./managed.ts";
import { isSchemaName, parseSchema } from "./parse-schema.ts";
import { customName, detailOfRow } from "./queries.ts";
import { type SchemaBody, type SchemaDetail, type SchemaValidity, schemaVersion } from "./schema.ts";
import { customPrefix } from "./terms.ts";

const audited = ["spec", "revision", "description", "referenceUrl", "isArchived"] as const;

/**
 * Creates a custom schema or stores a new revision of it. The same text again makes no new revision.
 * @throws AppError: invalid (the name, the text with its lines, an edit that is not allowed), conflict (another revision, an
 * archived name), forbidden (a managed schema).
 */
export async function replaceSchema(context: ChangeContext, name: string, input: SchemaBody): Promise<SchemaDetail> {
  const schema = readSpec(input.spec);
  const logType = checkedName(name, schema);
  const texts = {
    description: input.description ?? schema.description,
    referenceUrl: input.referenceURL ?? schema.referenceURL,
  };
  return change(context, async (tx) => {
    await lockName(tx.sql, "schema", logType);
    const current = await tx.prisma.logSchema.findFirst({
      where: { logType: { equals: logType, mode: "insensitive" } },
    });
    const target = { type: "schema", id: logType, name: logType };
    const thing = current && detailOfRow(current);
    tx.requireVersion(thing && schemaVersion(thing), thing);
    if (current === null) {
      if (input.revision !== undefined && input.revision !== 0) {
        throw new AppError("conflict", `There is no schema ${logType} to change`);
      }
      const row = await tx.prisma.logSchema.create({ data: { logType, spec: input.spec, ...texts } });
      tx.audit("schema.create", target, { after: { spec: row.spec, ...texts } });
      return detailOfRow(row);
    }
    requireChangeable(current, logType, input, schema);
    const revision = current.spec === input.spec ? current.revision : current.revision + 1;
    const row = await tx.prisma.logSchema.update({
      where: { logType },
      data: { spec: input.spec, revision, ...texts },
    });
    tx.audit("schema.replace", target, changedFields(current, row, audited));
    if (revision !== current.revision) tx.judgementsDue(await sourcesWith(tx, logType));
    return detailOfRow(row);
  });
}

/** The log sources that name a custom schema, with or without its prefix. */
async function sourcesWith(tx: PrismaTx, logType: string): Promise<string[]> {
  const names = [logType, logType.slice(customPrefix.length)];
  const rows = await tx.prisma.logSource.findMany({ where: { logTypes: { hasSome: names } }, select: { id: true } });
  return rows.map(({ id }) => id);
}

function requireChangeable(
  current: { logType: string; isArchived: boolean; revision: number; spec: string },
  logType: string,
  input: SchemaBody,
  schema: LogSchema,
): void {
  if (current.logType !== logType) {
    throw new AppError("conflict", `The name ${logType} is too close to ${current.logType}`, { field: "name" });
  }
  if (current.isArchived) throw new AppError("conflict", `${logType} is archived; its name cannot be used again`);
  if (input.revision !== undefined && input.revision !== current.revision) {
    throw new AppError("conflict", `${logType} is at revision ${current.revision} by now, not ${input.revision}`);
  }
  const before = parseSchema(current.spec).schema;
  const edits = before === undefined ? [] : forbiddenEdits(before, schema);
  if (edits.length > 0) throw new AppError("invalid", `spec: ${edits.join(" ")}`, { field: "spec" });
}

/** Archives a custom schema, or takes it back. @throws AppError: conflict while a source uses it, not-found. */
export async function setSchemaArchived(
  context: ChangeContext,
  name: string,
  isArchived: boolean,
): Promise<SchemaDetail> {
  refuseManaged(name);
  const logType = customName(name);
  return change(context, async (tx) => {
    await lockName(tx.sql, "schema", logType);
    const current = await tx.prisma.logSchema.findUnique({ where: { logType } });
    const thing = current && detailOfRow(current);
    tx.requireVersion(thing && schemaVersion(thing), thing);
    if (current === null) throw new AppError("not-found", `There is no schema ${logType}`);
    const users = await tx.prisma.logSource.findMany({
      where: { logTypes: { has: logType } },
      select: { label: true },
    });
    if (isArchived && users.length > 0) {
      const labels = users.map(({ label }) => label).join(", ");
      throw new AppError("conflict", `${logType} is used by ${labels}; take it off there first`);
    }
    const row = await tx.prisma.logSchema.update({ where: { logType }, data: { isArchived } });
    tx.audit("schema.update", { type: "schema", id: logType, name: logType }, changedFields(current, row, audited));
    return detailOfRow(row);
  });
}

/** Every mistake of a schema text; none means it can be stored (under a name that fits). */
export function validateSchema(spec: string): SchemaValidity {
  const errors = parseSchema(spec, { isSaved: false }).errors ?? [];
  return { isValid: errors.length === 0, errors };
}

function readSpec(spec: string): LogSchema {
  const { schema, errors } = parseSchema(spec, { isSaved: false });
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
