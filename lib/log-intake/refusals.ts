import "server-only";
import { pool } from "#lib/db.ts";
import { messageOf } from "#lib/errors.ts";
import type { RefusalReason } from "#lib/log-source-kinds/refusal-reasons.ts";
import { logger } from "#lib/logger.ts";

interface Count {
  sourceId: string;
  minute: Date;
  reason: RefusalReason;
  count: number;
  detail: string;
  at: Date;
}

const detailMaxLength = 300;
let waiting = new Map<string, Count>();
let writing: Promise<void> | null = null;
let next: Promise<void> | null = null;

async function write(): Promise<void> {
  const counts = [...waiting.values()];
  waiting = new Map();
  // A source may be deleted meanwhile; its refusals go with it.
  await pool.query(
    `WITH given AS (
       SELECT given.* FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[])
         AS given (source_id, minute, reason, count, last_detail, last_at)
       JOIN log_sources ON log_sources.id = given.source_id
     ), quarter AS (
       INSERT INTO log_source_quarters AS q (source_id, quarter, refused)
       SELECT source_id, date_bin('15 minutes', minute, 'epoch') AS quarter, sum(count) FROM given GROUP BY 1, 2 ORDER BY 1, 2
       ON CONFLICT (source_id, quarter) DO UPDATE SET refused = q.refused + excluded.refused
     ), counted AS (
       INSERT INTO log_source_refusals (source_id, minute, reason, count, last_detail, last_at)
       SELECT * FROM given ORDER BY source_id, minute, reason
     ON CONFLICT (source_id, minute, reason) DO UPDATE
       SET count = log_source_refusals.count + excluded.count, last_detail = excluded.last_detail,
           last_at = greatest(log_source_refusals.last_at, excluded.last_at)
       RETURNING source_id, last_at
     )
     INSERT INTO health_checks_due AS due (source_id, due_at) SELECT source_id, max(last_at) FROM counted GROUP BY 1 ORDER BY 1
     ON CONFLICT (source_id) DO UPDATE SET due_at = least(due.due_at, excluded.due_at)`,
    [
      counts.map((count) => count.sourceId),
      counts.map((count) => count.minute),
      counts.map((count) => count.reason),
      counts.map((count) => count.count),
      counts.map((count) => count.detail),
      counts.map((count) => count.at),
    ],
  );
}

/**
 * Counts a refused request. Resolves when it is stored; requests that are refused while a write runs share the next
 * one, so a flood of them costs one statement at a time. Never throws: a refusal is answered although it cannot be counted.
 */
export async function countRefusal(sourceId: string, reason: RefusalReason, detail: string, at: Date): Promise<void> {
  const minute = new Date(Math.floor(at.getTime() / 60_000) * 60_000);
  const key = `${sourceId} ${minute.getTime()} ${reason}`;
  const counted = waiting.get(key)?.count ?? 0;
  waiting.set(key, { sourceId, minute, reason, count: counted + 1, detail: detail.slice(0, detailMaxLength), at });
  next ??= (async () => {
    await writing;
    writing = next;
    next = null;
    await write().catch((error: unknown) => {
      logger.warn({ reason: messageOf(error) }, "refused requests could not be counted");
    });
  })();
  await next;
}
