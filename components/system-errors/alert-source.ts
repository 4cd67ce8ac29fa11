import { sourceHref } from "#components/log-sources/source-tab.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";

/** The source of an alert as far as what can be done depends on it; "gone" when it was deleted, null when it is not known. */
export type AlertSource = Pick<LogSourceDetail, "auth" | "refusals"> | "gone" | null;

/** The facts of an error whose subject is a log source. */
export interface SourceFacts {
  sourceId: string;
  sourceLabel: string;
}

/** The address of the Health tab of the source and what the link to it says. */
export function healthOfSource({ sourceId, sourceLabel }: SourceFacts): { label: string; href: string } {
  return { label: `Health of ${sourceLabel}`, href: sourceHref(sourceId, "health") };
}
