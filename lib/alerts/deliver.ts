import "server-only";
import type pg from "pg";
import { systemActor } from "#lib/auth/actor.ts";
import { inTransaction } from "#lib/db.ts";
import type { Receipt } from "#lib/destinations/answer.ts";
import { DeliveryError } from "#lib/destinations/delivery-error.ts";
import type { DeliveryFailureReason } from "#lib/destinations/schema.ts";
import { sendTo } from "#lib/destinations/send.ts";
import { type OutboundFetch, outboundFetch } from "#lib/http.ts";
import { addActivity } from "./activity.ts";
import {
  type ClaimedDelivery,
  claimDeliveries,
  type DeliveryTarget,
  nextDueAt,
  readTarget,
} from "./delivery-claims.ts";
import { breakerDelayMs, nextDelayMs } from "./retry-schedule.ts";

/** What became of one attempt. */
export interface DeliveryOutcome {
  destination: { id: string; displayName: string; kind: string };
  alert: { id: string; title: string };
  at: Date;
  /** Null when it arrived. */
  failure: {
    reason: DeliveryFailureReason;
    message: string;
    statusCode: number | null;
    /** Over all deliveries to the destination. */
    consecutiveFailures: number;
    /** No further attempt is made by itself: refused for good, or the schedule is used up. */
    isFinal: boolean;
  } | null;
}

export interface DeliverOptions {
  /**
   * Called in the transaction that records an attempt, so that what follows from it is never lost. Returns destinations
   * that are owed something because of it.
   */
  onOutcome(client: pg.ClientBase, outcome: DeliveryOutcome): Promise<string[]>;
  fetch?: OutboundFetch;
  clock?: () => Date;
  random?: () => number;
  /** Requests to one destination at the same time. */
  concurrency?: number;
  /** After this time no further delivery is claimed; `nextDueAt` says that some are left. */
  budgetMs?: number;
}

export interface DeliverResult {
  delivered: number;
  failed: number;
  /** When this destination has to be called again; null when nothing waits. */
  nextDueAt: Date | null;
  /** Destinations that are owed something because of an outcome. */
  owedDestinationIds: string[];
}

/** Longer than an attempt can take (15 s to the headers, 3 s of body, the commit). */
const leaseMs = 60_000;

interface Attempt {
  startedAt: Date;
  finishedAt: Date;
  receipt: Receipt | null;
  error: DeliveryError | null;
}

async function attemptOf(
  target: DeliveryTarget,
  delivery: ClaimedDelivery,
  fetch: OutboundFetch,
  clock: () => Date,
): Promise<Attempt> {
  const startedAt = clock();
  try {
    const receipt = await sendTo(target, delivery.message, { fetch, deliveryId: delivery.id, now: startedAt });
    return { startedAt, finishedAt: clock(), receipt, error: null };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    return { startedAt, finishedAt: clock(), receipt: null, error };
  }
}

async function writeAttempt(client: pg.ClientBase, delivery: ClaimedDelivery, attempt: Attempt): Promise<void> {
  const { error, receipt } = attempt;
  await client.query(
    `INSERT INTO delivery_attempts (delivery_id, number, started_at, duration_ms, is_success, status_code, reason, message)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
     ON CONFLICT (delivery_id, number) DO UPDATE SET started_at = EXCLUDED.started_at, duration_ms = EXCLUDED.duration_ms,
       is_success = EXCLUDED.is_success, status_code = EXCLUDED.status_code, reason = EXCLUDED.reason, message = EXCLUDED.message`,
    [
      delivery.id,
      delivery.attempt,
      attempt.startedAt,
      attempt.finishedAt.getTime() - attempt.startedAt.getTime(),
      error === null,
      receipt?.statusCode ?? error?.statusCode ?? null,
      error?.reason ?? null,
      receipt?.message ?? error?.message ?? "",
    ],
  );
}

/** Ends the claim. False when a later claim exists: then this worker was too late and its result decides nothing. */
async function settle(
  client: pg.ClientBase,
  delivery: ClaimedDelivery,
  state: "PENDING" | "DELIVERED" | "FAILED",
  nextAttemptAt: Date | null,
  at: Date,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE deliveries SET state = $3, next_attempt_at = $4, leased_until = NULL, finished_at = $5
      WHERE id = $1 AND attempt_count = $2 AND state = 'PENDING'`,
    [delivery.id, delivery.attempt, state, nextAttemptAt, state === "PENDING" ? null : at],
  );
  return rowCount === 1;
}

async function countSuccess(client: pg.ClientBase, destinationId: string, at: Date): Promise<void> {
  await client.query(
    `UPDATE destinations SET consecutive_failures = 0, breaker_open_until = NULL,
            last_success_at = GREATEST(last_success_at, $2) WHERE id = $1`,
    [destinationId, at],
  );
}

/** Failures that come in while the breaker is open belong to the outage that opened it and are not counted again. */
async function countFailure(
  client: pg.ClientBase,
  destinationId: string,
  at: Date,
  isRetryable: boolean,
): Promise<number> {
  const { rows } = await client.query<{ failures: number; isOpen: boolean }>(
    `UPDATE destinations SET last_failure_at = GREATEST(last_failure_at, $2),
            consecutive_failures = consecutive_failures + CASE WHEN breaker_open_until > $2 THEN 0 ELSE 1 END
      WHERE id = $1 RETURNING consecutive_failures AS failures, COALESCE(breaker_open_until > $2, false) AS "isOpen"`,
    [destinationId, at],
  );
  const failures = rows[0]?.failures ?? 1;
  const holdMs = isRetryable && !rows[0]?.isOpen ? breakerDelayMs(failures) : 0;
  if (holdMs > 0) {
    const until = new Date(at.getTime() + holdMs);
    await client.query("UPDATE destinations SET breaker_open_until = $2 WHERE id = $1", [destinationId, until]);
  }
  return failures;
}

async function cancelFollowing(client: pg.ClientBase, delivery: ClaimedDelivery, target: DeliveryTarget, at: Date) {
  // A receiver that never heard of the alert does not need to hear that it is over.
  await client.query(
    `UPDATE deliveries SET state = 'CANCELLED', next_attempt_at = NULL, finished_at = $3
      WHERE alert_id = $1 AND destination_id = $2 AND state = 'PENDING' AND reason = 'resolved'
        AND NOT EXISTS (SELECT 1 FROM deliveries told WHERE told.alert_id = $1 AND told.destination_id = $2
                           AND told.reason <> 'resolved' AND told.state IN ('PENDING', 'DELIVERED'))`,
    [delivery.alertId, target.id, at],
  );
}

/**
 * Sends what is due to one destination: claims by lease, a few at a time, until nothing is due, the breaker opens or the
 * time is up. At least once: a worker that is stopped between the receiver's answer and its record leads to one more
 * request with the same `webhook-id`. Every attempt is a row.
 */
export async function deliverDue(destinationId: string, options: DeliverOptions): Promise<DeliverResult> {
  const { fetch = outboundFetch, clock = () => new Date(), random = Math.random } = options;
  const { concurrency = 8, budgetMs = 20_000 } = options;
  const endsAt = clock().getTime() + budgetMs;
  const result: DeliverResult = { delivered: 0, failed: 0, nextDueAt: null, owedDestinationIds: [] };

  async function record(target: DeliveryTarget, delivery: ClaimedDelivery, attempt: Attempt): Promise<void> {
    const { error, finishedAt: at } = attempt;
    const delayMs = error?.isRetryable ? nextDelayMs(delivery.attempt, error.retryAfterMs, random()) : null;
    const isFinal = error !== null && delayMs === null;
    const state = error === null ? "DELIVERED" : isFinal ? "FAILED" : "PENDING";
    const nextAttemptAt = delayMs === null ? null : new Date(at.getTime() + delayMs);

    const owed = await inTransaction(async (client) => {
      const isOurs = await settle(client, delivery, state, nextAttemptAt, at);
      await writeAttempt(client, delivery, attempt);
      if (!isOurs) return [];
      const { id, displayName, kind } = target;
      const outcome = {
        destination: { id, displayName, kind },
        alert: { id: delivery.alertId, title: delivery.message.title },
        at,
      };
      if (error === null) {
        await countSuccess(client, target.id, at);
        const detail = { destinationName: displayName, statusCode: attempt.receipt?.statusCode };
        await addActivity(client, delivery.alertId, "delivered", systemActor, detail, at);
        return options.onOutcome(client, { ...outcome, failure: null });
      }
      const consecutiveFailures = await countFailure(client, target.id, at, error.isRetryable);
      if (isFinal) await cancelFollowing(client, delivery, target, at);
      if (isFinal || delivery.attempt === 1) {
        const detail = { destinationName: displayName, message: error.message, isFinal };
        await addActivity(client, delivery.alertId, "delivery-failed", systemActor, detail, at);
      }
      const { reason, message, statusCode } = error;
      return options.onOutcome(client, {
        ...outcome,
        failure: { reason, message, statusCode, consecutiveFailures, isFinal },
      });
    });
    if (error === null) result.delivered++;
    else result.failed++;
    result.owedDestinationIds.push(...owed);
  }

  while (clock().getTime() < endsAt) {
    const target = await readTarget(destinationId);
    const now = clock();
    if (!target || (target.breakerOpenUntil && target.breakerOpenUntil > now)) break;
    // Half open: one delivery finds out whether the receiver is back.
    const limit = breakerDelayMs(target.consecutiveFailures) > 0 ? 1 : concurrency;
    const claimed = await claimDeliveries(destinationId, limit, now, leaseMs);
    if (claimed.length === 0) break;
    await Promise.all(
      claimed.map(async (delivery) => record(target, delivery, await attemptOf(target, delivery, fetch, clock))),
    );
  }
  result.nextDueAt = await nextDueAt(destinationId);
  result.owedDestinationIds = [...new Set(result.owedDestinationIds)];
  return result;
}
