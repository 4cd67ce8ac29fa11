import { RefusalList } from "#components/log-sources/refusal-list.tsx";
import { Card } from "#components/ui/card.tsx";
import { Info, InfoList } from "#components/ui/info-list.tsx";
import { plural } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Sentence } from "#components/ui/sentence.tsx";
import { duration, windowWords } from "#components/ui/time-format.ts";
import type { RefusalReason } from "#lib/log-source-kinds/refusal-reasons.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";
import {
  countsFromLater,
  eventWords,
  failedWords,
  hasDetails,
  noEventWords,
  othersWords,
  outageWords,
  usualWords,
  volumeWords,
} from "./silence-words.ts";

type LogDropOffFacts = FactsOf<"SOURCE_NO_DATA">;

interface SilenceProps {
  facts: LogDropOffFacts;
  /** When the alarm went off last: the facts are of that moment. ISO 8601. */
  at: string;
}

/** Why an alarm went off: the cause when it is known, what happened, and what was known of the source at that moment. */
export function Silence({ facts, at }: SilenceProps) {
  const volume = volumeWords(facts);
  return (
    <Card title="Why" note={`the alarm is set to ${windowWords(facts.minutesThreshold)}`}>
      {facts.cause && (
        <p className="mb-2 max-w-[68ch] break-words font-[560]">
          <Sentence text={facts.cause} />
        </p>
      )}
      <p className="max-w-[68ch]">
        {facts.signal === "late-data" && facts.lateMinutes !== null && (
          <>Even the freshest events arrived {windowWords(facts.lateMinutes)} after they happened. </>
        )}
        {volume && `${volume}. `}
        <LastEvent facts={facts} />
      </p>
      {hasDetails(facts) ? (
        <>
          <h3 className="mt-3.5 mb-1.5">What was known at that moment</h3>
          <Details facts={facts} at={at} />
        </>
      ) : (
        <Observations observations={facts.observations} />
      )}
    </Card>
  );
}

function LastEvent({ facts }: { facts: LogDropOffFacts }) {
  if (facts.lastEventProcessedAt === null) {
    return (
      <>
        {noEventWords(facts)}
        {facts.signal === "no-data" && (
          <>
            {" "}
            The time that counts began <RelativeTime at={facts.silentSince} form="sentence" />.
          </>
        )}
      </>
    );
  }
  return (
    <>
      The last {eventWords(facts)} was processed{" "}
      <RelativeTime at={facts.lastEventProcessedAt} form="sentence-and-age" />.
      {countsFromLater(facts) && (
        <>
          {" "}
          The time that counts began <RelativeTime at={facts.silentSince} form="sentence" />.
        </>
      )}
    </>
  );
}

function Details({ facts, at }: SilenceProps) {
  const { lastConnectionAt, lastReceivedAt, refused = [] } = facts;
  const { unclassifiedLines, failedBodies, waitingBodies, countedHours, others } = facts;
  const wasRefused = lastConnectionAt !== lastReceivedAt;
  return (
    <InfoList>
      <Info term="Last connection">
        {lastConnectionAt ? (
          <>
            <RelativeTime at={lastConnectionAt} form="day-and-time" />, {wasRefused ? "refused" : "accepted"}
          </>
        ) : (
          "None ever"
        )}
        {wasRefused && lastReceivedAt && (
          <>
            ; the last that was accepted <RelativeTime at={lastReceivedAt} form="sentence" />
          </>
        )}
      </Info>
      <Info term="Usual rate">{usualWords(facts)}</Info>
      <Info term="Refused requests">
        {refused.length === 0 ? (
          <>
            None counted since <RelativeTime at={facts.silentSince} form="moment" />
          </>
        ) : (
          <RefusalList
            refusals={refused.map((one) => ({
              reason: one.reason as RefusalReason,
              count: one.count,
              detail: one.lastDetail,
              lastAt: one.lastAt,
            }))}
          />
        )}
      </Info>
      {unclassifiedLines !== undefined && (
        <Info term="Not classified">{plural(unclassifiedLines, "line")} that no attached schema accepts</Info>
      )}
      <Info term="Queue">
        {!waitingBodies && !failedBodies && "Empty"}
        {waitingBodies && (
          <span className="block">
            {plural(waitingBodies.count, "body", "bodies")} waited to be classified, the oldest for{" "}
            {duration(Date.parse(at) - Date.parse(waitingBodies.oldestAt))}
          </span>
        )}
        {failedBodies && <span className="block break-words">{failedWords(failedBodies)}</span>}
      </Info>
      <Info term="Our own outage">{outageWords(facts)}</Info>
      <Info term={facts.signal === "late-data" ? "Watched hours" : "Hours that count"}>{countedHours ?? "All"}</Info>
      {others && <Info term="In the same minute">{othersWords(others)}</Info>}
    </InfoList>
  );
}

/** What an older alert knows: sentences. */
function Observations({ observations }: { observations: readonly string[] }) {
  if (observations.length === 0) return null;
  return (
    <>
      <h3 className="mt-3 mb-1">What we saw at that moment</h3>
      <ul className="list-disc pl-5 text-ink-2 marker:text-ink-3">
        {observations.map((observation) => (
          <li key={observation}>
            <Sentence text={observation} />
          </li>
        ))}
      </ul>
    </>
  );
}
