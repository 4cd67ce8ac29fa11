import "server-only";
import { randomUUID } from "node:crypto";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { change } from "#lib/change.ts";
import { db, pool } from "#lib/db.ts";
import { removeAlarmsOf, removeDetachedAlarms } from "#lib/drop-off/commands.ts";
import { setPaused } from "#lib/drop-off/pauses.ts";
import { AppError, messageOf } from "#lib/errors.ts";
import { prepareLake } from "#lib/lake/tables.ts";
import { httpKind } from "#lib/log-source-kinds/kinds/http/http-kind.ts";
import {
  defaultSecretHeader,
  type HttpSource,
  type HttpSourceValues,
  type HttpSourceWithSecret,
} from "#lib/log-source-kinds/schema.ts";
import { noSuchSource, secretPlace, sourceIdOrNone } from "#lib/log-source-kinds/source-id.ts";
import { logger } from "#lib/logger.ts";
import { fullName, schemaSpecs } from "#lib/schemas/queries.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { newSecret, seal } from "#lib/secrets.ts";
import { Prisma } from "#prisma/generated/client.ts";
import { type HttpRow, toHttpSource } from "./queries.ts";
import type { LogSourceChange } from "./schema.ts";

const secretPrefix = "tt_s_";

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

function columnsOf(values: HttpSourceValues) {
  const isShared = values.authMethod === "SharedSecret";
  return {
    label: values.integrationLabel,
    logTypes: values.logTypes,
    logStreamType: values.logStreamType,
    logStreamTypeOptions: values.logStreamTypeOptions,
    config: {
      authMethod: values.authMethod,
      authHeaderKey: isShared ? values.authHeaderKey || defaultSecretHeader : values.authHeaderKey,
      authHmacAlg: values.authHmacAlg,
      authUsername: values.authUsername,
    },
  };
}

/**
 * Creates an HTTP source. With SharedSecret and no secret given one is made, and answered this once.
 * @throws AppError: invalid (an unknown log type), conflict (the label is taken).
 */
export async function createHttpSource(actor: Actor, values: HttpSourceValues): Promise<HttpSourceWithSecret> {
  requirePermission(actor, "LogSourceModify");
  const specs = await requireKnownLogTypes(values.logTypes);
  const id = randomUUID();
  const columns = columnsOf(values);
  const isShared = values.authMethod === "SharedSecret";
  const generatedSecret = isShared && values.authSecretValue === "" ? newSecret(secretPrefix) : undefined;
  const secret = generatedSecret ?? values.authSecretValue;
  try {
    const row = await db.logSource.create({
      data: {
        id,
        kind: httpKind.kind,
        ...columns,
        logStreamTypeOptions: columns.logStreamTypeOptions ?? Prisma.DbNull,
        sealedSecret: isShared ? seal(secret, secretPlace(id)) : null,
        createdById: actor.type === "user" ? actor.id : null,
      },
    });
    await prepareTables(specs);
    return generatedSecret === undefined ? toHttpSource(row) : { ...toHttpSource(row), generatedSecret };
  } catch (error) {
    throw conflictOfLabel(error, values.integrationLabel);
  }
}

/**
 * Replaces an HTTP source's settings. A secret that is left out stays while the method does. Alarms of log types that are
 * detached go with them.
 * @throws AppError: not-found, invalid (an unknown log type, a new method without its secret), conflict (the label).
 */
export async function updateHttpSource(
  actor: Actor,
  id: string,
  values: HttpSourceValues,
  now: Date,
): Promise<HttpSource> {
  requirePermission(actor, "LogSourceModify");
  const current = await readHttpRow(id);
  const specs = await requireKnownLogTypes(values.logTypes);
  const isShared = values.authMethod === "SharedSecret";
  const sealedSecret =
    values.authSecretValue === "" ? current.sealedSecret : seal(values.authSecretValue, secretPlace(id));
  if (isShared && sealedSecret === null) {
    throw new AppError("invalid", "authSecretValue: is needed when the method changes to SharedSecret", {
      field: "authSecretValue",
    });
  }
  try {
    const updated = await change({ actor, now }, async (tx) => {
      const { label, logTypes, logStreamType, logStreamTypeOptions, config } = columnsOf(values);
      const { rows } = await tx.query<HttpRow>(
        `UPDATE log_sources
            SET label = $2, log_types = $3, log_stream_type = $4, log_stream_type_options = $5, config = $6,
                sealed_secret = $7, updated_at = $8
          WHERE id = $1
          RETURNING id, label, log_types AS "logTypes", log_stream_type AS "logStreamType",
                    log_stream_type_options AS "logStreamTypeOptions", config`,
        [id, label, logTypes, logStreamType, logStreamTypeOptions, config, isShared ? sealedSecret : null, now],
      );
      if (!rows[0]) throw noSuchSource(id);
      await removeDetachedAlarms(tx, id, logTypes);
      return toHttpSource(rows[0]);
    });
    await prepareTables(specs);
    return updated;
  } catch (error) {
    throw conflictOfLabel(error, values.integrationLabel);
  }
}

/** Gives the source a new secret, answered this once; the old one stops working at once. @throws AppError */
export async function rotateHttpSourceSecret(actor: Actor, id: string): Promise<HttpSourceWithSecret> {
  requirePermission(actor, "LogSourceModify");
  const current = await readHttpRow(id);
  if (httpKind.config.parse(current.config).authMethod !== "SharedSecret") {
    throw new AppError("conflict", "This log source does not use a shared secret");
  }
  const generatedSecret = newSecret(secretPrefix);
  const row = await db.logSource.update({
    where: { id },
    data: { sealedSecret: seal(generatedSecret, secretPlace(id)) },
  });
  return { ...toHttpSource(row), generatedSecret };
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
 * @throws AppError (not-found)
 */
export async function deleteHttpSource(actor: Actor, id: string, now: Date = new Date()): Promise<void> {
  requirePermission(actor, "LogSourceModify");
  await change({ actor, now }, async (tx) => {
    const { rows } = await tx.query<{ id: string }>(
      "SELECT id FROM log_sources WHERE id = $1 AND kind = $2 FOR UPDATE",
      [sourceIdOrNone(id), httpKind.kind],
    );
    if (!rows[0]) throw noSuchSource(id);
    await removeAlarmsOf(tx, rows[0].id);
    await tx.query("DELETE FROM log_sources WHERE id = $1", [rows[0].id]);
  });
}

async function readHttpRow(id: string) {
  const row = await db.logSource.findFirst({ where: { id: sourceIdOrNone(id), kind: httpKind.kind } });
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
  return rowCount ?? 0;
}
