import "server-only";
import { judgeLines } from "#lib/classification/classify-stream.ts";
import type { KeptLine } from "#lib/classification/line-judge.ts";
import { sql } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { type JudgedBy, judgedByOf, type OpenError } from "./open-errors.ts";
import type { KeptLinesCount } from "./schema.ts";

/** Where a line stands among those of its source. */
export type Position = { at: string; id: string };

type Row = {
  at: string;
  id: string;
  arrivedAt: Date;
  /** Refused by these very revisions: it would be again. */
  isSettled: boolean;
  /** Null when only a part of the line is kept, when its bytes were no text, or when it is settled. */
  payload: string | null;
  isBody: boolean;
};

const pageLines = 100;
/** Longer lines are not judged again and count as lines that do not fit. */
const maxPayloadBytes = 1024 * 1024;

/** Failing lines of a source since an instant, the newest first, a page at a time. */
async function readPage(sourceId: string, since: Date, before: Position | null, by: JudgedBy): Promise<Row[]> {
  return sql<Row>`
    SELECT p_parse_time::text AS at, p_row_id AS id, p_parse_time AS arrived_at, is_settled, is_body,
           CASE WHEN NOT is_settled AND payload_raw IS NULL AND payload_bytes <= ${maxPayloadBytes}
                     AND octet_length(payload) = payload_bytes THEN payload END AS payload
      FROM panther_monitor.classification_failures
      CROSS JOIN LATERAL (
        SELECT error->0->>'id' IS NOT NULL AND schema_revisions::jsonb = ${JSON.stringify(by.revisions)}::jsonb AS is_settled,
               error->0->>'reason' IN ('not_an_array', 'envelope_not_found') AS is_body
      ) judged
     WHERE p_source_id = ${sourceId} AND p_parse_time >= ${since} AND state = 'failing'
       AND (${before?.at ?? null}::timestamptz IS NULL
            OR (p_parse_time, p_row_id) < (${before?.at ?? null}::timestamptz, ${before?.id ?? null}::uuid))
     ORDER BY p_parse_time DESC, p_row_id DESC LIMIT ${pageLines}`;
}

async function countFitting(rows: Row[], by: JudgedBy, specs: SchemaSpec[]): Promise<number> {
  const lines = rows.flatMap(({ payload, arrivedAt, isBody }): KeptLine[] =>
    payload === null ? [] : [{ payload, arrivedAt: arrivedAt.getTime(), isBody }],
  );
  const settings = env();
  const { streamType, streamTypeOptions } = by;
  const limits = {
    maxInflatedBytes: settings.TELLTALE_MAX_INFLATED_BYTES,
    maxLineBytes: settings.TELLTALE_MAX_LINE_BYTES,
    maxDepth: settings.TELLTALE_MAX_DEPTH,
  };
  const fits = await judgeLines(specs, { streamType, streamTypeOptions, limits }, lines);
  return fits.filter(Boolean).length;
}

/**
 * Judges the failing lines of a source's open error, the newest first, by these schemas. Writes nothing.
 * @param until stop behind this line, which was judged before; null for all since the error was opened.
 * @param bounds at most so many lines and milliseconds.
 * @returns the counts (`isLimited` when it stopped before the end), and the newest line.
 */
export async function judgeKeptLines(
  error: OpenError,
  specs: SchemaSpec[],
  until: Position | null,
  bounds: { maxLines: number; budgetMs: number },
): Promise<KeptLinesCount & { newest: Position | null }> {
  const by = judgedByOf(error, specs);
  const end = performance.now() + bounds.budgetMs;
  const counts = { lines: 0, fitting: 0 };
  let newest: Position | null = null;
  let before: Position | null = null;
  for (;;) {
    const page: Row[] = await readPage(error.sourceId, error.openedAt, before, by);
    const known = until === null ? -1 : page.findIndex(({ id }) => id === until.id);
    const rows = (known < 0 ? page : page.slice(0, known)).slice(0, bounds.maxLines - counts.lines);
    newest ??= page[0] ?? null;
    counts.lines += rows.length;
    counts.fitting += await countFitting(rows, by, specs);
    if (known >= 0 || page.length < pageLines)
      return { ...counts, isLimited: rows.length < page.length && known < 0, newest };
    if (counts.lines >= bounds.maxLines || performance.now() > end) return { ...counts, isLimited: true, newest };
    before = page.at(-1) ?? null;
  }
}
