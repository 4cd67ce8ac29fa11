import "server-only";
import type { StreamType, StreamTypeOptions } from "#lib/classification/schema.ts";
import { pool } from "#lib/db.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";

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
  const { rows } = await pool.query<OpenError>(
    `SELECT s.id AS "sourceId", s.label AS "sourceLabel", s.log_types AS "logTypes", s.log_stream_type AS "streamType",
            s.log_stream_type_options AS "streamTypeOptions", a.opened_at AS "openedAt", a.last_event_at AS "lastEventAt",
            (a.facts->>'lines')::bigint AS lines,
            CASE WHEN v.source_id IS NOT NULL THEN json_build_object('since', v.since, 'judgedBy', v.judged_by, 'lines', v.lines,
              'fitting', v.fitting, 'isLimited', v.is_limited, 'throughAt', v.through_at, 'throughId', v.through_id) END AS verdict
       FROM alerts a
       JOIN log_sources s ON s.id = a.source_id
       LEFT JOIN kept_line_verdicts v ON v.source_id = s.id
      WHERE a.kind = 'SOURCE_CLASSIFICATION_FAILURES' AND a.status IN ('OPEN', 'TRIAGED')
        AND ($1::uuid IS NULL OR s.id = $1) AND ($2::text[] IS NULL OR s.log_types && $2)
      ORDER BY a.last_event_at DESC, s.id`,
    [which.sourceId ?? null, which.logTypes ?? null],
  );
  return rows.map(({ verdict, ...row }) => ({
    ...row,
    verdict: verdict && { ...verdict, since: new Date(verdict.since) },
  }));
}
