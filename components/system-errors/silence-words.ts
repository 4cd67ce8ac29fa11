import { exactCount, plural } from "#components/ui/number-format.ts";
import { duration, windowWords } from "#components/ui/time-format.ts";
import type { FactsOf } from "#lib/system-errors/schema.ts";

type LogDropOffFacts = FactsOf<"SOURCE_NO_DATA">;

/** Alerts that are older than this hold what was known as sentences only. */
export function hasDetails(facts: Pick<LogDropOffFacts, "lastConnectionAt">): boolean {
  return facts.lastConnectionAt !== undefined;
}

/** What an alarm watches: "event", "Okta.SystemLog event". */
export function eventWords({ logType }: Pick<LogDropOffFacts, "logType">): string {
  return logType ? `${logType} event` : "event";
}

/** For an alarm that knows of no event: "No event was ever processed.", "No Okta.SystemLog event was processed in the last 90 days." */
export function noEventWords(facts: Pick<LogDropOffFacts, "logType" | "lookedBackDays">): string {
  const { lookedBackDays } = facts;
  const since = lookedBackDays === undefined ? "ever processed" : `processed in the last ${lookedBackDays} days`;
  return `No ${eventWords(facts)} was ${since}.`;
}

/** Whether silence counts from later than the last event; that of a log type is known to the minute. */
export function countsFromLater(facts: Pick<LogDropOffFacts, "signal" | "lastEventProcessedAt" | "silentSince">) {
  const { signal, lastEventProcessedAt, silentSince } = facts;
  if (signal !== "no-data" || lastEventProcessedAt === null) return false;
  return Date.parse(silentSince) - Date.parse(lastEventProcessedAt) > 60_000;
}

/** Low volume: "12 events in 1 hour, at least 500 expected"; null when it is not known how many there were. */
export function volumeWords(
  facts: Pick<LogDropOffFacts, "eventsInWindow" | "minutesThreshold" | "minimumEvents" | "logType">,
): string | null {
  const { eventsInWindow, minutesThreshold, minimumEvents } = facts;
  if (eventsInWindow === undefined) return null;
  const events = eventsInWindow === 0 ? `No ${eventWords(facts)}s` : plural(eventsInWindow, eventWords(facts));
  return `${events} in ${windowWords(minutesThreshold)}, at least ${exactCount(minimumEvents)} expected`;
}

/** "About 120 events an hour at this hour of the week". */
export function usualWords(facts: Pick<LogDropOffFacts, "usualEventsPerHour" | "logType">): string {
  const { usualEventsPerHour } = facts;
  if (usualEventsPerHour === null) return "Not known";
  const rate = Math.round(usualEventsPerHour);
  return rate === 0
    ? "Quiet at this hour of the week"
    : `About ${plural(rate, eventWords(facts))} an hour at this hour of the week`;
}

/** Our own outage, which is no silence of the sender. */
export function outageWords({ downMinutes, signal }: Pick<LogDropOffFacts, "downMinutes" | "signal">): string {
  if (downMinutes === 0) return "None";
  const words = duration(downMinutes * 60_000);
  if (signal === "late-data") return `Telltale was down for ${words} while these events were on their way`;
  return `Telltale was down for ${words}, which does not count`;
}

/** Bodies that could not be processed: "2 bodies could not be processed and are kept: no space left". */
export function failedWords({ count, lastError }: NonNullable<LogDropOffFacts["failedBodies"]>): string {
  const failed = `${plural(count, "body", "bodies")} could not be processed and ${count === 1 ? "is" : "are"} kept`;
  return lastError ? `${failed}: ${lastError}` : failed;
}

/** What went off in the same minute: "At least 2,529 other sources fell silent". */
export function othersWords({ count, what, isAtLeast }: NonNullable<LogDropOffFacts["others"]>): string {
  const others =
    what === "sources" ? `${plural(count, "other source")} fell silent` : `${plural(count, "other alarm")} went off`;
  return isAtLeast ? `At least ${others}` : others;
}

/** The one stored sentence to show of a silence where there is room for one: why, or else what was seen; null when neither is. */
export function silenceSentence({
  cause,
  observations,
}: Pick<LogDropOffFacts, "cause" | "observations">): string | null {
  return cause ?? observations[0] ?? null;
}
