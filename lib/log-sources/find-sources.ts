import "server-only";
import { pool } from "#lib/db.ts";
import { logSourceKinds } from "#lib/log-source-kinds/registry.ts";
import { type Page, rankedNameCursor, toPage } from "#lib/paging.ts";
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

/** How many sources fit all but `states` and `dropOff`, by those two. */
export interface CountedSources {
  state: SourceState;
  /** Null for a kind that cannot be watched. */
  dropOff: DropOffState | null;
  count: number;
}

const facts = `
  alarm AS (
    SELECT source_id, bool_or(state = 'ALARM') AS is_out FROM log_source_alarms GROUP BY source_id
  ), facts AS MATERIALIZED (
    SELECT s.id, lower(s.label) AS name,
           CASE WHEN alarm.is_out THEN 'out' WHEN alarm.source_id IS NOT NULL THEN 'set' WHEN s.kind = ANY($1) THEN 'none' END AS drop_off,
           CASE WHEN s.health_status = 'failing' THEN 'unhealthy' WHEN s.is_paused THEN 'paused'
                WHEN s.health_status = 'healthy' THEN 'healthy' ELSE 'unknown' END AS state
      FROM log_sources s LEFT JOIN alarm ON alarm.source_id = s.id
     WHERE :narrowed
  )`;

const watchedKinds = logSourceKinds.filter((kind) => kind.dropOff.isSupported).map((kind) => kind.kind);
const rankOf = "array_position(ARRAY['unhealthy', 'unknown', 'healthy', 'paused'], state)";

/** A statement's parameters, gathered while it is written. */
export class Parameters {
  readonly values: unknown[];

  constructor(first: unknown[] = []) {
    this.values = [...first];
  }

  /** @returns its place, `$4`. */
  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** A text that LIKE takes as it is. */
const likePattern = (text: string) => `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;

/** The condition on `log_sources s` of everything but state and drop-off. */
export function narrowed({ q, logTypes, kinds, isPaused }: SourceFilter, parameters: Parameters): string {
  const words = q?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  const conditions = words.map(
    (word) =>
      `lower(concat_ws(' ', s.label, s.id, array_to_string(s.log_types, ' '))) LIKE ${parameters.add(likePattern(word))}`,
  );
  if (logTypes?.length) conditions.push(`s.log_types && ${parameters.add(logTypes)}::text[]`);
  if (kinds?.length) conditions.push(`s.kind = ANY(${parameters.add(kinds)})`);
  if (isPaused !== undefined) conditions.push(`s.is_paused = ${parameters.add(isPaused)}`);
  return conditions.join(" AND ") || "true";
}

interface Place {
  id: string;
  rank: number;
  name: string;
}

/**
 * The ids of a page of sources in the order asked for, and how many there are of each state. One statement over all
 * sources at once, cheap enough for thousands.
 * @throws AppError (invalid) for a cursor that is none
 */
export async function findSources(
  options: SourceListOptions,
): Promise<{ page: Page<string>; counts: CountedSources[] }> {
  const { states, dropOff, order = "urgency", limit, cursor } = options;
  const parameters = new Parameters([watchedKinds]);
  const statement = facts.replace(":narrowed", narrowed(options, parameters));
  const shown: string[] = [];
  if (states?.length) shown.push(`state = ANY(${parameters.add(states)})`);
  if (dropOff) shown.push(`drop_off = ANY(${parameters.add(dropOff === "set" ? ["set", "out"] : [dropOff])})`);
  if (cursor !== undefined) {
    const [rank, name, id] = rankedNameCursor(cursor);
    const place = [`${parameters.add(rank)}::int`, parameters.add(name), `${parameters.add(id)}::uuid`].join(", ");
    shown.push(`(rank, name, id) > (${place})`);
  }
  const { rows } = await pool.query<{ counts: CountedSources[] | null; places: Place[] | null }>(
    `WITH ${statement}, ranked AS (SELECT *, ${order === "urgency" ? rankOf : "0"} AS rank FROM facts)
     SELECT (SELECT json_agg(json_build_object('state', state, 'dropOff', drop_off, 'count', count))
               FROM (SELECT state, drop_off, count(*) FROM facts GROUP BY 1, 2) AS counted) AS counts,
            (SELECT json_agg(json_build_object('id', id, 'rank', rank, 'name', name) ORDER BY rank, name, id)
               FROM (SELECT * FROM ranked WHERE ${shown.join(" AND ") || "true"} ORDER BY rank, name, id LIMIT ${parameters.add(limit + 1)}) AS page) AS places`,
    parameters.values,
  );
  const { results, ...rest } = toPage(rows[0]?.places ?? [], limit, ({ rank, name, id }) => [rank, name, id]);
  return { page: { results: results.map(({ id }) => id), ...rest }, counts: rows[0]?.counts ?? [] };
}
