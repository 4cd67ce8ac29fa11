import "server-only";
import type { Queryable } from "#lib/db.ts";
import { messageOf } from "#lib/errors.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";

const second = 1000;
/** Waits after each failed attempt; when they are used up the batch is set aside as failed. */
const backoffMs = [1, 5, 30, 120, 600, 1800, 3600].map((seconds) => seconds * second);
const outageWaitMs = 30 * second;

/** Classes of PostgreSQL errors that say nothing about the batch: connection, resources, operator, conflict, system. */
const outageClasses = new Set(["08", "40", "53", "55", "57", "58"]);

function isOutage(error: unknown): boolean {
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
  return (code.length === 5 && outageClasses.has(code.slice(0, 2))) || /^E[A-Z]+$/.test(code);
}

/** What became of batches that could not be processed. */
export interface NotedFailure {
  /** By the clock that all replicas share. */
  at: Date;
  message: string;
  batches: number;
  /** How many of them are set aside now. */
  setAside: number;
  /** Of the batch that was tried most often; outages do not count. */
  attempts: number;
}

/**
 * Notes that batches could not be processed. A group of many is taken apart: each is tried alone at once. A batch alone
 * waits longer each time and is set aside, kept with its reason, when it failed eight times. An outage of the database is
 * nobody's failure and only waits.
 * @param ids of the batches; null when it is due to what all batches of the source need (its schemas, the tables of its
 * events): then each that is due counts an attempt, as if it had been tried alone.
 * @param now the database's clock when null.
 * @returns null when none of them waits any more.
 */
export async function noteFailure(
  client: Queryable,
  sourceId: string,
  ids: readonly string[] | null,
  error: unknown,
  now: Date | null,
): Promise<NotedFailure | null> {
  const message = messageOf(error).slice(0, 500);
  const isCounted = !isOutage(error);
  const isGroup = ids !== null && ids.length > 1;
  const waitsMs = isCounted && isGroup ? backoffMs.map(() => 0) : isCounted ? backoffMs : [];
  const { rows } = await client.query<{ at: Date; state: string; attempts: number }>(
    `UPDATE log_batches
        SET attempts = attempts + $4::int, last_error = $3,
            not_before_at = given.at + COALESCE(($5::float8[])[attempts + 1], ${outageWaitMs}) * interval '1 millisecond',
            state = CASE WHEN $4 = 1 AND attempts >= ${backoffMs.length} THEN 'failed' ELSE 'pending' END
       FROM (SELECT COALESCE($2::timestamptz, statement_timestamp()) AS at) AS given
      WHERE source_id = $1 AND state = 'pending' AND not_before_at <= given.at AND ($6::uuid[] IS NULL OR id = ANY($6))
      RETURNING given.at, state, attempts`,
    [sourceId, now, message, isCounted ? 1 : 0, waitsMs, ids],
  );
  const [first] = rows;
  if (!first) return null;
  await markHealthDue(client, [sourceId], first.at);
  return {
    at: first.at,
    message,
    batches: rows.length,
    setAside: rows.filter((row) => row.state === "failed").length,
    attempts: rows.reduce((most, row) => Math.max(most, row.attempts), 0),
  };
}
