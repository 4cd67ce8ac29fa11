import "server-only";
import { pool } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import { keepLake } from "#lib/lake/retention.ts";
import { keptDays } from "#lib/log-source-kinds/kept-days.ts";

const dayMs = 24 * 60 * 60_000;
/** A day and what is running; lists show no more of it. */
const quartersKeptMs = dayMs + 60 * 60_000;
const rowsAStatement = 10_000;

/** In parts, so that no statement locks or logs much at once. */
async function removeInParts(table: string, condition: string, before: Date): Promise<number> {
  let removed = 0;
  for (;;) {
    const { rowCount } = await pool.query(
      `DELETE FROM ${table} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${rowsAStatement}))`,
      [before],
    );
    removed += rowCount ?? 0;
    if ((rowCount ?? 0) < rowsAStatement) return removed;
  }
}

/**
 * Removes records of finished bodies, counters and pauses that are over after `keptDays` (counts of quarters after a day), and keeps the lake: makes the partitions of the days
 * ahead, so that midnight finds them, and drops those past TELLTALE_RETENTION_DAYS. Bodies that wait or failed are never removed.
 */
export async function keepLogSources(
  now: Date,
): Promise<Record<"batches" | "minutes" | "quarters" | "refusals" | "pauses", number>> {
  const before = new Date(now.getTime() - keptDays * dayMs);
  await keepLake(pool, now, env().TELLTALE_RETENTION_DAYS);
  return {
    batches: await removeInParts("log_batches", "state = 'done' AND done_at < $1", before),
    minutes: await removeInParts("log_source_minutes", "minute < $1", before),
    quarters: await removeInParts("log_source_quarters", "quarter < $1", new Date(now.getTime() - quartersKeptMs)),
    refusals: await removeInParts("log_source_refusals", "minute < $1", before),
    pauses: await removeInParts("log_source_pauses", "resumed_at < $1", before),
  };
}
