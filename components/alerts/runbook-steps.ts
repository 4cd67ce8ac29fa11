import { type SourceTab, sourceHref, sourceTabLabels, sourceTabs } from "#components/log-sources/source-tab.ts";

export type StepPart = string | { words: string; href: string } | { command: string };

const tabNames = new RegExp(`\\b(${sourceTabs.map((tab) => sourceTabLabels[tab]).join("|")}) tab\\b`, "g");
const tabOf = (label: string | undefined): SourceTab | undefined =>
  sourceTabs.find((tab) => sourceTabLabels[tab] === label);

/**
 * A step of a runbook: commands, which stand in backticks, apart, and the tabs of the source that it names as links where
 * there is a source.
 */
export function stepParts(step: string, sourceId: string | null): StepPart[] {
  const parts = step.split("`").flatMap((part, at) => (at % 2 === 1 ? [{ command: part }] : wordParts(part, sourceId)));
  return parts.filter((part) => part !== "");
}

function wordParts(step: string, sourceId: string | null): StepPart[] {
  if (sourceId === null) return [step];
  const parts: StepPart[] = [];
  let read = 0;
  for (const match of step.matchAll(tabNames)) {
    const tab = tabOf(match[1]);
    if (!tab) continue;
    parts.push(step.slice(read, match.index), { words: match[0], href: sourceHref(sourceId, tab) });
    read = match.index + match[0].length;
  }
  parts.push(step.slice(read));
  return parts;
}
