import "server-only";
import { randomUUID } from "node:crypto";
import { changedFields } from "#lib/audit-log/changed-fields.ts";
import { type ChangeContext, change, type PrismaTx } from "#lib/change.ts";
import { pool } from "#lib/db.ts";
import { removeAlarmsOf, removeDetachedAlarms, setAlarmOf } from "#lib/drop-off/commands.ts";
import { setPaused } from "#lib/drop-off/pauses.ts";
import { databaseNow } from "#lib/drop-off/uptime.ts";
import { AppError, messageOf } from "#lib/errors.ts";
import { prepareLake } from "#lib/lake/tables.ts";
import { lockName } from "#lib/lock-name.ts";
import type { LogSourceKind, SourceAnswer, SourceColumns } from "#lib/log-source-kinds/define-log-source-kind.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import { logSourceKind, unknownKindReason } from "#lib/log-source-kinds/registry.ts";
import { noSuchSource, secretPlace, sourceIdOrNone } from "#lib/log-source-kinds/source-id.ts";
import { newSourceSecret } from "#lib/log-source-kinds/source-secret.ts";
import { logger } from "#lib/logger.ts";
import { nameKey } from "#lib/names.ts";
import { fullName, schemaSpecs } from "#lib/schemas/queries.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { seal } from "#lib/secrets.ts";
import { type LogSource, Prisma } from "#prisma/generated/client.ts";
import { toColumns } from "./queries.ts";
import { type LogSourceChange, sourceVersion } from "./schema.ts";

const audited = ["label", "logTypes", "logStreamType", "logStreamTypeOptions", "config", "isPaused"] as const;
const targetOf = ({ id, label }: Pick<LogSource, "id" | "label">) => ({ type: "log-source", id, name: label });

async function requireKnownLogTypes(logTypes: string[]): Promise<SchemaSpec[]> {
  const specs = await schemaSpecs(logTypes);
  const known = new Set(specs.map((spec) => spec.logType));
  const unknown = logTypes.filter((name) => !known.has(fullName(name)));
  if (unknown.length === 0) return specs;
  const are = unknown.length === 1 ? "is not a schema" : "are not schemas";
  throw new AppError("invalid", `logTypes: ${unknown.join(", ")} ${are} of this installation`, { field: "logTypes" });
}

/** Makes tables and views ready, so that the first event need not wait for them. Should it fail, the first event makes them. */
async function prepareTables(specs: SchemaSpec[], now: Date): Promise<void> {
  await prepareLake(pool, specs, now).catch((error: unknown) => {
    logger.warn({ reason: messageOf(error) }, "the tables of a log source could not be made ahead of its first event");
  });
}

/**
 * The key of a label that a source may have; one that it has already it keeps, also where another reads alike.
 * @throws AppError (conflict).
 */
async function freeLabelKey(tx: PrismaTx, label: string, current: LogSource | null): Promise<string | null> {
  if (current?.label === label) return current.labelKey;
  const labelKey = nameKey(label);
  await lockName(tx.sql, "log source", label);
  const other = await tx.prisma.logSource.findFirst({
    where: { OR: [{ labelKey }, { label }], ...(current ? { id: { not: current.id } } : {}) },
    select: { label: true },
  });
  if (other === null) return labelKey;
  throw new AppError("conflict", `integrationLabel: another log source is named "${other.label}"`, {
    field: "integrationLabel",
  });
}

/** A source that stays as it is until the transaction ends. @param kind that it has to be of; any when null. */
async function lockSource(tx: PrismaTx, id: string, kind: string | null): Promise<LogSource> {
  const known = sourceIdOrNone(id);
  await tx.sql`SELECT FROM log_sources WHERE id = ${known} FOR UPDATE`;
  const row = await tx.prisma.logSource.findFirst({ where: { id: known, ...(kind === null ? {} : { kind }) } });
  if (!row) throw noSuchSource(id);
  return row;
}

/** The secret that a body carries in the field of its kind, "" when it carries none. */
function givenSecret(values: unknown, path: string | null): string {
  const given = path === null ? undefined : (values as Record<string, unknown>)[path];
  return typeof given === "string" ? given : "";
}

function toData({ logStreamTypeOptions, config, ...columns }: SourceColumns) {
  return {
    ...columns,
    config: config as Prisma.InputJsonValue,
    logStreamTypeOptions: logStreamTypeOptions ?? Prisma.DbNull,
  };
}

/**
 * Creates a source. Where its kind needs a secret and none is given one is made, and answered this once.
 * @param dropOffMinutes of the alarm on no events at all that it begins with; null for none.
 * @throws AppError: invalid (an unknown log type, a kind without alarms), conflict (the label is taken).
 */
export async function createLogSource(
  context: ChangeContext,
  kind: LogSourceKind,
  values: unknown,
  dropOffMinutes: number | null,
): Promise<SourceAnswer & { generatedSecret?: string }> {
  const columns = kind.columns(values);
  const specs = await requireKnownLogTypes(columns.logTypes);
  const id = randomUUID();
  const secretPath = kind.secretPath(columns.config);
  const given = givenSecret(values, secretPath);
  const generatedSecret = secretPath !== null && given === "" ? newSourceSecret() : undefined;
  const { actor, now } = context;
  const created = await change(context, async (tx) => {
    const row = await tx.prisma.logSource.create({
      data: {
        ...toData(columns),
        id,
        kind: kind.kind,
        labelKey: await freeLabelKey(tx, columns.label, null),
        sealedSecret: secretPath === null ? null : seal(generatedSecret ?? given, secretPlace(id)),
        createdById: actor.type === "user" ? actor.id : null,
      },
    });
    tx.audit("log-source.create", targetOf(row), { after: columns });
    if (dropOffMinutes !== null) {
      const alarm = { signal: "no-data" as const, logType: "", minutesThreshold: dropOffMinutes };
      await setAlarmOf({ ...tx, now: await databaseNow(tx) }, id, alarm);
    }
    const answer = kind.toAnswer(toColumns(row));
    return generatedSecret === undefined ? answer : { ...answer, generatedSecret };
  });
  await prepareTables(specs, now);
  return created;
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
 * @throws AppError: not-found, invalid (an unknown log type, a new method without its secret), conflict (the label),
 * changed-meanwhile.
 */
export async function replaceLogSource(
  context: ChangeContext,
  kind: LogSourceKind,
  id: string,
  values: unknown,
): Promise<SourceAnswer> {
  const columns = kind.columns(values);
  const replaced = await change(context, async (tx) => {
    const current = await lockSource(tx, id, kind.kind);
    const seen = kind.toAnswer(toColumns(current));
    tx.requireVersion(sourceVersion(seen), seen);
    const specs = await requireKnownLogTypes(columns.logTypes);
    const sealedSecret = sealedAfter(kind, current, columns, values);
    const labelKey = await freeLabelKey(tx, columns.label, current);
    const row = await tx.prisma.logSource.update({
      where: { id: current.id },
      data: { ...toData(columns), labelKey, sealedSecret },
    });
    const isSecretNew = sealedSecret !== current.sealedSecret;
    tx.audit("log-source.replace", targetOf(row), { ...changedFields(current, row, audited), isSecretNew });
    await removeDetachedAlarms({ ...tx, now: await databaseNow(tx) }, row.id, row.logTypes);
    tx.judgementsDue([row.id]);
    return { answer: kind.toAnswer(toColumns(row)), specs };
  });
  await prepareTables(replaced.specs, context.now);
  return replaced.answer;
}

/**
 * Gives a source a new secret, answered this once; the old one stops working at once.
 * @param kind that it has to be of; any when null.
 * @throws AppError: not-found, conflict (it uses no secret).
 */
export function replaceSecret(
  context: ChangeContext,
  id: string,
  kind: string | null = null,
): Promise<{ source: SourceAnswer; generatedSecret: string }> {
  return change(context, async (tx) => {
    const current = await lockSource(tx, id, kind);
    const known = logSourceKind(current.kind);
    if (known === null) throw new AppError("conflict", unknownKindReason(current.kind));
    if (known.secretPath(known.config.parse(current.config)) === null) {
      throw new AppError("conflict", "This log source uses no secret");
    }
    const generatedSecret = newSourceSecret();
    const sealedSecret = seal(generatedSecret, secretPlace(current.id));
    const row = await tx.prisma.logSource.update({ where: { id: current.id }, data: { sealedSecret } });
    tx.audit("log-source.rotate-secret", targetOf(row));
    return { source: known.toAnswer(toColumns(row)), generatedSecret };
  });
}

/** Renames, pauses or resumes a source of any kind. @throws AppError: not-found, conflict (the label). */
export async function updateLogSource(context: ChangeContext, id: string, wanted: LogSourceChange): Promise<void> {
  await change(context, async (tx) => {
    const current = await lockSource(tx, id, null);
    const label = wanted.integrationLabel ?? current.label;
    const labelKey = await freeLabelKey(tx, label, current);
    if (label !== current.label) {
      await tx.prisma.logSource.update({ where: { id: current.id }, data: { label, labelKey } });
    }
    const isPaused = wanted.isPaused ?? current.isPaused;
    if (isPaused !== current.isPaused) await setPaused(tx, current.id, isPaused);
    tx.audit("log-source.update", targetOf({ ...current, label }), {
      ...changedFields(current, { ...current, label, isPaused }, audited),
    });
  });
}

/**
 * Deletes a source with its alarms, waiting batches and counters; events and failures in the lake stay.
 * @param kind that it has to be of; any when null.
 * @throws AppError (not-found)
 */
export async function deleteLogSource(context: ChangeContext, id: string, kind: string | null = null): Promise<void> {
  await change(context, async (tx) => {
    const current = await lockSource(tx, id, kind);
    await removeAlarmsOf({ ...tx, now: await databaseNow(tx) }, current.id);
    await tx.prisma.logSource.delete({ where: { id: current.id } });
    tx.audit("log-source.delete", targetOf(current));
  });
}

/**
 * Puts batches that were set aside back into the queue, to be tried at once. @returns how many.
 * @throws AppError (not-found)
 */
export function retryFailedBatches(context: ChangeContext, id: string): Promise<number> {
  return change(context, async (tx) => {
    const { label, id: sourceId } = await lockSource(tx, id, null);
    const { count } = await tx.sql`
      UPDATE log_batches SET state = 'pending', attempts = 0, not_before_at = now()
      WHERE source_id = ${sourceId} AND state = 'failed'`;
    await markHealthDue(tx, [sourceId], tx.now);
    if (count > 0) tx.batchesWaiting([sourceId]);
    tx.audit("log-source.retry-failed", targetOf({ id: sourceId, label }), { batches: count });
    return count;
  });
}
