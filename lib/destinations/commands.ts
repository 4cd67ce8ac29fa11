import "server-only";
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { changedFields } from "#lib/audit-log/changed-fields.ts";
import { type ChangeContext, change, type PrismaTx } from "#lib/change.ts";
import { AppError } from "#lib/errors.ts";
import { lockName } from "#lib/lock-name.ts";
import { nameKey } from "#lib/names.ts";
import { toUuid } from "#lib/uuid.ts";
import { type Destination as DestinationRow, Prisma } from "#prisma/generated/client.ts";
import { type Config, completeConfig, openedConfig, refuseClosedAddresses, toStored } from "./config.ts";
import { secretFieldsOf } from "./describe-destination.ts";
import { makeDue } from "./due.ts";
import { noSuchDestination, readDestination } from "./queries.ts";
import { destinationKind } from "./registry.ts";
import { type CreatedDestination, type Destination, destinationVersion } from "./schema.ts";
import { processWorld } from "./world.ts";
import type { DestinationBody } from "./write-shape.ts";

const audited = ["displayName", "alertTypes", "severities", "config", "isEnabled"] as const;

/**
 * The key of a name that a destination may have; two that come at once meet at the lock. A name that it has already it keeps,
 * also where another reads alike. @throws AppError (conflict).
 */
async function freeNameKey(tx: PrismaTx, displayName: string, own: DestinationRow | null): Promise<string | null> {
  if (own?.displayName === displayName) return own.displayNameKey;
  await lockName(tx.sql, "destination", displayName);
  const displayNameKey = nameKey(displayName);
  const other = await tx.prisma.destination.findFirst({
    where: { OR: [{ displayNameKey }, { displayName }], ...(own === null ? {} : { id: { not: own.id } }) },
    select: { displayName: true },
  });
  if (other === null) return displayNameKey;
  const message = `displayName: there is a destination named ${other.displayName} already`;
  throw new AppError("conflict", message, { field: "displayName" });
}

/**
 * @returns the destination with the secrets that were generated, in clear, this once.
 * @throws AppError (invalid, conflict).
 */
export async function createDestination(
  context: ChangeContext,
  kindName: string,
  body: DestinationBody,
): Promise<CreatedDestination> {
  const kind = destinationKind(kindName);
  const { config, generated } = completeConfig(kind, body.config, null);
  refuseClosedAddresses(config, processWorld().outbound);
  const id = randomUUID();
  const { shown, sealedSecrets } = toStored(kind, config, id);
  const { actor, now } = context;
  return change(context, async (tx) => {
    const displayNameKey = await freeNameKey(tx, body.displayName, null);
    const row = await tx.prisma.destination.create({
      data: {
        ...body,
        displayNameKey,
        id,
        kind: kind.kind,
        config: shown as object,
        sealedSecrets,
        createdAt: now,
        updatedAt: now,
        configChangedAt: now,
        createdById: actor.type === "user" ? actor.id : null,
      },
    });
    const after = Object.fromEntries(audited.map((field) => [field, row[field]]));
    tx.audit("destination.create", { type: "destination", id, name: row.displayName }, { after });
    return { ...(await readDestination(id, now, tx.sql)), secrets: generated };
  });
}

/** A destination of which a test or a change needs all, secrets included. */
export interface WholeDestination {
  id: string;
  kind: string;
  /** Without secrets that were sealed with another key: they have to be entered again. */
  config: Config;
  alertTypes: string[];
  configChangedAt: Date;
}

/** @throws AppError (not-found). */
export async function readWhole(
  prisma: Pick<PrismaTx["prisma"], "destination">,
  id: string,
): Promise<WholeDestination> {
  const row = await prisma.destination.findUnique({ where: { id: toUuid(id) ?? randomUUID() } });
  if (row === null) throw noSuchDestination(id);
  const stored = { shown: row.config as Config, sealedSecrets: row.sealedSecrets };
  const { kind, alertTypes, configChangedAt } = row;
  return { id: row.id, kind, config: openedConfig(stored, row.id), alertTypes, configChangedAt };
}

/**
 * Replaces all but the kind; secrets that are empty or left out stay. What waits is due at once, because the change may be
 * the repair; what is known of the destination starts anew when its configuration differs.
 * @throws AppError (invalid, not-found, conflict).
 */
export async function replaceDestination(
  context: ChangeContext,
  id: string,
  body: DestinationBody,
): Promise<Destination> {
  const { now } = context;
  return change(context, async (tx) => {
    await tx.sql`SELECT id FROM destinations WHERE id = ${toUuid(id)} FOR NO KEY UPDATE`;
    const stored = await readWhole(tx.prisma, id);
    const thing = await readDestination(stored.id, now, tx.sql);
    tx.requireVersion(destinationVersion(thing), thing);
    const kind = destinationKind(stored.kind);
    const { config } = completeConfig(kind, body.config, stored.config);
    refuseClosedAddresses(config, processWorld().outbound);
    const { shown, sealedSecrets } = toStored(kind, config, stored.id);
    const isChanged = !isDeepStrictEqual(config, stored.config);
    const before = await tx.prisma.destination.findUniqueOrThrow({ where: { id: stored.id } });
    const next = { ...body, config: shown };
    const isSame = !isChanged && audited.every((field) => isDeepStrictEqual(before[field], next[field]));
    const displayNameKey = await freeNameKey(tx, body.displayName, before);
    const after = await tx.prisma.destination.update({
      where: { id: stored.id },
      data: {
        ...body,
        displayNameKey,
        config: shown as object,
        sealedSecrets,
        // A save that changes nothing makes no other one stale.
        ...(isSame ? {} : { updatedAt: now }),
        ...(isChanged ? { configChangedAt: now, lastTest: Prisma.DbNull, consecutiveFailures: 0 } : {}),
      },
    });
    await makeDue(tx, [stored.id]);
    const changedSecrets = secretFieldsOf(kind).filter((name) => config[name] !== stored.config[name]);
    tx.audit(
      "destination.replace",
      { type: "destination", id: stored.id, name: after.displayName },
      { ...changedFields(before, after, audited), ...(changedSecrets.length > 0 ? { changedSecrets } : {}) },
    );
    return readDestination(stored.id, now, tx.sql);
  });
}

/** Deletes it and cancels what it is still owed; what was delivered stays on record. @throws AppError (not-found). */
export async function deleteDestination(context: ChangeContext, id: string): Promise<void> {
  await change(context, async (tx) => {
    // Waits for transactions that are just routing to it; their deliveries are then seen by the next statement.
    const [row] = await tx.prisma.destination.findMany({ where: { id: toUuid(id) ?? randomUUID() } });
    const { count } = await tx.prisma.destination.deleteMany({ where: { id: row?.id ?? randomUUID() } });
    if (!row || count === 0) throw noSuchDestination(id);
    const { count: cancelled } = await tx.prisma.delivery.updateMany({
      where: { destinationId: row.id, state: "PENDING" },
      data: { state: "CANCELLED", nextAttemptAt: null, leasedUntil: null, finishedAt: tx.now },
    });
    tx.audit("destination.delete", { type: "destination", id: row.id, name: row.displayName }, { cancelled });
  });
}
