import "server-only";
import { activeStatuses } from "#lib/alerts/terms.ts";
import type { Queryable } from "#lib/db.ts";
import { type LastDay, readLastDay } from "#lib/log-processing/last-day.ts";
import { sourceAuthOf } from "#lib/log-source-kinds/define-log-source-kind.ts";
import { logSourceKind } from "#lib/log-source-kinds/registry.ts";
import { classificationFailures } from "#lib/system-errors/kinds/classification-failures.ts";
import { logDropOff, subjectOfAlarmSql } from "#lib/system-errors/kinds/log-drop-off.ts";
import type { CheckedAlarm, CheckedAlert, CheckedRefusal, CheckedSource } from "./define-health-check.ts";

const dayMs = 24 * 60 * 60_000;
const bucketsPerHour = 4;
/** A batch that failed as often is more than bad luck. */
const failingAttempts = 3;

/** As `json_build_object` gives it. */
type Json<T> = { [Key in keyof T]: T[Key] extends Date ? string : T[Key] extends Date | null ? string | null : T[Key] };

interface Row
  extends Pick<
    CheckedSource,
    "id" | "kind" | "logTypes" | "isPaused" | "lastReceivedAt" | "hasProcessed" | "lastEventProcessedAt"
  > {
  config: unknown;
  hasSecret: boolean;
  pendingBatches: number;
  oldestPendingAt: Date | null;
  pendingError: string | null;
  failingCount: number;
  failedCount: number;
  failedError: string | null;
  alerts: Json<CheckedAlert>[] | null;
  alarms: Json<CheckedAlarm>[] | null;
  refusals: Json<CheckedRefusal>[] | null;
}

const statement = `
  SELECT source.id, source.kind, source.log_types AS "logTypes", source.config, source.sealed_secret IS NOT NULL AS "hasSecret",
         source.is_paused AS "isPaused", source.last_event_processed_at AS "lastEventProcessedAt",
         greatest(source.last_received_at, latest.received_at) AS "lastReceivedAt",
         source.last_event_processed_at IS NOT NULL
           OR EXISTS (SELECT FROM log_source_minutes WHERE source_id = source.id) AS "hasProcessed",
         pending.count AS "pendingBatches", pending.oldest AS "oldestPendingAt", pending.error AS "pendingError", pending.failing AS "failingCount",
         failed.count AS "failedCount", failed.error AS "failedError",
         alert.list AS alerts, alarm.list AS alarms, refusal.list AS refusals
  FROM log_sources source
  LEFT JOIN LATERAL (
    SELECT received_at FROM log_batches WHERE source_id = source.id AND state <> 'receiving' ORDER BY received_at DESC LIMIT 1
  ) latest ON true
  LEFT JOIN LATERAL (
    SELECT count(*), min(received_at) AS oldest, (array_agg(last_error ORDER BY attempts DESC) FILTER (WHERE last_error IS NOT NULL))[1] AS error,
           count(*) FILTER (WHERE attempts >= ${failingAttempts}) AS failing
    FROM log_batches WHERE source_id = source.id AND state = 'pending'
  ) pending ON true
  LEFT JOIN LATERAL (
    SELECT count(*), max(last_error) AS error FROM log_batches WHERE source_id = source.id AND state = 'failed'
  ) failed ON true
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('id', id, 'kind', kind, 'title', title, 'openedAt', opened_at, 'eventCount', event_count,
                      'keptLines', CASE WHEN kind = '${classificationFailures.kind}' AND v.source_id IS NOT NULL THEN json_build_object(
                        'lines', v.lines, 'fitting', v.fitting, 'isLimited', v.is_limited,
                        'hasNewer', v.through_at IS NULL OR v.through_at < last_event_at) END)
                    ORDER BY opened_at DESC) AS list
    FROM alerts
    LEFT JOIN kept_line_verdicts v ON v.source_id = alerts.source_id AND v.since = alerts.opened_at
    WHERE alerts.source_id = source.id AND type = 'SYSTEM_ERROR' AND status = ANY($3)
  ) alert ON true
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('signal', a.signal, 'logType', a.log_type, 'minutesThreshold', a.minutes_threshold,
                      'state', a.state, 'stateChangedAt', a.state_changed_at, 'snoozedUntil', a.snoozed_until, 'alertId', raised.id)
                    ORDER BY a.log_type, a.signal) AS list
    FROM log_source_alarms a
    LEFT JOIN alerts raised ON a.state = 'ALARM' AND raised.kind = '${logDropOff.kind}' AND raised.subject = ${subjectOfAlarmSql}
    WHERE a.source_id = source.id
  ) alarm ON true
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('reason', reason, 'detail', detail, 'count', count, 'lastAt', last_at) ORDER BY last_at DESC) AS list
    FROM (SELECT reason, sum(count) AS count, max(last_at) AS last_at, (array_agg(last_detail ORDER BY last_at DESC))[1] AS detail
          FROM log_source_refusals WHERE source_id = source.id AND minute > $2 GROUP BY reason) given
  ) refusal ON true
  WHERE source.id = ANY($1)`;

/** In each of the last 24 hours, oldest first: how many lines were classified or failed. */
function eventsByHour({ ribbon }: LastDay): number[] {
  return Array.from({ length: Math.ceil(ribbon.length / bucketsPerHour) }, (_, hour) =>
    ribbon
      .slice(hour * bucketsPerHour, (hour + 1) * bucketsPerHour)
      .reduce((sum, bucket) => sum + bucket.classified + bucket.failed, 0),
  );
}

function checkedOf(row: Row, day: LastDay): CheckedSource {
  const { config, hasSecret, failingCount, failedCount, failedError, alerts, alarms, refusals, ...rest } = row;
  const kind = logSourceKind(row.kind);
  const settings = kind?.config.safeParse(config);
  const hours = eventsByHour(day);
  return {
    ...rest,
    // One whose settings this version cannot read must not keep the others from being looked at.
    auth: kind && settings?.success ? sourceAuthOf(kind, settings.data, hasSecret) : null,
    failingBatches: { count: failingCount, lastError: failingCount > 0 ? row.pendingError : null },
    failedBatches: { count: failedCount, lastError: failedError },
    alerts: (alerts ?? []).map((alert) => ({ ...alert, openedAt: new Date(alert.openedAt) })),
    alarms: (alarms ?? []).map((alarm) => ({
      ...alarm,
      stateChangedAt: new Date(alarm.stateChangedAt),
      snoozedUntil: alarm.snoozedUntil === null ? null : new Date(alarm.snoozedUntil),
    })),
    refusals: (refusals ?? []).map((refusal) => ({ ...refusal, lastAt: new Date(refusal.lastAt) })),
    counts: day.counts,
    eventsOfLastHour: hours.at(-1) ?? 0,
    busyHours: hours.filter((events) => events > 0).length,
  };
}

/** What is known of each of these sources now; those that do not exist are left out. Two statements for all. */
export async function readCheckedSources(
  client: Queryable,
  sourceIds: readonly string[],
  now: Date,
): Promise<CheckedSource[]> {
  if (sourceIds.length === 0) return [];
  const { rows } = await client.query<Row>(statement, [sourceIds, new Date(now.getTime() - dayMs), activeStatuses]);
  const dayOf = await readLastDay(client, sourceIds, now);
  return rows.map((row) => checkedOf(row, dayOf(row.id)));
}
