import "server-only";
import { sql } from "#lib/db.ts";
import { logSourceKinds } from "#lib/log-source-kinds/registry.ts";
import { type Page, rankedNameCursor, toPage } from "#lib/paging.ts";
import { type Fragment, fragment } from "#lib/sql.ts";
import type { DropOffState, SourceOrder, SourceState } from "./source-state.ts";

/** What sources are narrowed to; what is left out or empty narrows nothing. */
export interface SourceFilter {
  /** Words that name, id or log types hold, in any case. */
  q?: string | undefined;
  states?: readonly SourceState[] | undefined;
  logTypes?: readonly string[] | undefined;
  kinds?: readonly string[] | undefined;
  isPaused?: boolean | undefined;
  dropOff?: DropOffState | undefined;
}

export interface SourceListOptions extends SourceFilter {
  order?: SourceOrder | undefined;
  limit: number;
  cursor?: string | undefined;
}

/** Where a row stands in the order. */
interface Place {
  id: string;
  rank: number;
  name: string;
}

/** How many sources fit all but `states` and `dropOff`, by those two. */
export interface CountedSources {
  state: SourceState;
  /** Null for a kind that cannot be watched. */
  dropOff: DropOffState | null;
  count: number;
}

const watchedKinds = logSourceKinds.filter((kind) => kind.dropOff.isSupported).map((kind) => kind.kind);

const and = (conditions: readonly Fragment[]) =>
  conditions.reduce((all, one) => fragment`${all} AND ${one}`, fragment`true`);

/** A text that LIKE takes as it is. */
const likePattern = (text: string) => `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;

/** The condition on `log_sources s` of everything but state and drop-off. */
export function narrowed({ q, logTypes, kinds, isPaused }: SourceFilter): Fragment {
  const words = q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return and([
    ...words.map(
      (word) =>
        fragment`lower(concat_ws(' ', s.label, s.id, array_to_string(s.log_types, ' '))) LIKE ${likePattern(word)}`,
    ),
    ...(logTypes?.length ? [fragment`s.log_types && ${logTypes}::text[]`] : []),
    ...(kinds?.length ? [fragment`s.kind = ANY(${kinds})`] : []),
    ...(isPaused === undefined ? [] : [fragment`s.is_paused = ${isPaused}`]),
  ]);
}

/** What of those is shown on the page asked for. @throws AppError (invalid) for a cursor that is none */
function shown({ states, dropOff, cursor }: SourceListOptions): Fragment {
  const [rank, name, id] = cursor === undefined ? [] : rankedNameCursor(cursor);
  return and([
    ...(states?.length ? [fragment`state = ANY(${states})`] : []),
    ...(dropOff ? [fragment`drop_off = ANY(${dropOff === "set" ? ["set", "out"] : [dropOff]})`] : []),
    ...(rank === undefined ? [] : [fragment`(rank, name, id) > (${rank}::int, ${name}, ${id}::uuid)`]),
  ]);
}

const rankOf = {
  urgency: fragment`array_position(ARRAY['unhealthy', 'unknown', 'healthy', 'paused'], state)`,
  name: fragment`0`,
};

/**
 * The ids of a page of sources in the order asked for, and how many there are of each state. One statement over all
 * sources at once, cheap enough for thousands.
 * @throws AppError (invalid) for a cursor that is none
 */
export async function findSources(
  options: SourceListOptions,
): Promise<{ page: Page<string>; counts: CountedSources[] }> {
  const { order = "urgency", limit } = options;
  const [found] = await sql<{ counts: CountedSources[] | null; places: Place[] | null }>`
    WITH alarm AS (
      SELECT source_id, bool_or(state = 'ALARM') AS is_out FROM log_source_alarms GROUP BY source_id
    ), facts AS MATERIALIZED (
      SELECT s.id, lower(s.label) AS name,
             CASE WHEN alarm.is_out THEN 'out' WHEN alarm.source_id IS NOT NULL THEN 'set' WHEN s.kind = ANY(${watchedKinds}) THEN 'none' END AS drop_off,
             CASE WHEN s.health_status = 'failing' THEN 'unhealthy' WHEN s.is_paused THEN 'paused'
                  WHEN s.health_status = 'healthy' THEN 'healthy' ELSE 'unknown' END AS state
        FROM log_sources s LEFT JOIN alarm ON alarm.source_id = s.id
       WHERE ${narrowed(options)}
    ), ranked AS (
      SELECT *, ${rankOf[order]} AS rank FROM facts
    )
    SELECT (SELECT json_agg(json_build_object('state', state, 'dropOff', drop_off, 'count', count))
              FROM (SELECT state, drop_off, count(*) FROM facts GROUP BY 1, 2) AS counted) AS counts,
           (SELECT json_agg(json_build_object('id', id, 'rank', rank, 'name', name) ORDER BY rank, name, id)
              FROM (SELECT * FROM ranked WHERE ${shown(options)} ORDER BY rank, name, id LIMIT ${limit + 1}) AS page) AS places`;
  const { results, ...rest } = toPage(found?.places ?? [], limit, ({ rank, name, id }) => [rank, name, id]);
  return { page: { results: results.map(({ id }) => id), ...rest }, counts: found?.counts ?? [] };
}
