const delaysSeconds = [15, 30, 60, 120, 300, 600, 1_200, 2_400, 3_600, 7_200];
const minDelayMs = 1_000;
const maxDelayMs = 86_400_000;

/** When attempt number `attempt` (the first retry is 1) is due: a table that grows, with 0-30 s at random on top. */
export function retryAt(attempt: number, now: number, linearMs: number | undefined): number {
  if (linearMs !== undefined) return now + linearMs;
  const seconds = delaysSeconds[Math.min(attempt, delaysSeconds.length) - 1] as number;
  return now + seconds * 1_000 + Math.random() * 30_000;
}

/**
 * The instant a `retry-after` header asks for: seconds, counted from the full second, or a date. Between one second and
 * one day from now, whatever it says. Undefined when the header says nothing that can be read.
 */
export function retryAfterAt(header: string | undefined, now: number): number | undefined {
  if (!header) return undefined;
  const seconds = Number(header);
  const at = Number.isFinite(seconds) ? Math.floor(now / 1_000) * 1_000 + seconds * 1_000 : Date.parse(header);
  if (Number.isNaN(at)) return undefined;
  return Math.min(Math.max(at, now + minDelayMs), now + maxDelayMs);
}
