import "server-only";
import { pool } from "#lib/db.ts";

/** Time for an event to do its work before the sweep does it again. */
const graceMs = 5_000;
/** Longer than a request may take to send its body. */
const abandonedMs = 60 * 60_000;

/** Sources with bodies that are due and that nobody seems to be at work on. An index look-up for each source. */
export async function waitingSourceIds(now: Date): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT id FROM log_sources source WHERE EXISTS (
       SELECT FROM log_batches WHERE state = 'pending' AND source_id = source.id AND not_before_at <= $1)`,
    [new Date(now.getTime() - graceMs)],
  );
  return rows.map((row) => row.id);
}

/** Removes bodies whose process was killed while they came in; they were never acknowledged. @returns how many. */
export async function removeAbandonedBodies(now: Date): Promise<number> {
  const before = new Date(now.getTime() - abandonedMs);
  const { rowCount } = await pool.query("DELETE FROM log_batches WHERE state = 'receiving' AND received_at < $1", [
    before,
  ]);
  return rowCount ?? 0;
}
