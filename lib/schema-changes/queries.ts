import "server-only";
import type { z } from "zod";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { db } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { type Page, toPage, wholeNumberCursor } from "#lib/paging.ts";
import { customName } from "#lib/schemas/queries.ts";
import type { SchemaRevisionSummary, schemaRevisionShape } from "./schema.ts";

const summaryFields = { revision: true, createdAt: true, createdByName: true } as const;

/** The revisions of a custom schema, newest first; none of a managed one. @throws AppError (invalid) for a cursor that is none. */
export async function listSchemaRevisions(
  actor: Actor,
  name: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Page<SchemaRevisionSummary>> {
  requirePermission(actor, "LogSourceRead");
  const before = cursor === undefined ? {} : { revision: { lt: wholeNumberCursor(cursor) } };
  const rows = await db.logSchemaRevision.findMany({
    where: { logType: customName(name), ...before },
    select: summaryFields,
    orderBy: { revision: "desc" },
    take: limit + 1,
  });
  return toPage(
    rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })),
    limit,
    ({ revision }) => [revision],
  );
}

/** One revision with its text. @throws AppError (not-found) */
export async function getSchemaRevision(
  actor: Actor,
  name: string,
  revision: number,
): Promise<z.infer<typeof schemaRevisionShape>> {
  requirePermission(actor, "LogSourceRead");
  const logType = customName(name);
  const row = await db.logSchemaRevision.findUnique({
    where: { logType_revision: { logType, revision } },
    select: { ...summaryFields, spec: true },
  });
  if (row === null) throw new AppError("not-found", `There is no revision ${revision} of ${logType}`);
  return { ...row, createdAt: row.createdAt.toISOString() };
}
