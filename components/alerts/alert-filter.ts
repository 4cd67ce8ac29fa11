import { isSystemErrorType } from "#components/system-errors/registry.tsx";
import { type AlertGroup, type AlertOrder, type AlertStatus, activeStatuses } from "#lib/alerts/terms.ts";
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
  /** Part of the title or of what it says happened. */
  text: string;
  /** A source's id. */
  source: string | null;
  logType: string | null;
  /** A user's id, or nobody. */
  assignee: string | null;
  /** Opened, or come back, within this time. */
  since: SinceFilter | null;
  order: AlertOrder;
  cursor: string | null;
}

/** The times that a list can be narrowed to, in hours. */
export const sinceHours = { "24h": 24, "7d": 168, "30d": 720 } as const;
export type SinceFilter = keyof typeof sinceHours;
export const sinces = Object.keys(sinceHours) as SinceFilter[];

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
    source: first(search.source) || null,
    logType: first(search["log-type"]) || null,
    assignee: first(search.assignee) || null,
    since: sinces.find((known) => known === first(search.since)) ?? null,
    order: first(search.order) === "last-seen" ? "last-seen" : "created",
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
  if (next.source) query.set("source", next.source);
  if (next.logType) query.set("log-type", next.logType);
  if (next.assignee) query.set("assignee", next.assignee);
  if (next.since) query.set("since", next.since);
  if (next.order !== "created") query.set("order", next.order);
  if (next.cursor) query.set("cursor", next.cursor);
  const text = query.toString();
  return text ? `/alerts?${text}` : "/alerts";
}

/** Whether it leaves out alerts of its tab and state. */
export function isNarrowed({ kind, text, source, logType, assignee, since }: AlertFilter): boolean {
  return [kind, text || null, source, logType, assignee, since].some((one) => one !== null);
}

/** The same with all of its tab. */
export const notNarrowed = {
  kind: null,
  text: "",
  source: null,
  logType: null,
  assignee: null,
  since: null,
} as const satisfies Partial<AlertFilter>;

/** The statuses a filter shows; none means all. */
export function statusesShown(filter: AlertFilter): readonly AlertStatus[] {
  return statusesOf[filter.state];
}
