import "server-only";
import type { StreamType, StreamTypeOptions } from "#lib/classification/schema.ts";
import { sql } from "#lib/db.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import type { StandingCause } from "./schema.ts";

/** A source with an open classification error, and what was said of its kept lines last. */
export type OpenError = {
  sourceId: string;
  sourceLabel: string;
  logTypes: string[];
  streamType: StreamType;
  streamTypeOptions: StreamTypeOptions | null;
  openedAt: Date;
  lastEventAt: Date;
  /** Lines that failed since it was opened last. */
  lines: number;
  verdict: {
    since: Date;
    judgedBy: JudgedBy;
    lines: number;
    fitting: number;
    isLimited: boolean;
    standing: StandingCause[];
    /** As PostgreSQL writes it, with its microseconds; null when there was no line. */
    throughAt: string | null;
    throughId: string | null;
  } | null;
};

/** What a verdict depends on, beside the lines. */
export type JudgedBy = {
  revisions: Record<string, number>;
  streamType: StreamType;
  streamTypeOptions: StreamTypeOptions;
};

export function judgedByOf(source: Pick<OpenError, "streamType" | "streamTypeOptions">, specs: SchemaSpec[]): JudgedBy {
  return {
    revisions: Object.fromEntries(specs.map(({ logType, revision }) => [logType, revision])),
    streamType: source.streamType,
    streamTypeOptions: source.streamTypeOptions ?? {},
  };
}

/** Open classification errors, the latest first: all of them, of one source, or of the sources that use one of some log types. */
export async function readOpenErrors(which: { sourceId?: string; logTypes?: string[] } = {}): Promise<OpenError[]> {
  const { sourceId = null, logTypes = null } = which;
  const rows = await sql<OpenError>`
    SELECT s.id AS source_id, s.label AS source_label, s.log_types, s.log_stream_type AS stream_type,
           s.log_stream_type_options AS stream_type_options, a.opened_at, a.last_event_at, (a.facts->>'lines')::bigint AS lines,
           CASE WHEN v.source_id IS NOT NULL THEN json_build_object('since', v.since, 'judgedBy', v.judged_by, 'lines', v.lines,
             'fitting', v.fitting, 'isLimited', v.is_limited, 'standing', v.standing, 'throughAt', v.through_at, 'throughId', v.through_id) END AS verdict
      FROM alerts a
      JOIN log_sources s ON s.id = a.source_id
      LEFT JOIN kept_line_verdicts v ON v.source_id = s.id
     WHERE a.kind = 'SOURCE_CLASSIFICATION_FAILURES' AND a.status IN ('OPEN', 'TRIAGED')
       AND (${sourceId}::uuid IS NULL OR s.id = ${sourceId}) AND (${logTypes}::text[] IS NULL OR s.log_types && ${logTypes})
     ORDER BY a.last_event_at DESC, s.id`;
  return rows.map(({ verdict, ...row }) => ({
    ...row,
    verdict: verdict && { ...verdict, since: new Date(verdict.since) },
  }));
}
