import "server-only";
import type { Actor } from "#lib/auth/actor.ts";
import { requirePermission } from "#lib/auth/actor.ts";
import { db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { forbiddenEdits } from "./diff.ts";
import type { LogSchema } from "./log-schema.ts";
import { managedSchemas } from "./managed.ts";
import { isSchemaName, parseSchema } from "./parse-schema.ts";
import { customName, detailOfRow } from "./queries.ts";
import { customPrefix, type SchemaDetail, type SchemaError } from "./schema.ts";

/** What is given to create or change a custom schema; texts that are absent are taken from the spec. */
export type SchemaInput = {
  spec: string;
  description?: string | undefined;
  referenceURL?: string | undefined;
  /** The revision the change was made from; a change in between is then a conflict. */
  revision?: number | undefined;
};

/**
 * Creates a custom schema or stores a new revision of it. The same text again makes no new revision.
 * @throws AppError: invalid (the name, the text with its lines, an edit that is not allowed), conflict (another revision, an
 * archived name), forbidden (a managed schema).
 */
export async function createOrUpdateSchema(actor: Actor, name: string, input: SchemaInput): Promise<SchemaDetail> {
  requirePermission(actor, "LogSourceModify");
  const schema = readSpec(input.spec);
  const logType = checkedName(name, schema);
  const texts = {
    description: input.description ?? schema.description,
    referenceUrl: input.referenceURL ?? schema.referenceURL,
  };
  const row = await db.$transaction(async (tx) => {
    // One writer a name at a time, also before there is a row to lock; names that differ in case share a table, so a lock as well.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`schema ${logType.toLowerCase()}`}, 0))`;
    const current = await tx.logSchema.findFirst({
      where: { logType: { equals: logType, mode: "insensitive" } },
    });
    if (current === null) {
      if (input.revision !== undefined && input.revision !== 0) {
        throw new AppError("conflict", `There is no schema ${logType} to change`);
      }
      return tx.logSchema.create({
        data: { logType, spec: input.spec, ...texts },
      });
    }
    if (current.logType !== logType) {
      throw new AppError("conflict", `The name ${logType} is too close to ${current.logType}`, { field: "name" });
    }
    if (current.isArchived) throw new AppError("conflict", `${logType} is archived; its name cannot be used again`);
    if (input.revision !== undefined && input.revision !== current.revision) {
      throw new AppError("conflict", `${logType} is at revision ${current.revision} by now, not ${input.revision}`);
    }
    const before = parseSchema(current.spec).schema;
    const edits = before === undefined ? [] : forbiddenEdits(before, schema);
    if (edits.length > 0)
      throw new AppError("invalid", `spec: ${edits.join(" ")}`, {
        field: "spec",
      });
    const revision = current.spec === input.spec ? current.revision : current.revision + 1;
    return tx.logSchema.update({
      where: { logType },
      data: { spec: input.spec, revision, ...texts },
    });
  });
  return detailOfRow(row);
}

/** Archives a custom schema, or takes it back. @throws AppError: conflict while a source uses it, not-found. */
export async function setSchemaArchived(actor: Actor, name: string, isArchived: boolean): Promise<SchemaDetail> {
  requirePermission(actor, "LogSourceModify");
  refuseManaged(name);
  const logType = customName(name);
  const row = await db.logSchema.findUnique({ where: { logType } });
  if (row === null) throw new AppError("not-found", `There is no schema ${logType}`);
  const users = await db.logSource.findMany({
    where: { logTypes: { has: logType } },
    select: { label: true },
  });
  if (isArchived && users.length > 0) {
    const labels = users.map(({ label }) => label).join(", ");
    throw new AppError("conflict", `${logType} is used by ${labels}; take it off there first`);
  }
  return detailOfRow(await db.logSchema.update({ where: { logType }, data: { isArchived } }));
}

/** Every mistake of a schema text; none means it can be stored (under a name that fits). */
export function validateSchema(spec: string): SchemaError[] {
  return parseSchema(spec, { isSaved: false }).errors ?? [];
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
