import "server-only";
import { judgeLines } from "#lib/classification/classify-stream.ts";
import type { KeptLine } from "#lib/classification/line-judge.ts";
import type { FailureDetail } from "#lib/classification/schema.ts";
import { sql } from "#lib/db.ts";
import { env } from "#lib/env.ts";
import type { SchemaSpec } from "#lib/schemas/schema.ts";
import { type JudgedBy, judgedByOf, type OpenError } from "./open-errors.ts";
import type { KeptLinesCount, StandingCause } from "./schema.ts";
import { keyOfCause } from "./terms.ts";

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
  errors: FailureDetail[];
};

const pageLines = 100;
/** Longer lines are not judged again and count as lines that do not fit. */
const maxPayloadBytes = 1024 * 1024;

/** Failing lines of a source since an instant, the newest first, a page at a time. */
async function readPage(sourceId: string, since: Date, before: Position | null, by: JudgedBy): Promise<Row[]> {
  return sql<Row>`
    SELECT p_parse_time::text AS at, p_row_id AS id, p_parse_time AS arrived_at, is_settled, is_body, error AS errors,
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

/** Those of the rows that would still fail. */
async function stillFailing(rows: Row[], by: JudgedBy, specs: SchemaSpec[]): Promise<Row[]> {
  const readable = rows.filter(({ payload }) => payload !== null);
  const lines = readable.map(
    ({ payload, arrivedAt, isBody }): KeptLine => ({ payload: payload ?? "", arrivedAt: arrivedAt.getTime(), isBody }),
  );
  const settings = env();
  const { streamType, streamTypeOptions } = by;
  const limits = {
    maxInflatedBytes: settings.TELLTALE_MAX_INFLATED_BYTES,
    maxLineBytes: settings.TELLTALE_MAX_LINE_BYTES,
    maxDepth: settings.TELLTALE_MAX_DEPTH,
  };
  const fits = await judgeLines(specs, { streamType, streamTypeOptions, limits }, lines);
  const fitting = new Set(readable.filter((_, at) => fits[at]));
  return rows.filter((row) => !fitting.has(row));
}

const maxCauses = 200;

/** Adds up lines by cause; beyond so many causes no further ones are told apart. */
export class StandingCauses {
  readonly #byKey = new Map<string, StandingCause>();

  add(causes: Iterable<StandingCause>): void {
    for (const cause of causes) {
      const key = keyOfCause(cause);
      const known = this.#byKey.get(key);
      if (known) known.lines += cause.lines;
      else if (this.#byKey.size < maxCauses) this.#byKey.set(key, { ...cause });
    }
  }

  /** Most lines first. */
  list(): StandingCause[] {
    return [...this.#byKey.values()].sort((a, b) => b.lines - a.lines);
  }
}

function causesOf({ errors }: Row): StandingCause[] {
  return errors.map(({ id, path, reason, expected }) => ({ schema: id, path, reason, expected, lines: 1 }));
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
): Promise<KeptLinesCount & { standing: StandingCause[]; newest: Position | null }> {
  const by = judgedByOf(error, specs);
  const end = performance.now() + bounds.budgetMs;
  const counts = { lines: 0, fitting: 0 };
  const standing = new StandingCauses();
  let newest: Position | null = null;
  let before: Position | null = null;
  for (;;) {
    const page: Row[] = await readPage(error.sourceId, error.openedAt, before, by);
    const known = until === null ? -1 : page.findIndex(({ id }) => id === until.id);
    const rows = (known < 0 ? page : page.slice(0, known)).slice(0, bounds.maxLines - counts.lines);
    newest ??= page[0] ?? null;
    counts.lines += rows.length;
    const failing = await stillFailing(rows, by, specs);
    counts.fitting += rows.length - failing.length;
    standing.add(failing.flatMap(causesOf));
    if (known >= 0 || page.length < pageLines)
      return { ...counts, isLimited: rows.length < page.length && known < 0, standing: standing.list(), newest };
    if (counts.lines >= bounds.maxLines || performance.now() > end)
      return { ...counts, isLimited: true, standing: standing.list(), newest };
    before = page.at(-1) ?? null;
  }
}
