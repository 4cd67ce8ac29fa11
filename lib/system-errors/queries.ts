import "server-only";
import { isActiveAlert } from "#lib/alerts/alert-row.ts";
import { listReports, readAlertRow } from "#lib/alerts/queries.ts";
import type { AlertEventPage } from "#lib/alerts/schema.ts";
import { alertIdOf } from "#lib/alerts/terms.ts";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { sql } from "#lib/db.ts";
import { alertDeliveryFailure, keyOfDestination } from "./kinds/alert-delivery-failure.ts";
import { systemErrorKindOf } from "./registry.ts";

/**
 * What an alert stands for, newest first: what its kind lists where it has events of its own (failing lines), else what
 * was reported.
 * @throws AppError (not-found).
 */
export async function listAlertEvents(
  actor: Actor,
  id: string,
  options: { limit: number; cursor?: string | undefined },
): Promise<AlertEventPage> {
  requirePermission(actor, "AlertRead");
  const alert = await readAlertRow(id);
  return (systemErrorKindOf(alert.kind)?.listEvents ?? listReports)(alert, options);
}

/** The open System Error that tells of failing delivery to this destination; null when there is none. */
export async function openDeliveryError(actor: Actor, destinationId: string): Promise<string | null> {
  requirePermission(actor, "AlertRead");
  const [alert] = await sql<{ id: string }>`
    SELECT a.id FROM alerts a
     WHERE a.kind = ${alertDeliveryFailure.kind} AND a.subject = ${keyOfDestination({ destinationId })} AND ${isActiveAlert}`;
  return alert ? alertIdOf(alert.id) : null;
}
