import { Activity, AlarmClock, KeyRound } from "lucide-react";
import { sourceHref } from "#components/log-sources/source-tab.ts";
import { type AlertSource, healthOfSource } from "#components/system-errors/alert-source.ts";
import type { ErrorAction, KindPage } from "#components/system-errors/define-kind-page.ts";
import { Silence } from "#components/system-errors/silence.tsx";
import { sourceItem } from "#components/system-errors/source-item.tsx";
import { authRefusalReasons } from "#lib/log-source-kinds/refusal-reasons.ts";
import { usesSecret } from "#lib/log-source-kinds/terms.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";

type Facts = FactsOf<"SOURCE_NO_DATA">;

/** Whether the source has turned senders away because of its secret. */
function refusesSecrets(source: AlertSource): boolean {
  if (source === null || source === "gone" || !usesSecret(source.auth)) return false;
  return source.refusals.some(({ reason }) => authRefusalReasons.includes(reason));
}

function actions(facts: Facts, source: AlertSource): ErrorAction[] {
  if (source === "gone") return [];
  const health = { icon: Activity, ...healthOfSource(facts) };
  const alarm = { icon: AlarmClock, label: "Settings of the alarm", href: sourceHref(facts.sourceId) };
  const secret = { icon: KeyRound, label: "Replace the secret", href: sourceHref(facts.sourceId, "configuration") };
  return refusesSecrets(source) ? [health, secret, alarm] : [health, alarm];
}

/** The page of a source whose drop-off alarm went off. */
export const logDropOffPage: KindPage<Facts> = {
  Why: ({ facts, alert }) => <Silence facts={facts} at={alert.lastReceivedEventAt} />,
  about: (facts, source) => [sourceItem(facts, source)],
  actions,
  ribbon: ({ logType, minutesThreshold }, alert) => ({
    of: "days-before",
    at: alert.lastReceivedEventAt,
    logType,
    minutesThreshold,
  }),
};
