import "server-only";
import { sql } from "#lib/db.ts";
import type { StreamTypeOptions } from "#lib/log-source-kinds/schema.ts";
import type { LogStreamType } from "#lib/log-source-kinds/terms.ts";
import { uuidArray } from "#lib/postgres-array.ts";
import type { SourceDropOff } from "./schema.ts";

/** A source with what its lists and its page show of it, but for its health and its counts. */
export interface SourceRow {
  id: string;
  kind: string;
  label: string;
  logTypes: string[];
  logStreamType: LogStreamType;
  logStreamTypeOptions: StreamTypeOptions | null;
  config: unknown;
  hasSecret: boolean;
  isPaused: boolean;
  createdAt: Date;
  updatedAt: Date;
  lastReceivedAt: Date | null;
  lastEventProcessedAt: Date | null;
  dropOff: SourceDropOff;
}

/** These sources, in the order of `ids`; those that are gone are left out. One statement for all. */
export async function readSourceRows(ids: readonly string[]): Promise<SourceRow[]> {
  return sql<SourceRow>`
     SELECT source.id, source.kind, source.label, source.log_types, source.log_stream_type,
            source.log_stream_type_options, source.config, source.sealed_secret IS NOT NULL AS has_secret,
            drop_off.value AS drop_off, source.is_paused, source.created_at, source.updated_at,
            source.last_event_processed_at,
            greatest(source.last_received_at, latest.received_at) AS last_received_at
     FROM log_sources source
     CROSS JOIN LATERAL (
       SELECT json_build_object('minutesThreshold', max(minutes_threshold) FILTER (WHERE is_plain),
                                'calendar', (jsonb_agg(calendar) FILTER (WHERE is_plain))->0,
                                'others', count(*) FILTER (WHERE NOT is_plain),
                                'isOut', coalesce(bool_or(state = 'ALARM') FILTER (WHERE is_plain), false)) AS value
       FROM (SELECT minutes_threshold, calendar, state, signal = 'no-data' AND log_type = '' AS is_plain
             FROM log_source_alarms WHERE source_id = source.id) alarms
     ) drop_off
     LEFT JOIN LATERAL (
       SELECT received_at FROM log_batches WHERE source_id = source.id AND state <> 'receiving' ORDER BY received_at DESC LIMIT 1
     ) latest ON true
     WHERE source.id = ANY(${uuidArray(ids)}::uuid[])
     ORDER BY array_position(${uuidArray(ids)}::uuid[], source.id)`;
}
