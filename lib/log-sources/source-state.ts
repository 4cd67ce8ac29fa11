import type { LogSourceSummary } from "./schema.ts";

/** The one state that a list counts a source under, in the order of the chips. Client-safe. */
export const sourceStates = ["unhealthy", "healthy", "unknown", "paused"] as const;
export type SourceState = (typeof sourceStates)[number];

/** What a list can be narrowed to of drop-off alarms: none set although one could be, any set, one of them out. */
export const dropOffStates = ["none", "set", "out"] as const;
export type DropOffState = (typeof dropOffStates)[number];

/** By state (unhealthy, unknown, healthy, paused), then by name; or by name alone. */
export const sourceOrders = ["urgency", "name"] as const;
export type SourceOrder = (typeof sourceOrders)[number];

/**
 * The state of a source, which `find-sources.ts` is held against: it says the same in SQL.
 * @tests
 */
export function stateOf(source: Pick<LogSourceSummary, "health" | "isPaused">): SourceState {
  if (source.health.status === "failing") return "unhealthy";
  if (source.isPaused) return "paused";
  return source.health.status === "healthy" ? "healthy" : "unknown";
}

/** How many sources there are: of each state, and how many of all could have a drop-off alarm and have none. */
export interface SourcesByState {
  total: number;
  byState: Record<SourceState, number>;
  unwatched: number;
}
