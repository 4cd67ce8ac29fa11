import "server-only";
import { systemChange } from "#lib/change.ts";
import { sql } from "#lib/db.ts";
import type { AlertMessage } from "#lib/destinations/schema.ts";
import { fragment } from "#lib/sql.ts";
import { composeMessages, type UncomposedDelivery } from "./delivery-messages.ts";

/** A destination as its deliveries need it. */
export interface DeliveryTarget {
  id: string;
  kind: string;
  displayName: string;
  shown: Record<string, unknown>;
  sealedSecrets: string;
  consecutiveFailures: number;
  /** Which configuration it is. */
  configChangedAt: Date;
  breakerOpenUntil: Date | null;
}

/** One delivery that this worker alone may send until the lease ends. */
export interface ClaimedDelivery {
  id: string;
  alertId: string;
  message: AlertMessage;
  /** What earlier messages of the alert made the destination remember. */
  reference: string | null;
  /** Of the attempt that is being made; a later claim has a higher one, which makes this worker's result void. */
  attempt: number;
}

/** The destination, or null when it is gone or disabled: then its deliveries wait. */
export async function readTarget(destinationId: string): Promise<DeliveryTarget | null> {
  const [row] = await sql<DeliveryTarget>`
    SELECT id, kind, display_name, config AS shown, sealed_secrets, consecutive_failures, config_changed_at,
           breaker_open_until
      FROM destinations WHERE id = ${destinationId} AND is_enabled`;
  return row ?? null;
}

/** What happened to one alert reaches a destination in that order: a delivery waits for the earlier ones. */
const isNext = fragment`NOT EXISTS (
  SELECT 1 FROM deliveries e
   WHERE e.alert_id = d.alert_id AND e.destination_id = d.destination_id AND e.state = 'PENDING' AND e.created_at < d.created_at)`;

interface ClaimedRow extends UncomposedDelivery {
  message: AlertMessage | null;
  attempt: number;
  reference: string | null;
}

/**
 * Claims up to `limit` due deliveries by a lease, skipping what another worker claims at the same moment. A claim whose
 * lease ran out (its worker was stopped) is taken over, and its attempt is put on record as interrupted. What is sent for the
 * first time gets its message here.
 */
export async function claimDeliveries(
  destinationId: string,
  limit: number,
  now: Date,
  leaseMs: number,
): Promise<ClaimedDelivery[]> {
  return systemChange(now, async (tx) => {
    const rows = await tx.sql<ClaimedRow>`
      WITH due AS (
        SELECT d.id, d.attempt_count, d.leased_until FROM deliveries d
         WHERE d.destination_id = ${destinationId} AND d.state = 'PENDING' AND d.next_attempt_at <= ${now}
           AND (d.leased_until IS NULL OR d.leased_until <= ${now}) AND ${isNext}
         ORDER BY d.next_attempt_at, d.created_at LIMIT ${limit} FOR UPDATE OF d SKIP LOCKED
      ), interrupted AS (
        INSERT INTO delivery_attempts (delivery_id, number, started_at, duration_ms, is_success, reason, message)
        SELECT id, attempt_count, leased_until - ${leaseMs}::int * interval '1 millisecond', ${leaseMs}, false, 'interrupted',
               'The attempt was interrupted before an answer was on record; it is made again with the same id'
          FROM due WHERE leased_until IS NOT NULL ON CONFLICT (delivery_id, number) DO NOTHING
      )
      UPDATE deliveries d SET leased_until = ${new Date(now.getTime() + leaseMs)}, attempt_count = d.attempt_count + 1
        FROM due WHERE d.id = due.id
      RETURNING d.id, d.alert_id, d.reason AS cause, d.created_at, d.message, d.attempt_count AS attempt,
                (SELECT r.reference FROM delivery_references r
                  WHERE r.alert_id = d.alert_id AND r.destination_id = d.destination_id) AS reference`;
    const composed = await composeMessages(
      tx,
      rows.filter((row) => row.message === null),
    );
    return rows.flatMap(({ id, alertId, message: known, attempt, reference }) => {
      const message = known ?? composed.get(id);
      return message ? [{ id, alertId, message, attempt, reference }] : [];
    });
  });
}

/** Keeps how a destination calls what stands for an alert there. */
export async function rememberReference(
  alertId: string,
  destinationId: string,
  reference: string,
  now: Date,
): Promise<void> {
  // Of a destination that was deleted meanwhile nothing is kept.
  await sql`
    INSERT INTO delivery_references (alert_id, destination_id, reference, updated_at)
    SELECT ${alertId}::uuid, d.id, ${reference}, ${now} FROM destinations d WHERE d.id = ${destinationId} FOR KEY SHARE
    ON CONFLICT (alert_id, destination_id) DO UPDATE SET reference = EXCLUDED.reference, updated_at = EXCLUDED.updated_at`;
}

/** When the next delivery to a destination can be sent; null when none waits or the destination is gone or disabled. */
export async function nextDueAt(destinationId: string): Promise<Date | null> {
  const [row] = await sql<{ at: Date | null }>`
    SELECT min(GREATEST(d.next_attempt_at, d.leased_until, t.breaker_open_until)) AS at
      FROM deliveries d JOIN destinations t ON t.id = d.destination_id AND t.is_enabled
     WHERE d.destination_id = ${destinationId} AND d.state = 'PENDING' AND ${isNext}`;
  return row?.at ?? null;
}

/** Destinations with a delivery that could be sent now, for the sweep that finds what an event missed. */
export async function overdueDestinationIds(now: Date): Promise<string[]> {
  const rows = await sql<{ id: string }>`
    SELECT t.id FROM destinations t
     WHERE t.is_enabled AND (t.breaker_open_until IS NULL OR t.breaker_open_until <= ${now})
       AND EXISTS (SELECT 1 FROM deliveries d
                    WHERE d.destination_id = t.id AND d.state = 'PENDING' AND d.next_attempt_at <= ${now}
                      AND (d.leased_until IS NULL OR d.leased_until <= ${now}))
     ORDER BY t.id`;
  return rows.map((row) => row.id);
}
