import { nobody } from "#lib/alerts/terms.ts";
import type { AlertFilter, SinceFilter } from "./alert-filter.ts";

export const sinceLabels: Record<SinceFilter, string> = {
  "24h": "In the last 24 hours",
  "7d": "In the last 7 days",
  "30d": "In the last 30 days",
};

/** The filters in force besides state, kind and text: each in words, with what takes it off. */
export function filterWords(
  filter: AlertFilter,
  sourceLabel: string | null,
  userId: string,
): { words: string; without: Partial<AlertFilter> }[] {
  const { source, logType, assignee, since } = filter;
  const who = assignee === nobody ? "nobody" : assignee === userId ? "me" : "another";
  return [
    ...(source ? [{ words: `Source: ${sourceLabel ?? "not known"}`, without: { source: null } }] : []),
    ...(logType ? [{ words: `Log type: ${logType}`, without: { logType: null } }] : []),
    ...(assignee ? [{ words: `Assigned to ${who}`, without: { assignee: null } }] : []),
    ...(since ? [{ words: `Opened ${sinceLabels[since].toLowerCase()}`, without: { since: null } }] : []),
  ];
}
