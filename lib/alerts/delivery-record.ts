import "server-only";
import { systemChange, type Tx } from "#lib/change.ts";
import type { Receipt } from "#lib/destinations/answer.ts";
import type { DeliveryError } from "#lib/destinations/delivery-error.ts";
import type { DeliveryFailureReason } from "#lib/destinations/terms.ts";
import { addActivity } from "./activity.ts";
import type { ClaimedDelivery, DeliveryTarget } from "./delivery-claims.ts";
import { breakerDelayMs } from "./retry-schedule.ts";

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

/**
 * Called in the transaction that records attempts, so that what follows from them is never lost: with each failure, and with
 * the latest of several that arrived.
 */
export type OnOutcome = (tx: Tx, outcome: DeliveryOutcome) => Promise<void>;

/** One attempt that has ended, and what it makes of its delivery. */
export interface Attempt {
  delivery: ClaimedDelivery;
  startedAt: Date;
  finishedAt: Date;
  receipt: Receipt | null;
  error: DeliveryError | null;
  /** Null when there is no next attempt. */
  nextAttemptAt: Date | null;
  /** It was made by a configuration that has been changed since: it says nothing of the present one. */
  isSuperseded?: boolean;
}

function stateAfter({ error, nextAttemptAt }: Attempt): "PENDING" | "DELIVERED" | "FAILED" {
  if (error === null) return "DELIVERED";
  return nextAttemptAt === null ? "FAILED" : "PENDING";
}

async function writeAttempts(tx: Tx, attempts: readonly Attempt[]): Promise<void> {
  await tx.query(
    `INSERT INTO delivery_attempts (delivery_id, number, started_at, duration_ms, is_success, status_code, reason, message)
     SELECT * FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::int[], $5::boolean[], $6::int[], $7::text[], $8::text[])
     ON CONFLICT (delivery_id, number) DO UPDATE SET started_at = EXCLUDED.started_at, duration_ms = EXCLUDED.duration_ms,
       is_success = EXCLUDED.is_success, status_code = EXCLUDED.status_code, reason = EXCLUDED.reason, message = EXCLUDED.message`,
    [
      attempts.map(({ delivery }) => delivery.id),
      attempts.map(({ delivery }) => delivery.attempt),
      attempts.map(({ startedAt }) => startedAt),
      attempts.map(({ startedAt, finishedAt }) => finishedAt.getTime() - startedAt.getTime()),
      attempts.map(({ error }) => error === null),
      attempts.map(({ receipt, error }) => receipt?.statusCode ?? error?.statusCode ?? null),
      attempts.map(({ error }) => error?.reason ?? null),
      attempts.map(({ receipt, error }) => receipt?.message ?? error?.message ?? ""),
    ],
  );
}

/** Ends the claims. Left out are those with a later claim: their worker was too late and its result decides nothing. */
async function settle(tx: Tx, attempts: readonly Attempt[]): Promise<Attempt[]> {
  const { rows } = await tx.query<{ id: string }>(
    `UPDATE deliveries d SET state = g.state, next_attempt_at = g.next_attempt_at, leased_until = NULL,
            finished_at = CASE WHEN g.state <> 'PENDING' THEN g.finished_at END
       FROM unnest($1::uuid[], $2::int[], $3::text[], $4::timestamptz[], $5::timestamptz[])
         AS g (id, attempt, state, next_attempt_at, finished_at)
      WHERE d.id = g.id AND d.attempt_count = g.attempt AND d.state = 'PENDING' RETURNING d.id`,
    [
      attempts.map(({ delivery }) => delivery.id),
      attempts.map(({ delivery }) => delivery.attempt),
      attempts.map(stateAfter),
      attempts.map(({ nextAttemptAt }) => nextAttemptAt),
      attempts.map(({ finishedAt }) => finishedAt),
    ],
  );
  const settled = new Set(rows.map((row) => row.id));
  return attempts.filter(({ delivery }) => settled.has(delivery.id));
}

/** Failures that come in while the breaker is open belong to the outage that opened it and are not counted again. */
async function countFailure(tx: Tx, destinationId: string, at: Date, error: DeliveryError): Promise<number> {
  const { rows } = await tx.query<{ failures: number; isOpen: boolean }>(
    `UPDATE destinations SET last_failure_at = GREATEST(last_failure_at, $2), last_failure_message = $3,
            consecutive_failures = consecutive_failures + CASE WHEN breaker_open_until > $2 THEN 0 ELSE 1 END
      WHERE id = $1 RETURNING consecutive_failures AS failures, COALESCE(breaker_open_until > $2, false) AS "isOpen"`,
    [destinationId, at, error.message],
  );
  const failures = rows[0]?.failures ?? 1;
  const holdMs = error.isRetryable && !rows[0]?.isOpen ? breakerDelayMs(failures) : 0;
  if (holdMs > 0) {
    const until = new Date(at.getTime() + holdMs);
    await tx.query("UPDATE destinations SET breaker_open_until = $2 WHERE id = $1", [destinationId, until]);
  }
  return failures;
}

async function cancelFollowing(tx: Tx, delivery: ClaimedDelivery, target: DeliveryTarget, at: Date) {
  // A receiver that never heard of the alert does not need to hear that it is over.
  await tx.query(
    `UPDATE deliveries SET state = 'CANCELLED', next_attempt_at = NULL, finished_at = $3
      WHERE alert_id = $1 AND destination_id = $2 AND state = 'PENDING' AND reason = 'resolved'
        AND NOT EXISTS (SELECT 1 FROM deliveries told WHERE told.alert_id = $1 AND told.destination_id = $2
                           AND told.reason <> 'resolved' AND told.state IN ('PENDING', 'DELIVERED'))`,
    [delivery.alertId, target.id, at],
  );
}

function outcomeOf(target: DeliveryTarget, { delivery, finishedAt }: Attempt): Omit<DeliveryOutcome, "failure"> {
  const { id, displayName, kind } = target;
  return {
    destination: { id, displayName, kind },
    alert: { id: delivery.alertId, title: delivery.message.title },
    at: finishedAt,
  };
}

/** Attempts in a row that arrived. */
async function recordArrivals(
  tx: Tx,
  target: DeliveryTarget,
  arrived: readonly Attempt[],
  onOutcome: OnOutcome,
): Promise<void> {
  const latest = arrived.at(-1);
  if (!latest) return;
  if (!latest.isSuperseded) {
    await tx.query(
      `UPDATE destinations SET consecutive_failures = 0, breaker_open_until = NULL,
              last_success_at = GREATEST(last_success_at, $2) WHERE id = $1`,
      [target.id, latest.finishedAt],
    );
  }
  const { type, id, name } = tx.actor;
  await tx.query(
    `INSERT INTO alert_activities (alert_id, occurred_at, action, actor_type, actor_id, actor_name, detail)
     SELECT g.alert_id, g.at, 'delivered', $4, $5, $6, json_build_object('destinationName', $7::text, 'statusCode', g.code)
       FROM unnest($1::uuid[], $2::timestamptz[], $3::int[]) AS g (alert_id, at, code)`,
    [
      arrived.map(({ delivery }) => delivery.alertId),
      arrived.map(({ finishedAt }) => finishedAt),
      arrived.map(({ receipt }) => receipt?.statusCode ?? null),
      type,
      id,
      name,
      target.displayName,
    ],
  );
  await onOutcome(tx, { ...outcomeOf(target, latest), failure: null });
}

async function recordFailure(
  tx: Tx,
  target: DeliveryTarget,
  attempt: Attempt,
  error: DeliveryError,
  onOutcome: OnOutcome,
): Promise<void> {
  const { delivery, finishedAt: at } = attempt;
  const isFinal = attempt.nextAttemptAt === null;
  const consecutiveFailures = await countFailure(tx, target.id, at, error);
  if (isFinal) await cancelFollowing(tx, delivery, target, at);
  const { reason, message, statusCode } = error;
  if (isFinal || delivery.attempt === 1) {
    const detail = { destinationName: target.displayName, message, isFinal };
    await addActivity({ ...tx, now: at }, delivery.alertId, "delivery-failed", detail);
  }
  const failure = { reason, message, statusCode, consecutiveFailures, isFinal };
  await onOutcome(tx, { ...outcomeOf(target, attempt), failure });
}

/**
 * The attempts as they count: what failed by a configuration that was changed meanwhile is due at once by the new one. The
 * destination's row stays locked, as a change of it locks it: first the destination, then its deliveries.
 */
async function byPresentConfig(
  tx: Tx,
  target: DeliveryTarget,
  attempts: readonly Attempt[],
): Promise<readonly Attempt[]> {
  const { rows } = await tx.query<{ at: Date }>(
    "SELECT config_changed_at AS at FROM destinations WHERE id = $1 FOR NO KEY UPDATE",
    [target.id],
  );
  const isChanged = rows[0] !== undefined && rows[0].at.getTime() !== target.configChangedAt.getTime();
  if (!isChanged) return attempts;
  return attempts.map((attempt) =>
    attempt.error === null
      ? { ...attempt, isSuperseded: true }
      : { ...attempt, isSuperseded: true, nextAttemptAt: attempt.finishedAt },
  );
}

/** Puts attempts on record in one transaction, in the order in which they ended. */
async function record(target: DeliveryTarget, ended: readonly Attempt[], onOutcome: OnOutcome): Promise<void> {
  const now = new Date(Math.max(...ended.map(({ finishedAt }) => finishedAt.getTime())));
  await systemChange(now, async (tx) => {
    const attempts = await byPresentConfig(tx, target, ended);
    const ours = await settle(tx, attempts);
    await writeAttempts(tx, attempts);
    let arrived: Attempt[] = [];
    for (const attempt of ours) {
      if (attempt.error !== null && attempt.isSuperseded) continue;
      if (attempt.error === null) {
        arrived.push(attempt);
        continue;
      }
      await recordArrivals(tx, target, arrived, onOutcome);
      arrived = [];
      await recordFailure(tx, target, attempt, attempt.error, onOutcome);
    }
    await recordArrivals(tx, target, arrived, onOutcome);
  });
}

/**
 * Records attempts as they end: one that ends while others are being recorded waits for the next transaction, which takes all
 * that have ended meanwhile. So a single one is on record at once, and many cost little each.
 */
export class DeliveryRecorder {
  readonly #target: DeliveryTarget;
  readonly #onOutcome: OnOutcome;
  #ended: Attempt[] = [];
  #running: Promise<void> | null = null;

  constructor(target: DeliveryTarget, onOutcome: OnOutcome) {
    this.#target = target;
    this.#onOutcome = onOutcome;
  }

  add(attempt: Attempt): void {
    this.#ended.push(attempt);
    this.#running ??= this.#run();
    // Who waits for the record hears of an error; until then nobody has to.
    this.#running.catch(() => {});
  }

  async #run(): Promise<void> {
    while (this.#ended.length > 0) {
      const ended = this.#ended;
      this.#ended = [];
      await record(this.#target, ended, this.#onOutcome);
    }
    this.#running = null;
  }

  /** When all is on record. @throws the database's error. */
  async finished(): Promise<void> {
    await this.#running;
  }
}
