import type { LogSourceSummary } from "#lib/log-sources/schema.ts";

/** The states a list can be narrowed to. */
export const sourceStates = ["unhealthy", "healthy", "unknown", "paused"] as const;
export type SourceState = (typeof sourceStates)[number];

export const sourceStateLabels: Record<SourceState, string> = {
  unhealthy: "Unhealthy",
  healthy: "Healthy",
  unknown: "Not known",
  paused: "Paused",
};

/** What narrows the list; the names are those of the URL's parameters. */
export interface SourceFilter {
  q: string;
  state: SourceState | null;
  /** Only sources that could have a drop-off alarm and have none. */
  isUnwatched: boolean;
}

export function parseSourceFilter(search: URLSearchParams): SourceFilter {
  return {
    q: search.get("q") ?? "",
    state: sourceStates.find((state) => state === search.get("state")) ?? null,
    isUnwatched: search.get("alarm") === "none",
  };
}

/** The query of a filter with its question mark; "" for none. */
export function sourceFilterQuery({ q, state, isUnwatched }: SourceFilter): string {
  const query = new URLSearchParams({
    ...(q ? { q } : {}),
    ...(state ? { state } : {}),
    ...(isUnwatched ? { alarm: "none" } : {}),
  }).toString();
  return query ? `?${query}` : "";
}

/** The one state a source counts under. */
export function stateOf(source: Pick<LogSourceSummary, "health" | "isPaused">): SourceState {
  if (source.health.status === "failing") return "unhealthy";
  if (source.isPaused) return "paused";
  return source.health.status === "healthy" ? "healthy" : "unknown";
}

/** Whether nobody is told when the source falls silent, and somebody could be. */
export function isUnwatched({ dropOff }: Pick<LogSourceSummary, "dropOff">): boolean {
  return dropOff !== null && dropOff.minutesThreshold === null && dropOff.others === 0;
}

/** Sources whose name, id or log types hold every word of `q`, in any case. */
export function matchesText(
  source: Pick<LogSourceSummary, "integrationLabel" | "integrationId" | "logTypes">,
  q: string,
): boolean {
  const text = [source.integrationLabel, source.integrationId, ...source.logTypes].join(" ").toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const rank: Record<SourceState, number> = { unhealthy: 0, unknown: 1, healthy: 1, paused: 2 };

/** What is broken stands first, what is paused last; else by name. */
export function byUrgency(a: LogSourceSummary, b: LogSourceSummary): number {
  return rank[stateOf(a)] - rank[stateOf(b)] || a.integrationLabel.localeCompare(b.integrationLabel);
}
