import "server-only";
import type { ClassificationFailure } from "#lib/classification/schema.ts";
import { pool } from "#lib/db.ts";
import { instantCursor, type Page, toPage } from "#lib/paging.ts";

/** Characters of a payload that a list shows; `payloadBytes` tells how many bytes there are. */
const shownCharacters = 20_000;

interface Row extends Omit<ClassificationFailure, "parsedAt"> {
  parsedAt: Date;
  /** Microseconds, which the column has and a Date has not. */
  micros: number;
}

/**
 * Lines of a source that no schema took, newest first.
 * @param since only those processed at this time or later.
 */
export async function listClassificationFailures(
  sourceId: string,
  options: { since: Date; limit: number; cursor?: string | undefined },
): Promise<Page<ClassificationFailure>> {
  const after = options.cursor === undefined ? null : instantCursor(options.cursor);
  const { rows } = await pool.query<Row>(
    `SELECT p_row_id AS "rowId", left(payload, ${shownCharacters}) AS payload, payload_bytes AS "payloadBytes",
            error AS errors, p_source_id AS "sourceId", p_source_label AS "sourceLabel", object_key AS "objectKey",
            request_id AS "requestId", line_number AS "lineNumber", byte_offset AS "byteOffset",
            schema_revisions AS "schemaRevisions", p_parse_time AS "parsedAt", state,
            (extract(epoch FROM p_parse_time) * 1000000)::bigint AS micros
       FROM panther_monitor.classification_failures
      WHERE p_source_id = $1 AND p_parse_time >= $2
        AND ($3::bigint IS NULL OR (p_parse_time, p_row_id) < ('epoch'::timestamptz + $3::bigint * interval '1 microsecond', $4::uuid))
      ORDER BY p_parse_time DESC, p_row_id DESC LIMIT $5`,
    [sourceId, options.since, after?.[0] ?? null, after?.[1] ?? null, options.limit + 1],
  );
  const page = toPage(rows, options.limit, (row) => [row.micros, row.rowId]);
  const results = page.results.map(({ micros: _, parsedAt, ...row }) => ({
    ...row,
    parsedAt: parsedAt.toISOString(),
  }));
  return page.next === undefined ? { results } : { results, next: page.next };
}
