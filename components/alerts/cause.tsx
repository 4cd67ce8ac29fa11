import type { ReactNode } from "react";
import { plural } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Alert } from "#lib/alerts/schema.ts";
import type { FailureCause } from "#lib/system-errors/schema.ts";
import { factsOf, pathWords } from "./facts.ts";
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
  if (known.kind === "SOURCE_NO_DATA") {
    const { lastEventProcessedAt, cause, observations } = known.facts;
    return (
      <>
        {cause && `${cause} `}
        {volumeWords(known.facts) && `${volumeWords(known.facts)}. `}
        {lastEventProcessedAt ? (
          <>
            Last {eventWords(known.facts)} <RelativeTime at={lastEventProcessedAt} form="sentence" />.
          </>
        ) : (
          noEventWords(known.facts)
        )}{" "}
        {!cause && observations[0]}
      </>
    );
  }
  if (known.kind === "ALERT_DELIVERY") {
    const { message, undelivered, isFinal } = known.facts;
    const waiting = plural(undelivered.length, "alert");
    return `${message.replace(/\.$/, "")}. ${waiting} not delivered${isFinal ? ", no further attempt by itself" : ""}`;
  }
  return alert.description;
}
