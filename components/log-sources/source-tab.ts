export const sourceTabs = ["overview", "health", "schemas", "configuration"] as const;
export type SourceTab = (typeof sourceTabs)[number];

export const sourceTabLabels: Record<SourceTab, string> = {
  overview: "Overview",
  health: "Health",
  schemas: "Schemas",
  configuration: "Configuration",
};

/** The tab a URL asks for; the first when it asks for none that there is. */
export function sourceTab(asked: string | undefined): SourceTab {
  return sourceTabs.find((tab) => tab === asked) ?? "overview";
}

/** The address of a source's tab. */
export function sourceHref(sourceId: string, tab: SourceTab = "overview"): string {
  return tab === "overview" ? `/log-sources/${sourceId}` : `/log-sources/${sourceId}?tab=${tab}`;
}
