/** What is known of a source when its alarm goes off, put into words. Pure. */
import { minutesInWords } from "#lib/duration-words.ts";

export interface SourceFacts {
  /** Null when the source never processed an event. */
  silentSince: Date;
  lastReceivedAt: Date | null;
  /** Requests that were turned away since it fell silent; null when none were. */
  refused: { count: number; lastAt: Date; lastDetail: string } | null;
  /** Lines since it fell silent that no schema took. */
  unclassified: number;
  /** Bodies since it fell silent that could not be processed. */
  failedBatches: number;
  usualEventsPerHour: number | null;
  downMinutes: number;
  /** Other sources whose alarm went off in the same moment. */
  others: number;
}

function atInWords(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

function withoutStop(text: string): string {
  return text.trim().replace(/\.$/, "");
}

/** Why, in one sentence, when it can be known. A sender that is turned away comes first: it is alive and says so. */
function causeOf(facts: SourceFacts): string | null {
  if (facts.refused) {
    const { count, lastAt, lastDetail } = facts.refused;
    const requests = counted(count, "request was", "requests were");
    return `${requests} refused since it fell silent, the latest at ${atInWords(lastAt)}: ${withoutStop(lastDetail)}.`;
  }
  if (facts.unclassified > 0) {
    const lines = counted(facts.unclassified, "line", "lines");
    return `${lines} arrived since then that no attached schema accepts: the format has changed, not the sender.`;
  }
  if (facts.failedBatches > 0) {
    return `${counted(facts.failedBatches, "body", "bodies")} arrived since then that could not be processed and ${facts.failedBatches === 1 ? "is" : "are"} kept.`;
  }
  return null;
}

/** From so many at once on it is one event and not many: what they have in common comes first. */
const manyAtOnce = 100;

/** What to check: that of the kind of source, or what many have in common when many fell silent at once. */
export function checksFor(facts: Pick<SourceFacts, "others">, ofKind: readonly string[]): readonly string[] {
  if (facts.others < manyAtOnce) return ofKind;
  return ["Look for what these sources have in common: the network, a collector or proxy before them, this address."];
}

/** The sentences of the alert: why when it can be known, and what else is. */
export function observe(facts: SourceFacts): { cause: string | null; observations: string[] } {
  const cause = causeOf(facts);
  const observations: string[] = [];
  if (facts.others >= manyAtOnce && cause === null) {
    // They are looked at in parts, so there may be more.
    return {
      cause: `At least ${facts.others.toLocaleString("en-US")} other sources fell silent in the same minute.`,
      observations,
    };
  }
  if (cause === null && facts.lastReceivedAt === null) observations.push("Nothing was ever received from it.");
  if (cause === null && facts.lastReceivedAt !== null) {
    observations.push(
      `Nothing has been received since ${atInWords(facts.lastReceivedAt)}, and no request was refused.`,
    );
  }
  if (facts.usualEventsPerHour !== null) {
    const rate = Math.round(facts.usualEventsPerHour);
    observations.push(
      rate > 0
        ? `At this hour of the week it usually processes about ${counted(rate, "event", "events")} an hour.`
        : "At this hour of the week it is usually quiet.",
    );
  }
  if (facts.downMinutes > 0) {
    observations.push(`${minutesInWords(facts.downMinutes)} in which Telltale itself was down do not count.`);
  }
  if (facts.others > 0) {
    const others = counted(facts.others, "other source", "other sources");
    observations.push(`${others} fell silent in the same minute: look for what they have in common.`);
  }
  return { cause, observations };
}
