import { isSystemErrorType } from "#components/system-errors/registry.tsx";
import { type AlertGroup, type AlertStatus, activeStatuses } from "#lib/alerts/terms.ts";
import type { SystemErrorType } from "#lib/system-errors/schema.ts";

/** The tabs of Alerts & Errors as they stand in the URL. */
export const alertTabs = [
  { tab: "alerts", group: "ALERT", label: "Alerts" },
  { tab: "detection-errors", group: "DETECTION_ERROR", label: "Detection Errors" },
  { tab: "system-errors", group: "SYSTEM_ERROR", label: "System Errors" },
] as const satisfies readonly { tab: string; group: AlertGroup; label: string }[];
export type AlertTab = (typeof alertTabs)[number]["tab"];

/** Which states a list shows. "open" is what still asks for attention: open and triaged. */
export const stateFilters = ["open", "resolved", "invalid", "all"] as const;
export type StateFilter = (typeof stateFilters)[number];

const statusesOf: Record<StateFilter, readonly AlertStatus[]> = {
  open: activeStatuses,
  resolved: ["RESOLVED"],
  invalid: ["CLOSED"],
  all: [],
};

/** What a list shows; the same thing as its URL. */
export interface AlertFilter {
  /** Null when the URL names none: the page chooses. */
  tab: AlertTab | null;
  state: StateFilter;
  kind: SystemErrorType | null;
  /** Part of the title. */
  text: string;
  cursor: string | null;
}

type SearchParams = Record<string, string | string[] | undefined>;

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** The filter of a URL; what it does not know it leaves out. */
export function alertFilterOf(search: SearchParams): AlertFilter {
  const tab = first(search.tab);
  const state = first(search.state);
  const kind = first(search.kind);
  return {
    tab: alertTabs.find((known) => known.tab === tab)?.tab ?? null,
    state: stateFilters.find((known) => known === state) ?? "open",
    kind: kind && isSystemErrorType(kind) ? kind : null,
    text: first(search.q)?.trim() ?? "",
    cursor: first(search.cursor) || null,
  };
}

/** The URL of a filter with `change` applied; a change of anything but the cursor starts at the newest again. */
export function alertsHref(filter: AlertFilter, change: Partial<AlertFilter> = {}): string {
  const next = { ...filter, cursor: null, ...change };
  const query = new URLSearchParams();
  if (next.tab) query.set("tab", next.tab);
  if (next.state !== "open") query.set("state", next.state);
  if (next.kind) query.set("kind", next.kind);
  if (next.text) query.set("q", next.text);
  if (next.cursor) query.set("cursor", next.cursor);
  const text = query.toString();
  return text ? `/alerts?${text}` : "/alerts";
}

/** The statuses a filter shows; none means all. */
export function statusesShown(filter: AlertFilter): readonly AlertStatus[] {
  return statusesOf[filter.state];
}
