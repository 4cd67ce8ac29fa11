import { Unplug } from "lucide-react";
import type { KindView } from "#components/system-errors/define-kind-view.ts";
import { eventWords, noEventWords, silenceSentence, volumeWords } from "#components/system-errors/silence-words.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Sentence } from "#components/ui/sentence.tsx";
import { minutesInWords } from "#lib/duration-words.ts";
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

/** A source whose drop-off alarm went off. */
export const logDropOff: KindView<Facts> = {
  icon: Unplug,
  label: "Log drop-off",
  shortLabel: "Drop-off",
  events: null,
  Cause,
};
