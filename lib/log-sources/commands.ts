import "server-only";
import { randomUUID } from "node:crypto";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { change } from "#lib/change.ts";
import { db, pool } from "#lib/db.ts";
import { removeAlarmsOf, removeDetachedAlarms } from "#lib/drop-off/commands.ts";
import { setPaused } from "#lib/drop-off/pauses.ts";
import { AppError, messageOf } from "#lib/errors.ts";
import { prepareLake } from "#lib/lake/tables.ts";
import type { LogSourceKind, SourceAnswer, SourceColumns } from "#lib/log-source-kinds/define-log-source-kind.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import { logSourceKind, unknownKindReason } from "#lib/log-source-kinds/registry.ts";
import { noSuchSource, secretPlace, sourceIdOrNone } from "#lib/log-source-kinds/source-id.ts";
import { newSourceSecret } from "#lib/log-source-kinds/source-secret.ts";
import { logger } from "#lib/logger.ts";
import { fullName, schemaSpecs } from "#lib/schemas/queries.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { seal } from "#lib/secrets.ts";
import { type LogSource, Prisma } from "#prisma/generated/client.ts";
import { toColumns } from "./queries.ts";
import type { LogSourceChange } from "./schema.ts";

async function requireKnownLogTypes(logTypes: string[]): Promise<SchemaSpec[]> {
  const specs = await schemaSpecs(logTypes);
  const known = new Set(specs.map((spec) => spec.logType));
  const unknown = logTypes.filter((name) => !known.has(fullName(name)));
  if (unknown.length === 0) return specs;
  const are = unknown.length === 1 ? "is not a schema" : "are not schemas";
  throw new AppError("invalid", `logTypes: ${unknown.join(", ")} ${are} of this installation`, { field: "logTypes" });
}

/** Makes tables and views ready, so that the first event need not wait for them. Should it fail, the first event makes them. */
async function prepareTables(specs: SchemaSpec[]): Promise<void> {
  await prepareLake(pool, specs, new Date()).catch((error: unknown) => {
    logger.warn({ reason: messageOf(error) }, "the tables of a log source could not be made ahead of its first event");
  });
}

/** A value that must be unique and is not: in Prisma's words, and in PostgreSQL's. */
const duplicateCodes: unknown[] = ["P2002", "23505"];

function conflictOfLabel(error: unknown, label: string): unknown {
  const isDuplicate = error instanceof Error && "code" in error && duplicateCodes.includes(error.code);
  if (!isDuplicate) return error;
  return new AppError("conflict", `integrationLabel: another log source is named "${label}"`, {
    field: "integrationLabel",
  });
}

/** The secret that a body carries in the field of its kind, "" when it carries none. */
function givenSecret(values: unknown, path: string | null): string {
  const given = path === null ? undefined : (values as Record<string, unknown>)[path];
  return typeof given === "string" ? given : "";
}

/**
 * Creates a source. Where its kind needs a secret and none is given one is made, and answered this once.
 * @throws AppError: invalid (an unknown log type), conflict (the label is taken).
 */
export async function createLogSource(
  actor: Actor,
  kind: LogSourceKind,
  values: unknown,
): Promise<SourceAnswer & { generatedSecret?: string }> {
  requirePermission(actor, "LogSourceModify");
  const columns = kind.columns(values);
  const specs = await requireKnownLogTypes(columns.logTypes);
  const id = randomUUID();
  const secretPath = kind.secretPath(columns.config);
  const given = givenSecret(values, secretPath);
  const generatedSecret = secretPath !== null && given === "" ? newSourceSecret() : undefined;
  try {
    const row = await db.logSource.create({
      data: {
        id,
        kind: kind.kind,
        ...columns,
        config: columns.config as Prisma.InputJsonValue,
        logStreamTypeOptions: columns.logStreamTypeOptions ?? Prisma.DbNull,
        sealedSecret: secretPath === null ? null : seal(generatedSecret ?? given, secretPlace(id)),
        createdById: actor.type === "user" ? actor.id : null,
      },
    });
    await prepareTables(specs);
    const answer = kind.toAnswer(toColumns(row));
    return generatedSecret === undefined ? answer : { ...answer, generatedSecret };
  } catch (error) {
    throw conflictOfLabel(error, columns.label);
  }
}

/** The secret after a change: the given one, or the one that stays. @throws AppError (invalid) when one is needed. */
function sealedAfter(kind: LogSourceKind, current: LogSource, columns: SourceColumns, values: unknown): string | null {
  const path = kind.secretPath(columns.config);
  if (path === null) return null;
  const given = givenSecret(values, path);
  if (given !== "") return seal(given, secretPlace(current.id));
  const isKept = kind.keepsSecret(kind.config.parse(current.config), columns.config);
  if (isKept && current.sealedSecret !== null) return current.sealedSecret;
  throw new AppError("invalid", `${path}: is needed when senders prove who they are in another way than before`, {
    field: path,
  });
}

/**
 * Replaces a source's settings. A secret that is left out stays while the way in which it is used does. Alarms of log types
 * that are detached go with them.
 * @throws AppError: not-found, invalid (an unknown log type, a new method without its secret), conflict (the label).
 */
export async function replaceLogSource(
  actor: Actor,
  kind: LogSourceKind,
  id: string,
  values: unknown,
  now: Date,
): Promise<SourceAnswer> {
  requirePermission(actor, "LogSourceModify");
  const current = await readRow(id, kind.kind);
  const columns = kind.columns(values);
  const specs = await requireKnownLogTypes(columns.logTypes);
  const sealedSecret = sealedAfter(kind, current, columns, values);
  try {
    const updated = await change({ actor, now }, async (tx) => {
      const { label, logTypes, logStreamType, logStreamTypeOptions, config } = columns;
      const { rowCount } = await tx.query(
        `UPDATE log_sources
            SET label = $2, log_types = $3, log_stream_type = $4, log_stream_type_options = $5, config = $6,
                sealed_secret = $7, updated_at = $8
          WHERE id = $1`,
        [id, label, logTypes, logStreamType, logStreamTypeOptions, config, sealedSecret, now],
      );
      if (rowCount === 0) throw noSuchSource(id);
      await removeDetachedAlarms(tx, id, logTypes);
      tx.judgementsDue([id]);
      return kind.toAnswer({ id, ...columns });
    });
    await prepareTables(specs);
    return updated;
  } catch (error) {
    throw conflictOfLabel(error, columns.label);
  }
}

/**
 * Gives a source a new secret, answered this once; the old one stops working at once.
 * @param kind that it has to be of; any when null.
 * @throws AppError: not-found, conflict (it uses no secret).
 */
export async function replaceSecret(
  actor: Actor,
  id: string,
  kind: string | null = null,
): Promise<{ row: SourceColumns & { id: string }; generatedSecret: string }> {
  requirePermission(actor, "LogSourceModify");
  const current = await readRow(id, kind);
  const known = logSourceKind(current.kind);
  if (known === null) throw new AppError("conflict", unknownKindReason(current.kind));
  if (known.secretPath(known.config.parse(current.config)) === null) {
    throw new AppError("conflict", "This log source uses no secret");
  }
  const generatedSecret = newSourceSecret();
  const sealedSecret = seal(generatedSecret, secretPlace(current.id));
  const row = await db.logSource.update({ where: { id: current.id }, data: { sealedSecret } });
  return { row: toColumns(row), generatedSecret };
}

/** Renames, pauses or resumes a source of any kind. @throws AppError: not-found, conflict (the label). */
export async function changeLogSource(actor: Actor, id: string, wanted: LogSourceChange): Promise<void> {
  requirePermission(actor, "LogSourceModify");
  const data = wanted.integrationLabel === undefined ? {} : { label: wanted.integrationLabel };
  try {
    const { count } = await db.logSource.updateMany({ where: { id: sourceIdOrNone(id) }, data });
    if (count === 0) throw noSuchSource(id);
    if (wanted.isPaused !== undefined) await setPaused(sourceIdOrNone(id), wanted.isPaused);
  } catch (error) {
    throw conflictOfLabel(error, wanted.integrationLabel ?? "");
  }
}

/**
 * Deletes a source with its alarms, waiting bodies and counters; events and failures in the lake stay.
 * @param kind that it has to be of; any when null.
 * @throws AppError (not-found)
 */
export async function deleteLogSource(actor: Actor, id: string, now: Date, kind: string | null = null): Promise<void> {
  requirePermission(actor, "LogSourceModify");
  await change({ actor, now }, async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      "SELECT id FROM log_sources WHERE id = $1 AND kind = COALESCE($2, kind) FOR UPDATE",
      [sourceIdOrNone(id), kind],
    );
    if (!rows[0]) throw noSuchSource(id);
    await removeAlarmsOf(tx, rows[0].id);
    await tx.query("DELETE FROM log_sources WHERE id = $1", [rows[0].id]);
  });
}

async function readRow(id: string, kind: string | null): Promise<LogSource> {
  const row = await db.logSource.findFirst({ where: { id: sourceIdOrNone(id), ...(kind === null ? {} : { kind }) } });
  if (!row) throw noSuchSource(id);
  return row;
}

/**
 * Puts bodies that were set aside back into the queue, to be tried at once. @returns how many.
 * @throws AppError (not-found)
 */
export async function retryFailedBatches(actor: Actor, id: string): Promise<number> {
  requirePermission(actor, "LogSourceModify");
  if ((await db.logSource.count({ where: { id: sourceIdOrNone(id) } })) === 0) throw noSuchSource(id);
  const { rowCount } = await pool.query(
    "UPDATE log_batches SET state = 'pending', attempts = 0, not_before_at = now() WHERE source_id = $1 AND state = 'failed'",
    [id],
  );
  await markHealthDue(pool, [id], new Date());
  return rowCount ?? 0;
}
