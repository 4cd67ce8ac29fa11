import "server-only";
import { type ChangeContext, change, type PrismaTx, type Tx } from "#lib/change.ts";
import { makeDue } from "#lib/destinations/due.ts";
import { AppError } from "#lib/errors.ts";
import { toUuid } from "#lib/uuid.ts";
import { addActivity } from "./activity.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import { enqueueDeliveries } from "./enqueue.ts";
import { changeStatus } from "./status.ts";
import { type AlertStatus, activeStatuses, type CommentFormat } from "./terms.ts";

const maxSnoozeDays = 90;
const dayMs = 24 * 60 * 60 * 1000;

/** What a person or a client changes; what is left out stays. Null ends an assignment or a snooze. */
export interface AlertChange {
  status?: AlertStatus | undefined;
  /** A user's id. */
  assignee?: string | null | undefined;
  /** ISO 8601. */
  snoozedUntil?: string | null | undefined;
  /** Written to each of them. */
  comment?: { body: string; format: CommentFormat } | undefined;
}

/** Locks the rows in the order of their ids, so that two bulk changes cannot wait for each other. @throws AppError (not-found). */
export async function lockAlerts({ sql }: Tx, ids: readonly string[]): Promise<AlertRow[]> {
  const wanted = new Map(ids.map((id) => [toUuid(id) ?? id, id]));
  const unknown = (id: string) => new AppError("not-found", `There is no alert ${id}`);
  for (const [uuid, id] of wanted) if (toUuid(uuid) === null) throw unknown(id);
  const rows = await sql<AlertRow>`
    SELECT ${alertColumns} FROM alerts a WHERE a.id = ANY(${[...wanted.keys()]}) ORDER BY a.id FOR NO KEY UPDATE OF a`;
  for (const row of rows) wanted.delete(row.id);
  for (const id of wanted.values()) throw unknown(id);
  return rows;
}

/** The user of an id, or null for nobody. @throws AppError (invalid). */
async function readAssignee({ prisma }: PrismaTx, given: string | null): Promise<{ id: string; name: string } | null> {
  if (given === null || given === "") return null;
  const id = toUuid(given);
  const user = id && (await prisma.user.findUnique({ where: { id }, select: { id: true, name: true } }));
  if (!user) throw new AppError("invalid", `assignee: there is no user ${given}`, { field: "assignee" });
  return user;
}

/** @throws AppError (invalid). */
function readSnooze(given: string | null, now: Date): Date | null {
  if (given === null) return null;
  const until = new Date(given);
  if (until <= now || until.getTime() > now.getTime() + maxSnoozeDays * dayMs) {
    const message = `snoozedUntil: must be within the next ${maxSnoozeDays} days`;
    throw new AppError("invalid", message, { field: "snoozedUntil" });
  }
  return until;
}

type Column = { assigneeId: string | null } | { snoozedUntil: Date | null };

async function setColumn({ prisma, actor, now }: PrismaTx, alert: AlertRow, column: Column): Promise<void> {
  await prisma.alert.update({
    where: { id: alert.id },
    data: { ...column, updatedAt: now, updatedById: actor.id, updatedByType: actor.type },
  });
}

/** Changes alerts, all or none. @throws AppError (not-found, invalid). */
export async function updateAlerts(context: ChangeContext, ids: readonly string[], wanted: AlertChange): Promise<void> {
  const { status, comment } = wanted;
  const snoozedUntil = wanted.snoozedUntil === undefined ? undefined : readSnooze(wanted.snoozedUntil, context.now);
  await change(context, async (tx) => {
    const assignee = wanted.assignee === undefined ? undefined : await readAssignee(tx, wanted.assignee);
    for (const alert of await lockAlerts(tx, ids)) {
      if (assignee !== undefined && (assignee?.id ?? null) !== alert.assigneeId) {
        await setColumn(tx, alert, { assigneeId: assignee?.id ?? null });
        const detail = { assigneeId: assignee?.id ?? null, assigneeName: assignee?.name ?? null };
        await addActivity(tx, alert.id, "assigned", detail);
      }
      if (status !== undefined) await changeStatus(tx, alert, status, null);
      if (snoozedUntil !== undefined) await snooze(tx, alert, status ?? alert.status, snoozedUntil);
      if (comment !== undefined) await addActivity(tx, alert.id, "commented", comment);
      const { id, title: name } = alert;
      tx.audit("alert.update", { type: "alert", id, name }, { ...wanted });
    }
  });
}

async function snooze(tx: PrismaTx, alert: AlertRow, status: AlertStatus, until: Date | null): Promise<void> {
  if (until !== null && !activeStatuses.includes(status)) {
    const message = "snoozedUntil: only an open or triaged alert can be snoozed";
    throw new AppError("invalid", message, { field: "snoozedUntil" });
  }
  await setColumn(tx, alert, { snoozedUntil: until });
  await addActivity(tx, alert.id, "snoozed", { until: until?.toISOString() ?? null });
}

interface DeliveryToRetry {
  id: string;
  state: string;
  destinationId: string;
  /** Of the destination; null when it has been deleted. */
  name: string | null;
  isEnabled: boolean | null;
}

/** Nothing is sent to a destination that is off, so nothing is promised of it. @throws AppError (conflict). */
function requireOn(name: string, isEnabled: boolean | null): void {
  if (!isEnabled) throw new AppError("conflict", `${name} is turned off: turn it on first`);
}

/**
 * Sends a delivery that waits, or was given up, again at once, with the same id.
 * @throws AppError (not-found; conflict when it arrived, was cancelled or its destination is off or gone).
 */
export async function retryDelivery(context: ChangeContext, alertId: string, deliveryId: string): Promise<void> {
  await change(context, async (tx) => {
    const [alert] = await lockAlerts(tx, [alertId]);
    const [delivery] = await tx.sql<DeliveryToRetry>`
      SELECT d.id, d.state, d.destination_id, t.display_name AS name, t.is_enabled
        FROM deliveries d LEFT JOIN destinations t ON t.id = d.destination_id
       WHERE d.id = ${toUuid(deliveryId)} AND d.alert_id = ${alert?.id ?? null}`;
    if (!alert || !delivery) throw new AppError("not-found", `There is no delivery ${deliveryId} of this alert`);
    const { id, state, destinationId, name, isEnabled } = delivery;
    if (name === null) throw new AppError("conflict", "The destination has been deleted");
    requireOn(name, isEnabled);
    if (state !== "PENDING" && state !== "FAILED") {
      throw new AppError("conflict", `The delivery is ${state.toLowerCase()}; send the alert again instead`);
    }
    await makeDue(tx, [destinationId], alert.id);
    const { count } = await tx.sql`
      UPDATE deliveries SET state = 'PENDING', next_attempt_at = ${tx.now}, finished_at = NULL
       WHERE id = ${id} AND state IN ('PENDING', 'FAILED')`;
    if (count === 0) throw new AppError("conflict", "The delivery has arrived meanwhile; send the alert again instead");
    await addActivity(tx, alert.id, "delivery-requested", { destinationNames: [name] });
    tx.audit("delivery.retry", { type: "delivery", id, name }, { alertId: alert.id });
  });
}

/**
 * Sends an alert as it stands now to destinations of a person's choice, whatever the routing says.
 * @throws AppError (not-found, invalid).
 */
export async function sendAlert(
  context: ChangeContext,
  alertId: string,
  destinationIds: readonly string[],
): Promise<void> {
  await change(context, async (tx) => {
    const [alert] = await lockAlerts(tx, [alertId]);
    if (!alert) throw new AppError("not-found", `There is no alert ${alertId}`);
    const rows = await tx.sql<{ id: string; name: string }>`
      SELECT id, display_name AS name FROM destinations
       WHERE id = ANY(${destinationIds.map(toUuid)}) AND is_enabled ORDER BY id FOR KEY SHARE`;
    const unknown = destinationIds.find((id) => !rows.some((row) => row.id === toUuid(id)));
    if (unknown !== undefined) {
      const message = `destinationIds: there is no enabled destination ${unknown}`;
      throw new AppError("invalid", message, { field: "destinationIds" });
    }
    const ids = rows.map((row) => row.id);
    await enqueueDeliveries(tx, alert.id, "manual", ids);
    await makeDue(tx, ids, alert.id);
    const destinationNames = rows.map((row) => row.name);
    await addActivity(tx, alert.id, "delivery-requested", { destinationNames });
    tx.audit("alert.deliver", { type: "alert", id: alert.id, name: alert.title }, { destinationNames });
  });
}

/**
 * Tries again, under their own ids, the deliveries to a destination that were given up since a time and whose alerts are
 * still active: a receiver that was repaired hears of what goes on, not of what is over.
 * @param since ISO 8601.
 * @returns how many there are.
 * @throws AppError (not-found; conflict when the destination is off).
 */
export async function retryFailedDeliveries(
  context: ChangeContext,
  destinationId: string,
  since: string,
): Promise<number> {
  return change(context, async (tx) => {
    const id = toUuid(destinationId);
    const destination = id && (await tx.prisma.destination.findUnique({ where: { id } }));
    if (!destination) throw new AppError("not-found", `There is no destination ${destinationId}`);
    requireOn(destination.displayName, destination.isEnabled);
    await makeDue(tx, [destination.id]);
    const retried = await tx.sql<{ alertId: string }>`
      UPDATE deliveries d SET state = 'PENDING', next_attempt_at = ${tx.now}, finished_at = NULL
        FROM alerts a
       WHERE a.id = d.alert_id AND a.status = ANY(${activeStatuses}) AND d.destination_id = ${destination.id}
         AND d.state = 'FAILED' AND d.finished_at >= ${since}::timestamptz AND d.reason <> 'resolved'
       RETURNING d.alert_id`;
    const name = destination.displayName;
    for (const alertId of new Set(retried.map((row) => row.alertId))) {
      await addActivity(tx, alertId, "delivery-requested", { destinationNames: [name] });
    }
    tx.audit(
      "destination.retry-failed",
      { type: "destination", id: destination.id, name },
      { since, retried: retried.length },
    );
    return retried.length;
  });
}
