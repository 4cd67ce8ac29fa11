/** What the job that classifies leaves of events, for tests of what looks at it later. */
import { systemChange } from "#lib/change.ts";
import { onEventsProcessed } from "#lib/drop-off/on-events-processed.ts";

/** Events of one log type that were processed at a time, in one transaction. */
export function processEvents(
  sourceId: string,
  at: Date,
  { logType, events = 5, lagSeconds = 1 }: { logType: string; events?: number; lagSeconds?: number },
): Promise<void> {
  return systemChange(at, async (tx) => {
    await tx.query(
      `INSERT INTO log_source_minutes AS m (source_id, minute, log_type, classified, lag_seconds_min, lag_seconds_max)
       VALUES ($1, date_trunc('minute', $2::timestamptz), $3, $4, $5, $5)
       ON CONFLICT (source_id, minute, log_type) DO UPDATE
         SET classified = m.classified + $4, lag_seconds_min = least(m.lag_seconds_min, $5)`,
      [sourceId, at, logType, events, lagSeconds],
    );
    await tx.query(
      `INSERT INTO log_source_log_types AS t (source_id, log_type, last_event_at) VALUES ($1, $2, $3)
       ON CONFLICT (source_id, log_type) DO UPDATE SET last_event_at = greatest(t.last_event_at, $3)`,
      [sourceId, logType, at],
    );
    await tx.query(
      `UPDATE log_sources SET last_event_processed_at = greatest(last_event_processed_at, $2),
              last_received_at = greatest(last_received_at, $2) WHERE id = $1`,
      [sourceId, at],
    );
    await onEventsProcessed(tx, sourceId, [logType]);
  });
}
