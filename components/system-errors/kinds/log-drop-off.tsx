import { Activity, AlarmClock, KeyRound, Unplug } from "lucide-react";
import { sourceHref } from "#components/log-sources/source-tab.ts";
import { type AlertSource, healthOfSource } from "#components/system-errors/alert-source.ts";
import type { ErrorAction, KindView } from "#components/system-errors/define-kind-view.ts";
import { Silence } from "#components/system-errors/silence.tsx";
import { eventWords, noEventWords, silenceSentence, volumeWords } from "#components/system-errors/silence-words.ts";
import { sourceItem } from "#components/system-errors/source-item.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Sentence } from "#components/ui/sentence.tsx";
import { minutesInWords } from "#lib/duration-words.ts";
import { authRefusalReasons } from "#lib/log-source-kinds/refusal-reasons.ts";
import { usesSecret } from "#lib/log-source-kinds/terms.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";

type Facts = FactsOf<"SOURCE_NO_DATA">;

/** Why comes before when: a row may have room for one. */
function Cause({ facts }: { facts: Facts }) {
  const { lastEventProcessedAt, signal, lateMinutes } = facts;
  const volume = volumeWords(facts);
  const sentence = silenceSentence(facts);
  const why = sentence && <Sentence text={sentence} />;
  const when = (
    <>
      {volume && `${volume}. `}
      {signal === "late-data" && lateMinutes !== null ? (
        `Even the freshest events arrived ${minutesInWords(lateMinutes)} late.`
      ) : lastEventProcessedAt ? (
        <>
          Last {eventWords(facts)} <RelativeTime at={lastEventProcessedAt} form="sentence-and-age" />.
        </>
      ) : (
        noEventWords(facts)
      )}
    </>
  );
  return facts.cause ? (
    <>
      {why} {when}
    </>
  ) : (
    <>
      {when} {why}
    </>
  );
}

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

/** A source whose drop-off alarm went off. */
export const logDropOff: KindView<Facts> = {
  icon: Unplug,
  label: "Log drop-off",
  shortLabel: "Drop-off",
  events: null,
  Cause,
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
