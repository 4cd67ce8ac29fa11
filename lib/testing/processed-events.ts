/** What the job that classifies leaves of events, for tests of what looks at it later. */
import { inTransaction } from "#lib/db.ts";
import { onEventsProcessed } from "#lib/drop-off/on-events-processed.ts";

/**
 * Events of one log type that were processed at a time, in one transaction.
 * @returns the destinations that are owed a message because of them.
 */
export function processEvents(
  sourceId: string,
  at: Date,
  { logType, events = 5, lagSeconds = 1 }: { logType: string; events?: number; lagSeconds?: number },
): Promise<string[]> {
  return inTransaction(async (client) => {
    await client.query(
      `INSERT INTO log_source_minutes AS m (source_id, minute, log_type, classified, lag_seconds_min, lag_seconds_max)
       VALUES ($1, date_trunc('minute', $2::timestamptz), $3, $4, $5, $5)
       ON CONFLICT (source_id, minute, log_type) DO UPDATE
         SET classified = m.classified + $4, lag_seconds_min = least(m.lag_seconds_min, $5)`,
      [sourceId, at, logType, events, lagSeconds],
    );
    await client.query(
      `INSERT INTO log_source_log_types AS t (source_id, log_type, last_event_at) VALUES ($1, $2, $3)
       ON CONFLICT (source_id, log_type) DO UPDATE SET last_event_at = greatest(t.last_event_at, $3)`,
      [sourceId, logType, at],
    );
    await client.query(
      `UPDATE log_sources SET last_event_processed_at = greatest(last_event_processed_at, $2),
              last_received_at = greatest(last_received_at, $2) WHERE id = $1`,
      [sourceId, at],
    );
    return onEventsProcessed(client, sourceId, [logType], at);
  });
}
