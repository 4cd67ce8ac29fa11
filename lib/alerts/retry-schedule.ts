const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** The wait before each attempt; the first is sent at once. 14 attempts over 75 h 52 min 35 s. */
export const retryDelaysMs: readonly number[] = [
  0,
  5 * second,
  30 * second,
  2 * minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  12 * hour,
  24 * hour,
  24 * hour,
];

const jitter = 0.2;
const maxRetryAfterMs = hour;

/**
 * How long to wait after `attempts` attempts; null when the schedule is used up.
 * @param retryAfterMs what the receiver asked for; it wins, from one second up to one hour.
 * @param random from 0 up to 1; spreads the wait by ±20 %, so that what failed together does not come back together.
 */
export function nextDelayMs(attempts: number, retryAfterMs: number | null, random: number): number | null {
  const delay = retryDelaysMs[attempts];
  if (delay === undefined) return null;
  if (retryAfterMs !== null) return Math.min(Math.max(retryAfterMs, second), maxRetryAfterMs);
  return Math.round(delay * (1 - jitter + 2 * jitter * random));
}

/** Failures in a row, over all deliveries to a destination, from which on it is left alone for a while. */
const breakerThreshold = 5;
const maxBreakerMs = 10 * minute;

/**
 * How long a destination that failed this many times in a row is left alone before one delivery tries it again; 0 while
 * the breaker is closed. Deliveries wait meanwhile; none is dropped.
 */
export function breakerDelayMs(consecutiveFailures: number): number {
  if (consecutiveFailures < breakerThreshold) return 0;
  return Math.min(maxBreakerMs, 30 * second * 2 ** (consecutiveFailures - breakerThreshold));
}
