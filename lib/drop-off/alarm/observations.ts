/** What is known of a source when its alarm goes off, put into words. Pure. */
import { minutesInWords } from "#lib/duration-words.ts";
import { instantInWords } from "#lib/iso-instant.ts";
import { type RefusalReason, refusalLabels } from "#lib/log-source-kinds/refusal-reasons.ts";
import type { AlarmSignal } from "#lib/log-source-kinds/terms.ts";

/** Requests that were turned away for one reason. */
export interface RefusedForReason {
  reason: string;
  count: number;
  lastAt: Date;
  lastDetail: string;
}

/** Other alarms that went off in the same moment: sources that fell silent as well, or alarms of any kind. */
export interface OtherAlarms {
  count: number;
  what: "sources" | "alarms";
  /** There may be more: those that are due are looked at in parts. */
  isAtLeast: boolean;
}

export interface SourceFacts {
  /** When the alarm goes off. */
  at: Date;
  sourceLabel: string;
  signal: AlarmSignal;
  /** Empty for the source as a whole. */
  logType: string;
  /** Since when silence counts; for low-volume and late-data the beginning of the window. What came is counted from here. */
  silentSince: Date;
  /** When the last event was processed that the alarm watches; null when none was, as far as it is known. */
  lastEventAt: Date | null;
  /** When the latest body was accepted, processed or not; null when none ever was. */
  lastReceivedAt: Date | null;
  /** When the latest request was turned away, also before `silentSince`; null when none was since the latest body. */
  lastRefusedAt: Date | null;
  /** By reason, most first. */
  refused: readonly RefusedForReason[];
  /** Lines that no schema took. */
  unclassified: number;
  /** Bodies that could not be processed; null when there is none. */
  failed: { count: number; lastError: string | null } | null;
  /** Bodies that wait to be classified, whenever they came; null when none does. */
  waiting: { count: number; oldestAt: Date } | null;
  /** Of what the alarm watches. */
  usualEventsPerHour: number | null;
  downMinutes: number;
  others: OtherAlarms;
  /** The hours of the alarm's calendar in words; null when every hour counts. */
  hours: string | null;
  /** For how long refused requests are known. */
  keptDays: number;
}

function atInWords(at: Date): string {
  return instantInWords(at.getTime());
}

function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

function withoutStop(text: string): string {
  return text.trim().replace(/\.$/, "");
}

/** Whether it is the source as a whole that has no event since the last one, and not since its alarm was set. */
function hasFallenSilent(facts: SourceFacts): boolean {
  return facts.signal === "no-data" && facts.logType === "" && facts.lastEventAt !== null && !countsFromSetting(facts);
}

/** Whether silence counts from when the alarm was set or its source resumed, and not from the last event. */
function countsFromSetting({ signal, lastEventAt, silentSince }: SourceFacts): boolean {
  // The last event of a log type is known to the minute.
  const minuteMs = 60_000;
  return signal === "no-data" && (lastEventAt === null || silentSince.getTime() - lastEventAt.getTime() > minuteMs);
}

/** Whether bodies were accepted since. */
export function hasReceivedSince({ lastReceivedAt, silentSince }: SourceFacts): boolean {
  return lastReceivedAt !== null && lastReceivedAt > silentSince;
}

function sinceInWords(facts: SourceFacts, then: string): string {
  return hasFallenSilent(facts) ? then : `since ${atInWords(facts.silentSince)}`;
}

function refusalInWords({ reason, count }: RefusedForReason): string {
  return `${count.toLocaleString("en-US")} ${(refusalLabels[reason as RefusalReason] ?? reason).toLowerCase()}`;
}

function refusedInWords(facts: SourceFacts): string | null {
  const [first] = facts.refused;
  if (!first) return null;
  const total = facts.refused.reduce((sum, { count }) => sum + count, 0);
  const latest = facts.refused.reduce((one, other) => (other.lastAt > one.lastAt ? other : one), first);
  const since = sinceInWords(facts, "since it fell silent");
  const reasons = facts.refused.length > 1 ? ` (${facts.refused.map(refusalInWords).join(", ")})` : "";
  const detail = latest.lastDetail ? `: ${withoutStop(latest.lastDetail)}` : "";
  return `${counted(total, "request was", "requests were")} refused ${since}${reasons}, the latest at ${atInWords(latest.lastAt)}${detail}.`;
}

/** What lines that no schema takes say about the alarm. */
function meaningOfUnclassified({ signal, logType }: SourceFacts): string {
  if (signal === "late-data") return "";
  if (signal === "low-volume") return ": events in a new format are missing from what is counted";
  return logType === "" ? ": the format has changed, not the sender" : `: they may be ${logType} in a new format`;
}

function unclassifiedInWords(facts: SourceFacts): string | null {
  if (facts.unclassified === 0) return null;
  const lines = counted(facts.unclassified, "line", "lines");
  return `${lines} arrived ${sinceInWords(facts, "since then")} that no attached schema accepts${meaningOfUnclassified(facts)}.`;
}

function failedInWords(facts: SourceFacts): string | null {
  if (!facts.failed) return null;
  const { count, lastError } = facts.failed;
  const why = lastError ? `, the latest because: ${withoutStop(lastError)}` : "";
  return `${counted(count, "body", "bodies")} arrived ${sinceInWords(facts, "since then")} that could not be processed and ${count === 1 ? "is" : "are"} kept${why}.`;
}

/** From so many at once on it is one event and not many: what they have in common comes first. */
const manyAtOnce = 100;

function othersInWords({ count, what, isAtLeast }: OtherAlarms): string {
  const others =
    what === "sources"
      ? `${counted(count, "other source", "other sources")} fell silent`
      : `${counted(count, "other alarm", "other alarms")} went off`;
  return `${isAtLeast ? "At least " : ""}${others} in the same minute`;
}

/** What came in. "Nothing" is said only when it is true from the latest body on. */
function receivedInWords(facts: SourceFacts): string | null {
  const { lastReceivedAt, lastRefusedAt, at, keptDays } = facts;
  if (lastReceivedAt !== null && (hasReceivedSince(facts) || facts.refused.length > 0)) {
    return `The latest body was received at ${atInWords(lastReceivedAt)}.`;
  }
  if (facts.unclassified > 0 || facts.failed) return null;
  const nothing =
    lastReceivedAt === null
      ? "Nothing was ever received from it"
      : `Nothing has been received since ${atInWords(lastReceivedAt)}`;
  if (facts.refused.length > 0) return "No request of it was ever accepted.";
  if (lastRefusedAt !== null) return `${nothing}; the latest request was refused at ${atInWords(lastRefusedAt)}.`;
  if (lastReceivedAt === null) return `${nothing}.`;
  const isLongAgo = at.getTime() - lastReceivedAt.getTime() > keptDays * 86_400_000;
  return `${nothing}, and no request was refused${isLongAgo ? ` in the last ${keptDays} days` : ""}.`;
}

function waitingInWords({ waiting, at }: SourceFacts): string | null {
  if (!waiting) return null;
  const { count, oldestAt } = waiting;
  const minutes = Math.floor((at.getTime() - oldestAt.getTime()) / 60_000);
  const age = minutes < 1 ? "less than a minute" : minutesInWords(minutes);
  return count === 1
    ? `1 body waits to be classified, for ${age}.`
    : `${count.toLocaleString("en-US")} bodies wait to be classified, the oldest for ${age}.`;
}

/** Which time counts, when that is not simply all since the last event. */
function countedInWords(facts: SourceFacts): string | null {
  const { signal, hours, silentSince, at } = facts;
  const isSetting = countsFromSetting(facts);
  if (hours === null && !isSetting) return null;
  if (signal === "late-data") return `Only its hours are watched, ${hours}.`;
  const span = `${atInWords(silentSince)}, ${minutesInWords((at.getTime() - silentSince.getTime()) / 60_000)} before this alarm`;
  if (signal === "low-volume") return `Only its hours count, ${hours}: the window began at ${span}.`;
  const setting = isSetting ? ", when the alarm was set or the source resumed" : "";
  const beginning = hours === null ? "Silence counts" : `Only its hours count, ${hours}: silence counts`;
  return `${beginning} from ${span}${setting}.`;
}

function usualInWords({ usualEventsPerHour, logType }: SourceFacts): string | null {
  if (usualEventsPerHour === null) return null;
  const rate = Math.round(usualEventsPerHour);
  const of = logType ? `${logType} ` : "";
  return rate > 0
    ? `At this hour of the week it usually processes about ${counted(rate, `${of}event`, `${of}events`)} an hour.`
    : `At this hour of the week ${logType || "it"} is usually quiet.`;
}

function downInWords({ downMinutes, signal }: SourceFacts): string | null {
  if (downMinutes === 0) return null;
  const minutes = minutesInWords(downMinutes);
  if (signal === "late-data") return `Telltale itself was down for ${minutes} of the time that they were on their way.`;
  return `${minutes} in which Telltale itself was down ${downMinutes === 1 ? "does" : "do"} not count.`;
}

/** What to check: that of the kind of source, or what many have in common when many alarms went off at once. */
export function checksFor(facts: SourceFacts, ofKind: readonly string[]): readonly string[] {
  if (facts.others.count < manyAtOnce) return ofKind;
  return ["Look for what these sources have in common: the network, a collector or proxy before them, this address."];
}

/** The sentences of the alert: why when it can be known, and what else is. A sender that is turned away comes first: it is alive and says so. */
export function observe(facts: SourceFacts): { cause: string | null; observations: string[] } {
  const isMany = facts.others.count >= manyAtOnce;
  const said = [refusedInWords(facts), unclassifiedInWords(facts), failedInWords(facts)].filter((one) => one !== null);
  // Late events were accepted and classified: only a request that was refused before may be why.
  const mayBeCause = facts.signal !== "late-data" || facts.refused.length > 0;
  const known = mayBeCause ? (said.shift() ?? null) : null;
  const others = facts.others.count > 0 ? othersInWords(facts.others) : null;
  const isCommon = known === null && isMany;
  const down = downInWords(facts);
  const observations = [
    isMany ? down : null,
    receivedInWords(facts),
    ...said,
    waitingInWords(facts),
    countedInWords(facts),
    usualInWords(facts),
    isMany ? null : down,
    others && !isCommon ? `${others}: look for what they have in common.` : null,
  ].filter((one) => one !== null);
  return { cause: isCommon && others ? `${others}.` : known, observations };
}
