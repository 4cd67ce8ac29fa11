import "server-only";
import { activeStatuses } from "#lib/alerts/terms.ts";
import { pool } from "#lib/db.ts";
import type { HttpSource, LogStreamType } from "#lib/log-source-kinds/schema.ts";
import { logDropOff, subjectOfAlarmSql } from "#lib/system-errors/kinds/log-drop-off.ts";
import type { HealthFacts } from "./health.ts";
import type { SourceDropOff, SourceRefusal } from "./schema.ts";

/** A source with what its lists and its page show of it. */
export interface SourceRow extends Omit<HealthFacts, "refused"> {
  id: string;
  kind: string;
  label: string;
  logTypes: string[];
  logStreamType: LogStreamType;
  logStreamTypeOptions: HttpSource["logStreamTypeOptions"] | null;
  config: unknown;
  hasSecret: boolean;
  pendingBatches: number;
  createdAt: Date;
  updatedAt: Date;
  dropOff: SourceDropOff;
  /** Of the last 24 hours, the latest first. */
  refusals: SourceRefusal[];
}

/** As `json_build_object` gives it. */
type Json<T> = { [Key in keyof T]: T[Key] extends Date ? string : T[Key] extends Date | null ? string | null : T[Key] };

interface Raw extends Omit<SourceRow, "alerts" | "alarms" | "failedBatches" | "refusals"> {
  alerts: Json<HealthFacts["alerts"][number]>[] | null;
  alarms: Json<HealthFacts["alarms"][number]>[] | null;
  failedCount: number;
  failedError: string | null;
  refusals: SourceRefusal[] | null;
}

const dayMs = 24 * 60 * 60_000;

/** The sources by label; one when `id` is given. One statement for all. */
export async function readSourceRows(now: Date, id: string | null): Promise<SourceRow[]> {
  const { rows } = await pool.query<Raw>(
    `SELECT source.id, source.kind, source.label, source.log_types AS "logTypes", source.log_stream_type AS "logStreamType",
            source.log_stream_type_options AS "logStreamTypeOptions", source.config, source.sealed_secret IS NOT NULL AS "hasSecret",
            "dropOff".value AS "dropOff", source.is_paused AS "isPaused", source.created_at AS "createdAt", source.updated_at AS "updatedAt",
            source.last_event_processed_at AS "lastEventProcessedAt",
            greatest(source.last_received_at, latest.received_at) AS "lastReceivedAt",
            source.last_event_processed_at IS NOT NULL
              OR EXISTS (SELECT FROM log_source_minutes WHERE source_id = source.id) AS "hasProcessed",
            pending.count AS "pendingBatches", pending.oldest AS "oldestPendingAt",
            failed.count AS "failedCount", failed.error AS "failedError",
            alert.list AS alerts, alarm.list AS alarms, refusal.list AS refusals
     FROM log_sources source
     CROSS JOIN LATERAL (
       SELECT json_build_object('minutesThreshold', max(minutes_threshold) FILTER (WHERE is_plain),
                                'calendar', (jsonb_agg(calendar) FILTER (WHERE is_plain))->0,
                                'others', count(*) FILTER (WHERE NOT is_plain),
                                'isOut', coalesce(bool_or(state = 'ALARM') FILTER (WHERE is_plain), false)) AS value
       FROM (SELECT minutes_threshold, calendar, state, signal = 'no-data' AND log_type = '' AS is_plain
             FROM log_source_alarms WHERE source_id = source.id) alarms
     ) "dropOff"
     LEFT JOIN LATERAL (
       SELECT received_at FROM log_batches WHERE source_id = source.id AND state <> 'receiving' ORDER BY received_at DESC LIMIT 1
     ) latest ON true
     LEFT JOIN LATERAL (
       SELECT count(*), min(received_at) AS oldest FROM log_batches WHERE source_id = source.id AND state = 'pending'
     ) pending ON true
     LEFT JOIN LATERAL (
       SELECT count(*), max(last_error) AS error FROM log_batches WHERE source_id = source.id AND state = 'failed'
     ) failed ON true
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('id', id, 'kind', kind, 'title', title, 'openedAt', opened_at, 'eventCount', event_count)
                       ORDER BY opened_at DESC) AS list
       FROM alerts WHERE source_id = source.id AND type = 'SYSTEM_ERROR' AND status = ANY($3)
     ) alert ON true
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('signal', a.signal, 'logType', a.log_type, 'minutesThreshold', a.minutes_threshold,
                         'state', a.state, 'stateChangedAt', a.state_changed_at, 'snoozedUntil', a.snoozed_until, 'alertId', raised.id)
                       ORDER BY a.log_type, a.signal) AS list
       FROM log_source_alarms a
       LEFT JOIN alerts raised ON a.state = 'ALARM' AND raised.kind = '${logDropOff.kind}'
         AND raised.subject = ${subjectOfAlarmSql}
       WHERE a.source_id = source.id
     ) alarm ON true
     LEFT JOIN LATERAL (
       SELECT json_agg(json_build_object('reason', reason, 'detail', detail, 'count', count, 'lastAt', last_at) ORDER BY last_at DESC) AS list
       FROM (SELECT reason, sum(count) AS count, max(last_at) AS last_at, (array_agg(last_detail ORDER BY last_at DESC))[1] AS detail
             FROM log_source_refusals WHERE source_id = source.id AND minute > $1 GROUP BY reason) given
     ) refusal ON true
     WHERE $2::uuid IS NULL OR source.id = $2
     ORDER BY lower(source.label), source.id`,
    [new Date(now.getTime() - dayMs), id, activeStatuses],
  );
  return rows.map(({ failedCount, failedError, alerts, alarms, refusals, ...row }) => ({
    ...row,
    failedBatches: { count: failedCount, lastError: failedError },
    alerts: (alerts ?? []).map((alert) => ({ ...alert, openedAt: new Date(alert.openedAt) })),
    alarms: (alarms ?? []).map((alarm) => ({
      ...alarm,
      stateChangedAt: new Date(alarm.stateChangedAt),
      snoozedUntil: alarm.snoozedUntil === null ? null : new Date(alarm.snoozedUntil),
    })),
    refusals: (refusals ?? []).map((refusal) => ({ ...refusal, lastAt: new Date(refusal.lastAt).toISOString() })),
  }));
}

/** What health needs to know of refusals. */
export function refusedOf(refusals: SourceRefusal[]): HealthFacts["refused"] {
  const [latest] = refusals;
  if (!latest) return null;
  const count = refusals.reduce((sum, refusal) => sum + refusal.count, 0);
  return { count, lastAt: new Date(latest.lastAt), lastDetail: latest.detail };
}
