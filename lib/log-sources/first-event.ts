import "server-only";
import { activeStatuses, alertIdOf } from "#lib/alerts/terms.ts";
import { type Actor, requirePermission } from "#lib/auth/actor.ts";
import { pool } from "#lib/db.ts";
import { noSuchSource, sourceIdOrNone } from "#lib/log-source-kinds/source-id.ts";
import { classificationFailures } from "#lib/system-errors/kinds/classification-failures.ts";
import type { FirstEvent, SourceRefusal } from "./schema.ts";

interface Row {
  batch: { id: string; at: Date; bytes: number; lines: number } | null;
  done: { at: string | null; state: string; classified: number; failed: number; error: string | null } | null;
  log_types: string[] | null;
  alert: { id: string; cause: string | null } | null;
  refusals: SourceRefusal[] | null;
}

/** Bodies looked at from each end, so that a source with millions costs no more than a new one. */
const candidates = 100;

/**
 * What became of the first body of a source, for the page that waits for it: the first body with an event, else the
 * latest one. One statement over indexes, cheap enough to ask every second. @throws AppError (not-found)
 */
export async function getFirstEvent(actor: Actor, id: string): Promise<FirstEvent> {
  requirePermission(actor, "LogSourceRead");
  const { rows } = await pool.query<Row>(
    `SELECT batch.facts AS batch, batch.done, minute.log_types, alert.facts AS alert, refusal.list AS refusals
     FROM log_sources source
     LEFT JOIN LATERAL (
       SELECT json_build_object('id', id, 'at', received_at, 'bytes', body_bytes, 'lines', line_count) AS facts,
              json_build_object('at', done_at, 'state', state, 'classified', event_count, 'failed', failure_count, 'error', last_error) AS done
       FROM ((SELECT * FROM log_batches WHERE source_id = source.id ORDER BY received_at LIMIT ${candidates})
             UNION ALL (SELECT * FROM log_batches WHERE source_id = source.id ORDER BY received_at DESC LIMIT ${candidates})) candidate
       WHERE state <> 'receiving'
       ORDER BY event_count > 0 DESC, CASE WHEN event_count > 0 THEN received_at END, received_at DESC LIMIT 1
     ) batch ON true
     LEFT JOIN LATERAL (
       SELECT array_agg(log_type ORDER BY classified DESC) AS log_types
       FROM (SELECT log_type, sum(classified) AS classified FROM log_source_minutes
             WHERE source_id = source.id AND log_type <> '' GROUP BY log_type HAVING sum(classified) > 0) given
     ) minute ON true
     LEFT JOIN LATERAL (
       SELECT json_build_object('id', id, 'cause', facts #>> '{causes,0,message}') AS facts FROM alerts a
       WHERE a.source_id = source.id AND a.kind = '${classificationFailures.kind}' AND a.status = ANY($2) LIMIT 1
     ) alert ON true
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('reason', reason, 'detail', last_detail, 'count', count, 'lastAt', last_at) ORDER BY last_at DESC) AS list
       FROM (SELECT DISTINCT ON (reason) reason, last_detail, last_at, sum(count) OVER (PARTITION BY reason) AS count
             FROM log_source_refusals WHERE source_id = source.id ORDER BY reason, last_at DESC) given
     ) refusal ON true
     WHERE source.id = $1`,
    [sourceIdOrNone(id), activeStatuses],
  );
  const row = rows[0];
  if (!row) throw noSuchSource(id);
  const { batch, done, alert } = row;
  const isProcessed = done !== null && (done.state === "done" || done.state === "failed");
  return {
    received: batch && { batchId: batch.id, at: instant(batch.at), bytes: batch.bytes, lines: batch.lines },
    processed: isProcessed
      ? {
          at: instant(done.at ?? batch?.at ?? 0),
          classified: done.classified,
          failed: done.failed,
          logTypes: row.log_types ?? [],
          lastError: done.error,
        }
      : null,
    failure: alert?.cause ?? null,
    alertId: alert ? alertIdOf(alert.id) : null,
    refusals: (row.refusals ?? []).map((refusal) => ({ ...refusal, lastAt: instant(refusal.lastAt) })),
  };
}

function instant(at: string | Date | number): string {
  return new Date(at).toISOString();
}
