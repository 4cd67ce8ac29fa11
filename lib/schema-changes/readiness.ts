import "server-only";
import type { PrismaTx } from "#lib/change.ts";
import { pool } from "#lib/db.ts";
import { AppError, messageOf } from "#lib/errors.ts";
import { refreshLogTable, tryLogTable } from "#lib/lake/tables.ts";
import { viewColumns } from "#lib/lake/views.ts";
import { logger } from "#lib/logger.ts";
import { compileSchema } from "#lib/schemas/compile.ts";
import type { LogSchema } from "#lib/schemas/log-schema.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";

const lockNotAvailable = "55P03";
/** Classes of PostgreSQL errors that are about a statement: its syntax or names, a limit of the program. */
const statementClasses = new Set(["42", "54", "22"]);

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/**
 * Makes sure that lines can be classified by a schema and its events stored and read: compiles it, and makes its table and view by the
 * real statements inside the transaction, which takes them back.
 * @throws AppError: invalid with PostgreSQL's words, unavailable while other DDL goes on.
 */
export async function requireReady(tx: PrismaTx, logType: string, schema: LogSchema): Promise<void> {
  try {
    compileSchema(schema);
    await tryLogTable(tx, { logType, schema });
  } catch (error) {
    const code = codeOf(error);
    if (code === lockNotAvailable) {
      throw new AppError("unavailable", "The tables of the lake are being changed by another; try again in a moment");
    }
    if (code !== "" && !statementClasses.has(code.slice(0, 2))) throw error;
    throw new AppError("invalid", `spec: no table and view can be made of it: ${messageOf(error)}`, { field: "spec" });
  }
}

/** Fields that stood before and would get another column, because a field of a like name was put before them; in words. */
export function movedColumns(before: LogSchema, after: LogSchema): string[] {
  const columnsOf = (schema: LogSchema) =>
    new Map(viewColumns(schema).flatMap(({ field, name }) => (field === null ? [] : [[field, name]])));
  const [old, now] = [columnsOf(before), columnsOf(after)];
  return [...old].flatMap(([field, column]) => {
    const moved = now.get(field);
    if (moved === undefined || moved === column) return [];
    const taker = [...now].find(([, name]) => name === column)?.[0];
    return [`The column ${column} shows the field ${field} and would show ${taker}; put ${taker} behind ${field}.`];
  });
}

/** Brings the view up to a schema that was saved. What cannot be done now is done before the next events are stored. */
export async function showInView(schema: SchemaSpec): Promise<void> {
  await refreshLogTable(pool, schema).catch((error: unknown) => {
    logger.warn(
      { reason: messageOf(error), logType: schema.logType },
      "a view could not be brought up to its schema yet",
    );
  });
}
