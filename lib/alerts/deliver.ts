import "server-only";
import { DeliveryError } from "#lib/destinations/delivery-error.ts";
import { sendTo } from "#lib/destinations/send.ts";
import { processWorld, type World } from "#lib/destinations/world.ts";
import { mapWithConcurrency } from "#lib/map-with-concurrency.ts";
import {
  type ClaimedDelivery,
  claimDeliveries,
  type DeliveryTarget,
  nextDueAt,
  readTarget,
  rememberReference,
} from "./delivery-claims.ts";
import { type Attempt, DeliveryRecorder, type OnOutcome } from "./delivery-record.ts";
import { breakerDelayMs, nextDelayMs } from "./retry-schedule.ts";

export interface DeliverOptions {
  onOutcome: OnOutcome;
  world?: World;
  clock?: () => Date;
  random?: () => number;
  /** After this time no further delivery is claimed; `nextDueAt` says that some are left. */
  budgetMs?: number;
}

export interface DeliverResult {
  delivered: number;
  failed: number;
  /** When this destination has to be called again; null when nothing waits. */
  nextDueAt: Date | null;
}

/** Requests to one destination at the same time. */
const concurrency = 16;
/** Deliveries that are claimed at once: few at first and after a failure, more while all arrive. */
const firstClaim = 8;
const largestClaim = 3 * concurrency;
/** Longer than three attempts can take, one after the other (`attemptTimeoutMs`, the commit). */
const leaseMs = 60_000;

async function attemptOf(
  target: DeliveryTarget,
  delivery: ClaimedDelivery,
  world: World,
  clock: () => Date,
  random: () => number,
): Promise<Attempt> {
  const startedAt = clock();
  try {
    const receipt = await sendTo(target, delivery.message, {
      world,
      deliveryId: delivery.id,
      now: startedAt,
      reference: delivery.reference,
      remember: (reference) => rememberReference(delivery.alertId, target.id, reference, clock()),
    });
    return { delivery, startedAt, finishedAt: clock(), receipt, error: null, nextAttemptAt: null };
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    const finishedAt = clock();
    const delayMs = error.isRetryable ? nextDelayMs(delivery.attempt, error.retryAfterMs, random()) : null;
    const nextAttemptAt = delayMs === null ? null : new Date(finishedAt.getTime() + delayMs);
    return { delivery, startedAt, finishedAt, receipt: null, error, nextAttemptAt };
  }
}

/**
 * Sends what is due to one destination: claims by lease, a few at a time, until nothing is due, the breaker opens or the
 * time is up. At least once: a worker that is stopped between the receiver's answer and its record leads to one more
 * request with the same `webhook-id`. Every attempt is a row.
 */
export async function deliverDue(destinationId: string, options: DeliverOptions): Promise<DeliverResult> {
  const {
    onOutcome,
    world = processWorld(),
    clock = () => new Date(),
    random = Math.random,
    budgetMs = 20_000,
  } = options;
  const endsAt = clock().getTime() + budgetMs;
  let delivered = 0;
  let failed = 0;
  let size = firstClaim;

  while (clock().getTime() < endsAt) {
    const target = await readTarget(destinationId);
    const now = clock();
    if (!target || (target.breakerOpenUntil && target.breakerOpenUntil > now)) break;
    // Half open: one delivery finds out whether the receiver is back.
    const limit = breakerDelayMs(target.consecutiveFailures) > 0 ? 1 : size;
    const claimed = await claimDeliveries(destinationId, limit, now, leaseMs);
    if (claimed.length === 0) break;
    const recorder = new DeliveryRecorder(target, onOutcome);
    const failedBefore = failed;
    await mapWithConcurrency(claimed, concurrency, async (delivery) => {
      const attempt = await attemptOf(target, delivery, world, clock, random);
      if (attempt.error === null) delivered += 1;
      else failed += 1;
      recorder.add(attempt);
    });
    await recorder.finished();
    size = failed > failedBefore ? firstClaim : Math.min(size * 2, largestClaim);
  }
  return { delivered, failed, nextDueAt: await nextDueAt(destinationId) };
}
