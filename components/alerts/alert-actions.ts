import { type SourceTab, sourceHref, sourceTabLabels, sourceTabs } from "#components/log-sources/source-tab.ts";
import type { RefusalReason } from "#lib/log-source-kinds/schema.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import type { AlertFacts } from "./facts.ts";

/** A page on which something is done about an alert; the first of a list is the likeliest. */
export interface AlertAction {
  what: "schemas" | "health" | "secret" | "alarm" | "destination";
  label: string;
  href: string;
}

/** The source of an alert as far as what can be done depends on it; "gone" when it was deleted, null when it is not known. */
export type AlertSource = Pick<LogSourceDetail, "auth" | "refusals"> | "gone" | null;

const ofSecret: readonly RefusalReason[] = ["missing_secret", "wrong_secret"];

/** Whether the source has turned senders away because of its secret. */
function refusesSecrets(source: AlertSource): boolean {
  if (source === null || source === "gone" || source.auth?.method !== "SharedSecret") return false;
  return source.refusals.some(({ reason }) => ofSecret.includes(reason));
}

/** Where an alert is dealt with; nothing of a source that is gone. */
export function actionsOf(known: AlertFacts, source: AlertSource): AlertAction[] {
  if (known.kind === "ALERT_DELIVERY") {
    const { destinationId, destinationName } = known.facts;
    return [
      {
        what: "destination",
        label: `Open ${destinationName} and send a test`,
        href: `/destinations/${destinationId}`,
      },
    ];
  }
  if (known.kind === "OTHER" || source === "gone") return [];
  const { sourceId, sourceLabel } = known.facts;
  const health: AlertAction = {
    what: "health",
    label: `Health of ${sourceLabel}`,
    href: sourceHref(sourceId, "health"),
  };
  if (known.kind === "SOURCE_CLASSIFICATION_FAILURES") {
    return [{ what: "schemas", label: `Schemas of ${sourceLabel}`, href: sourceHref(sourceId, "schemas") }, health];
  }
  const alarm: AlertAction = { what: "alarm", label: "Settings of the alarm", href: sourceHref(sourceId) };
  if (!refusesSecrets(source)) return [health, alarm];
  const secret: AlertAction = {
    what: "secret",
    label: "Replace the secret",
    href: sourceHref(sourceId, "configuration"),
  };
  return [health, secret, alarm];
}

export type StepPart = string | { words: string; href: string };

const tabNames = new RegExp(`\\b(${sourceTabs.map((tab) => sourceTabLabels[tab]).join("|")}) tab\\b`, "g");
const tabOf = (label: string | undefined): SourceTab | undefined =>
  sourceTabs.find((tab) => sourceTabLabels[tab] === label);

/** A step of a runbook, with the tabs of the source that it names as links; without a source as it is. */
export function stepParts(step: string, sourceId: string | null): StepPart[] {
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
  return parts.filter((part) => part !== "");
}
