import "server-only";
import type pg from "pg";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { inTransaction } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";
import { toUuid } from "#lib/uuid.ts";
import { addActivity } from "./activity.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import { enqueueDeliveries } from "./enqueue.ts";
import { type AlertStatus, activeStatuses } from "./schema.ts";
import { changeStatus } from "./status.ts";

const maxSnoozeDays = 90;
const dayMs = 24 * 60 * 60 * 1000;

/** What a person or a client changes; what is left out stays. Null ends an assignment or a snooze. */
export interface AlertChange {
  status?: AlertStatus | undefined;
  /** A user's id. */
  assignee?: string | null | undefined;
  snoozedUntil?: Date | null | undefined;
}

/** Locks the rows in the order of their ids, so that two bulk changes cannot wait for each other. @throws AppError (not-found). */
async function lockAlerts(client: pg.ClientBase, ids: readonly string[]): Promise<AlertRow[]> {
  const wanted = new Map(ids.map((id) => [toUuid(id) ?? id, id]));
  const unknown = (id: string) => new AppError("not-found", `There is no alert ${id}`);
  for (const [uuid, id] of wanted) if (toUuid(uuid) === null) throw unknown(id);
  const { rows } = await client.query<AlertRow>(
    `SELECT ${alertColumns} FROM alerts a WHERE a.id = ANY($1) ORDER BY a.id FOR NO KEY UPDATE OF a`,
    [[...wanted.keys()]],
  );
  for (const row of rows) wanted.delete(row.id);
  for (const id of wanted.values()) throw unknown(id);
  return rows;
}

async function userName(client: pg.ClientBase, id: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>("SELECT name FROM users WHERE id = $1", [toUuid(id)]);
  if (!rows[0]) throw new AppError("invalid", `assignee: there is no user ${id}`, { field: "assignee" });
  return rows[0].name;
}

async function touch(client: pg.ClientBase, alert: AlertRow, column: string, value: unknown, actor: Actor, now: Date) {
  await client.query(
    `UPDATE alerts SET ${column} = $2, updated_at = $3, updated_by_id = $4, updated_by_type = $5 WHERE id = $1`,
    [alert.id, value, now, actor.id, actor.type],
  );
}

/**
 * Changes alerts, all or none.
 * @returns the destinations that are owed "resolved": nudge them.
 * @throws AppError (not-found, invalid).
 */
export async function updateAlerts(
  actor: Actor,
  ids: readonly string[],
  change: AlertChange,
  now: Date,
): Promise<string[]> {
  requirePermission(actor, "AlertModify");
  const { status, snoozedUntil } = change;
  if (snoozedUntil && (snoozedUntil <= now || snoozedUntil.getTime() > now.getTime() + maxSnoozeDays * dayMs)) {
    throw new AppError("invalid", `snoozedUntil: must be within the next ${maxSnoozeDays} days`, {
      field: "snoozedUntil",
    });
  }
  return inTransaction(async (client) => {
    const assignee = change.assignee === "" ? null : change.assignee;
    const assigneeName = assignee ? await userName(client, assignee) : null;
    const owed = new Set<string>();
    for (const alert of await lockAlerts(client, ids)) {
      if (assignee !== undefined && (assignee === null ? null : toUuid(assignee)) !== alert.assigneeId) {
        await touch(client, alert, "assignee_id", assignee && toUuid(assignee), actor, now);
        await addActivity(client, alert.id, "assigned", actor, { assigneeId: assignee, assigneeName }, now);
      }
      if (status !== undefined)
        for (const id of await changeStatus(client, alert, status, actor, now, null)) owed.add(id);
      if (snoozedUntil !== undefined) {
        if (snoozedUntil !== null && !activeStatuses.includes(status ?? alert.status)) {
          throw new AppError("invalid", "snoozedUntil: only an open or triaged alert can be snoozed", {
            field: "snoozedUntil",
          });
        }
        await touch(client, alert, "snoozed_until", snoozedUntil, actor, now);
        await addActivity(client, alert.id, "snoozed", actor, { until: snoozedUntil?.toISOString() ?? null }, now);
      }
    }
    return [...owed];
  });
}

/**
 * Sends a delivery that waits, or was given up, again at once, with the same id.
 * @returns its destination: nudge it.
 * @throws AppError (not-found; conflict when it arrived, was cancelled or its destination is gone).
 */
export async function retryDelivery(actor: Actor, alertId: string, deliveryId: string, now: Date): Promise<string> {
  requirePermission(actor, "AlertModify");
  return inTransaction(async (client) => {
    const [alert] = await lockAlerts(client, [alertId]);
    const { rows } = await client.query<{ state: string; destinationId: string; name: string | null }>(
      `SELECT d.state, d.destination_id AS "destinationId", t.display_name AS name
         FROM deliveries d LEFT JOIN destinations t ON t.id = d.destination_id
        WHERE d.id = $1 AND d.alert_id = $2 FOR NO KEY UPDATE OF d`,
      [toUuid(deliveryId), alert?.id],
    );
    const [delivery] = rows;
    if (!alert || !delivery) throw new AppError("not-found", `There is no delivery ${deliveryId} of this alert`);
    if (delivery.name === null) throw new AppError("conflict", "The destination has been deleted");
    if (delivery.state !== "PENDING" && delivery.state !== "FAILED") {
      throw new AppError("conflict", `The delivery is ${delivery.state.toLowerCase()}; send the alert again instead`);
    }
    await client.query(
      "UPDATE deliveries SET state = 'PENDING', next_attempt_at = $2, finished_at = NULL WHERE id = $1",
      [toUuid(deliveryId), now],
    );
    await client.query("UPDATE destinations SET breaker_open_until = NULL WHERE id = $1", [delivery.destinationId]);
    await addActivity(client, alert.id, "delivery-requested", actor, { destinationNames: [delivery.name] }, now);
    return delivery.destinationId;
  });
}

/**
 * Sends an alert as it stands now to destinations of a person's choice, whatever the routing says.
 * @returns the destinations: nudge them.
 * @throws AppError (not-found, invalid).
 */
export async function sendAlert(
  actor: Actor,
  alertId: string,
  destinationIds: readonly string[],
  now: Date,
): Promise<string[]> {
  requirePermission(actor, "AlertModify");
  return inTransaction(async (client) => {
    const [alert] = await lockAlerts(client, [alertId]);
    if (!alert) throw new AppError("not-found", `There is no alert ${alertId}`);
    const { rows } = await client.query<{ id: string; name: string }>(
      "SELECT id, display_name AS name FROM destinations WHERE id = ANY($1) AND is_enabled ORDER BY id FOR KEY SHARE",
      [destinationIds.map(toUuid)],
    );
    const unknown = destinationIds.find((id) => !rows.some((row) => row.id === toUuid(id)));
    if (unknown !== undefined) {
      const message = `destinationIds: there is no enabled destination ${unknown}`;
      throw new AppError("invalid", message, { field: "destinationIds" });
    }
    const ids = rows.map((row) => row.id);
    await enqueueDeliveries(client, alert.id, "manual", ids, now);
    await client.query("UPDATE destinations SET breaker_open_until = NULL WHERE id = ANY($1)", [ids]);
    const destinationNames = rows.map((row) => row.name);
    await addActivity(client, alert.id, "delivery-requested", actor, { destinationNames }, now);
    return ids;
  });
}

/**
 * Tries again, under their own ids, the deliveries to a destination that were given up since a time and whose alerts are
 * still active: a receiver that was repaired hears of what goes on, not of what is over.
 * @returns how many there are; nudge the destination.
 * @throws AppError (not-found).
 */
export async function retryFailedDeliveries(
  actor: Actor,
  destinationId: string,
  since: Date,
  now: Date,
): Promise<number> {
  requirePermission(actor, "AlertModify");
  return inTransaction(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "UPDATE destinations SET breaker_open_until = NULL WHERE id = $1 RETURNING display_name AS name",
      [toUuid(destinationId)],
    );
    if (!rows[0]) throw new AppError("not-found", `There is no destination ${destinationId}`);
    const { rows: retried } = await client.query<{ alertId: string }>(
      `UPDATE deliveries d SET state = 'PENDING', next_attempt_at = $3, finished_at = NULL
         FROM alerts a
        WHERE a.id = d.alert_id AND a.status = ANY($4) AND d.destination_id = $1 AND d.state = 'FAILED' AND d.finished_at >= $2
          AND d.reason <> 'resolved'
        RETURNING d.alert_id AS "alertId"`,
      [toUuid(destinationId), since, now, activeStatuses],
    );
    for (const id of new Set(retried.map((row) => row.alertId))) {
      await addActivity(client, id, "delivery-requested", actor, { destinationNames: [rows[0].name] }, now);
    }
    return retried.length;
  });
}
