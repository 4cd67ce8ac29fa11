import type { AlertFilters } from "#lib/alerts/filters.ts";
import type { AlertGroup } from "#lib/alerts/terms.ts";
import { type AlertFilter, sinceHours, statusesShown } from "./alert-filter.ts";
import type { AlertListQuery } from "./queries.ts";

const hourMs = 3_600_000;
const given = <T>(value: T | null): T[] => (value === null ? [] : [value]);

/** What a filter narrows a tab to, whatever the states and kinds it shows, for queries on the server. */
export function filtersOf(filter: AlertFilter, group: AlertGroup, now: Date): AlertFilters {
  return {
    group,
    text: filter.text || undefined,
    logSources: given(filter.source),
    logTypes: given(filter.logType),
    assignees: given(filter.assignee),
    createdAfter: filter.since ? new Date(now.getTime() - sinceHours[filter.since] * hourMs) : undefined,
  };
}

/** The same question as the page asks, for the API. */
export function queryOf(filter: AlertFilter, group: AlertGroup, now: Date): AlertListQuery {
  const { text, logSources, logTypes, assignees, createdAfter } = filtersOf(filter, group, now);
  return {
    type: group,
    // Without it the API leaves out what ended long ago.
    "created-after": createdAfter?.toISOString() ?? "2000-01-01",
    "sort-by": filter.order,
    status: [...statusesShown(filter)],
    kind: given(filter.kind),
    "text-contains": text,
    "log-source": [...(logSources ?? [])],
    "log-type": [...(logTypes ?? [])],
    assignee: [...(assignees ?? [])],
  };
}
