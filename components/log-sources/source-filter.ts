import { type SourceState, sourceStates } from "#lib/log-sources/source-state.ts";

export const sourceStateLabels: Record<SourceState, string> = {
  unhealthy: "Unhealthy",
  healthy: "Healthy",
  unknown: "Not known",
  paused: "Paused",
};

/** What narrows the list, and its page; the same thing as its URL. */
export interface SourceListFilter {
  q: string;
  state: SourceState | null;
  /** Only sources that could have a drop-off alarm and have none. */
  isUnwatched: boolean;
  cursor: string | null;
}

type SearchParams = Record<string, string | string[] | undefined>;

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** The filter of a URL; what it does not know it leaves out. */
export function sourceFilterOf(search: SearchParams): SourceListFilter {
  return {
    q: first(search.q)?.trim() ?? "",
    state: sourceStates.find((state) => state === first(search.state)) ?? null,
    isUnwatched: first(search.alarm) === "none",
    cursor: first(search.cursor) || null,
  };
}

/** The URL of a filter with `change` applied; a change of anything but the cursor starts at the first page again. */
export function sourcesHref(filter: SourceListFilter, change: Partial<SourceListFilter> = {}): string {
  const { q, state, isUnwatched, cursor } = { ...filter, cursor: null, ...change };
  const query = new URLSearchParams({
    ...(q ? { q } : {}),
    ...(state ? { state } : {}),
    ...(isUnwatched ? { alarm: "none" } : {}),
    ...(cursor ? { cursor } : {}),
  }).toString();
  return query ? `/log-sources?${query}` : "/log-sources";
}
