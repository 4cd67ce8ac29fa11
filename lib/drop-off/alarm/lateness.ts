/** How late events arrive, and how much of that is our own doing. Pure. */
import { type Interval, overlap } from "./counted-time.ts";

/** Events of a minute, the freshest of them. Milliseconds. */
export interface Arrival {
  /** When they were processed. */
  at: number;
  /** How long after they happened they were received. */
  lagMs: number;
}

export interface Lateness {
  /** How late the freshest arrival was; null when there is none. */
  lagMs: number | null;
  /** Of it, time in which the pipeline was down and could not take them. */
  lagDownMs: number;
  /** Of it, time in which the source was paused while the pipeline was up. */
  lagPausedMs: number;
}

/** Arrivals no older than this say how late events are. */
export const arrivalsKeptMs = 15 * 60_000;

/** How late the sender is: without the time in which nothing was taken from it. */
export function senderLagMs({ lagMs, lagDownMs, lagPausedMs }: Lateness): number | null {
  return lagMs === null ? null : lagMs - lagDownMs - lagPausedMs;
}

/**
 * The arrival that the sender is least to blame for.
 * @param gaps times in which the pipeline was down, and `held` those in which it was down or the source was paused; each
 * ordered and disjoint.
 */
export function freshest(
  arrivals: Iterable<Arrival>,
  downtime: readonly Interval[],
  held: readonly Interval[],
): Lateness {
  let found: Lateness = { lagMs: null, lagDownMs: 0, lagPausedMs: 0 };
  let least = Number.POSITIVE_INFINITY;
  for (const { at, lagMs } of arrivals) {
    const underway = { from: at - lagMs, until: at };
    const heldMs = overlap(held, underway);
    if (lagMs - heldMs >= least) continue;
    least = lagMs - heldMs;
    const lagDownMs = overlap(downtime, underway);
    found = { lagMs, lagDownMs, lagPausedMs: heldMs - lagDownMs };
  }
  return found;
}
