/** When sources were paused: alarms neither hold that time against their senders nor wait for it to count. */
import "server-only";
import type { PrismaTx } from "#lib/change.ts";
import type { Queryable } from "#lib/db.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import { type Interval, union } from "./alarm/counted-time.ts";
import { databaseNow } from "./uptime.ts";

/**
 * Pauses or resumes a source, and has the next tick look at its alarms. One that is so already stays as it is.
 * @param given the database's clock when left out; tests give theirs.
 */
export async function setPaused(tx: PrismaTx, sourceId: string, isPaused: boolean, given?: Date): Promise<void> {
  const at = given ?? (await databaseNow(tx));
  const { count } = await tx.prisma.logSource.updateMany({
    where: { id: sourceId, isPaused: !isPaused },
    data: { isPaused, ...(isPaused ? {} : { resumedAt: at }) },
  });
  if (count === 0) return;
  if (isPaused) {
    await tx.sql`INSERT INTO log_source_pauses (source_id, paused_at) VALUES (${sourceId}, ${at}) ON CONFLICT DO NOTHING`;
  } else {
    await tx.sql`
      UPDATE log_source_pauses SET resumed_at = GREATEST(paused_at, ${at}) WHERE source_id = ${sourceId} AND resumed_at IS NULL`;
  }
  await markHealthDue(tx, [sourceId], at);
  await tx.sql`UPDATE log_source_alarms SET due_at = ${at} WHERE source_id = ${sourceId} AND due_at > ${at}`;
}

/** The times in which each of the sources was paused until now, ordered and disjoint; those that never were are left out. */
export async function readPauses(
  client: Queryable,
  sourceIds: readonly string[],
  now: Date,
): Promise<Map<string, Interval[]>> {
  const { rows } = await client.query<{ sourceId: string; pausedAt: Date; until: Date }>(
    `SELECT source_id AS "sourceId", paused_at AS "pausedAt", COALESCE(resumed_at, $2) AS until FROM log_source_pauses
      WHERE source_id = ANY($1::uuid[]) AND paused_at < COALESCE(resumed_at, $2)`,
    [sourceIds, now],
  );
  const bySource = Map.groupBy(rows, (row) => row.sourceId);
  return new Map(
    [...bySource].map(([sourceId, pauses]) => {
      const intervals = pauses.map(({ pausedAt, until }) => ({ from: pausedAt.getTime(), until: until.getTime() }));
      return [sourceId, union(intervals, [])];
    }),
  );
}
