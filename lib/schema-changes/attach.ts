import "server-only";
import { type ChangeContext, change } from "#lib/change.ts";
import { pool } from "#lib/db.ts";
import { AppError, messageOf } from "#lib/errors.ts";
import { prepareLake } from "#lib/lake/tables.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import { logger } from "#lib/logger.ts";
import { schemaSpecs } from "#lib/schemas/queries.ts";
import { customPrefix } from "#lib/schemas/terms.ts";

/**
 * Attaches a schema to a log source of any kind, behind those that it has. One that is attached already stays as it is.
 * @throws AppError: not-found (no such schema, or archived; no such source)
 */
export async function attachSchemaToSource(context: ChangeContext, name: string, sourceId: string): Promise<void> {
  const [spec] = await schemaSpecs([name]);
  if (spec === undefined) throw new AppError("not-found", `There is no schema ${name}`);
  const { logType } = spec;
  await change(context, async (tx) => {
    const [source] = await tx.sql<{ label: string; logTypes: string[] }>`
      SELECT label, log_types FROM log_sources WHERE id = ${sourceId} FOR UPDATE`;
    if (source === undefined) throw new AppError("not-found", `There is no log source ${sourceId}`);
    const { logTypes } = source;
    if (logTypes.includes(logType) || logTypes.some((known) => `${customPrefix}${known}` === logType)) return;
    const after = [...logTypes, logType];
    await tx.prisma.logSource.update({ where: { id: sourceId }, data: { logTypes: after } });
    const target = { type: "log-source", id: sourceId, name: source.label };
    tx.audit("log-source.attach-schema", target, { before: { logTypes }, after: { logTypes: after } });
    await markHealthDue(tx, [sourceId], tx.now);
    tx.judgementsDue([sourceId]);
  });
  await prepareLake(pool, [spec], context.now).catch((error: unknown) => {
    logger.warn({ reason: messageOf(error), logType }, "a table could not be made ahead of its first event");
  });
}
