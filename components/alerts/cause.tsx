import type { ReactNode } from "react";
import { plural } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Sentence } from "#components/ui/sentence.tsx";
import type { Alert } from "#lib/alerts/schema.ts";
import { minutesInWords } from "#lib/duration-words.ts";
import type { FailureCause, LogDropOffFacts } from "#lib/system-errors/schema.ts";
import { factsOf, pathWords, silenceSentence } from "./facts.ts";
import { eventWords, noEventWords, volumeWords } from "./silence-words.ts";

/** What one cause expected and found: "published must be a timestamp, found “yesterday”". */
function CauseWords({ cause }: { cause: FailureCause }) {
  const where = cause.path === "$" ? "the line" : <code>{pathWords(cause.path)}</code>;
  return (
    <>
      {where} must be {cause.expected}, found {cause.found}
    </>
  );
}

/** One sentence that names the cause and the scale of an alert, for lists. */
export function CauseSentence({ alert }: { alert: Alert }): ReactNode {
  const known = factsOf(alert);
  if (known.kind === "SOURCE_CLASSIFICATION_FAILURES") {
    const { causes, lines } = known.facts;
    const [first] = causes;
    if (!first) return plural(lines, "line");
    const more = causes.length > 1 ? `, and ${plural(causes.length - 1, "more cause")}` : "";
    return (
      <>
        {plural(lines, "line")}
        {first.schema && `, ${first.schema}`}: <CauseWords cause={first} />
        {more}
      </>
    );
  }
  if (known.kind === "SOURCE_NO_DATA") return <Silence facts={known.facts} />;
  if (known.kind === "ALERT_DELIVERY") {
    const { message, undelivered, isFinal } = known.facts;
    const waiting = plural(undelivered.length, "alert");
    return `${message.replace(/\.$/, "")}. ${waiting} not delivered${isFinal ? ", no further attempt by itself" : ""}`;
  }
  return <Sentence text={alert.description} />;
}

/** Why comes before when: a row may have room for one. */
function Silence({ facts }: { facts: LogDropOffFacts }) {
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
