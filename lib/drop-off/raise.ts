import "server-only";
import type { Tx } from "#lib/change.ts";
import { isoInstant } from "#lib/iso-instant.ts";
import { keptDays } from "#lib/log-source-kinds/kept-days.ts";
import type { Queryable } from "#lib/sql.ts";
import { type DropOffSubject, type LogDropOffReport, logDropOff } from "#lib/system-errors/kinds/log-drop-off.ts";
import { reportMany } from "#lib/system-errors/report-many.ts";
import type { AlarmFacts, AlarmRule, Evaluation } from "./alarm/evaluate-alarm.ts";
import { formatCalendar } from "./alarm/format-calendar.ts";
import { downSince, knownSince } from "./alarm/known-since.ts";
import { checksFor, hasReceivedSince, type OtherAlarms, observe, type SourceFacts } from "./alarm/observations.ts";
import { ruleOf } from "./alarm-facts.ts";
import type { AlarmRow } from "./alarm-rows.ts";
import { noEvidence, readEvidence, readVolumes, usualRates, type Volume } from "./source-evidence.ts";
import { checksOf, readSettings, type SourceSettings } from "./support.ts";

const minuteMs = 60_000;

/** An alarm that was looked at, and what it came to. */
export interface EvaluatedAlarm {
  row: AlarmRow;
  facts: AlarmFacts;
  step: Evaluation;
}

/** What is reported of an alarm that is out. */
interface AlarmReport {
  subject: DropOffSubject;
  reported: LogDropOffReport;
}

/** What goes off in the same moment. */
export interface ConcurrentAlarms {
  /** How many alarms have gone off so far, with those that are given. */
  atOnce: number;
  /** Whether there may be more: in another part of the tick, or at another scheduler. */
  isAtLeast: boolean;
}

/** When the last event was processed that an alarm watches, as exactly as it is known. */
function lastEventOf({ row, facts }: EvaluatedAlarm, volume: Volume | undefined): Date | null {
  if (row.logType === "" || row.signal === "late-data") return dateOf(row.lastEventProcessedAt);
  if (row.signal === "low-volume") return volume?.lastMinute ?? null;
  return dateOf(facts.lastEventAt);
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms);
}

function instantOf(at: Date | null): string | null {
  return at === null ? null : isoInstant(at.getTime());
}

function laterOf(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return other > one ? other : one;
}

function reportOf(
  { row, facts }: EvaluatedAlarm,
  known: SourceFacts,
  volume: Volume | undefined,
  settings: SourceSettings | undefined,
): AlarmReport {
  const { cause, observations } = observe(known);
  const seen = { isRefused: known.refused.length > 0, isReceiving: hasReceivedSince(known) };
  const isFromCounters = row.logType !== "" && row.signal !== "late-data";
  const lastConnection = laterOf(known.lastReceivedAt, known.lastRefusedAt);
  const reported: LogDropOffReport = {
    minutesThreshold: row.minutesThreshold,
    minimumEvents: row.minimumEvents,
    lastEventProcessedAt: instantOf(known.lastEventAt),
    lastReceivedAt: instantOf(known.lastReceivedAt),
    lastConnectionAt: instantOf(lastConnection),
    silentSince: isoInstant(known.silentSince.getTime()),
    downMinutes: known.downMinutes,
    lateMinutes: facts.lagMs === null ? null : Math.floor(facts.lagMs / minuteMs),
    usualEventsPerHour: known.usualEventsPerHour,
    cause,
    observations,
    checks: checksFor(known, checksOf(row, settings, seen)),
  };
  // Left out when there is nothing to say: most alarms of many at once have none of it.
  if (known.refused.length > 0) {
    reported.refused = known.refused.map((one) => ({ ...one, lastAt: isoInstant(one.lastAt.getTime()) }));
  }
  if (known.unclassified > 0) reported.unclassifiedLines = known.unclassified;
  if (known.failed) reported.failedBodies = known.failed;
  if (known.waiting) {
    reported.waitingBodies = { count: known.waiting.count, oldestAt: isoInstant(known.waiting.oldestAt.getTime()) };
  }
  if (volume) reported.eventsInWindow = volume.events;
  if (known.hours !== null) reported.countedHours = known.hours;
  if (known.others.count > 0) reported.others = known.others;
  if (isFromCounters && known.lastEventAt === null) reported.lookedBackDays = keptDays;
  return {
    subject: {
      sourceId: row.sourceId,
      sourceLabel: row.sourceLabel,
      sourceType: row.sourceKind,
      signal: row.signal,
      logType: row.logType,
    },
    reported,
  };
}

/**
 * Tells of each alarm what went off beside it. Sources that fell silent are counted for a source that did; for all else,
 * and where a tick works in parts of which only the number of alarms is known, alarms of other sources are.
 */
function othersIn(
  raising: readonly EvaluatedAlarm[],
  { atOnce, isAtLeast }: ConcurrentAlarms,
): (decided: EvaluatedAlarm) => OtherAlarms {
  const isSilence = ({ row }: EvaluatedAlarm) => row.signal === "no-data" && row.logType === "";
  const ofSource = new Map<string, number>();
  let silent = 0;
  for (const decided of raising) {
    ofSource.set(decided.row.sourceId, (ofSource.get(decided.row.sourceId) ?? 0) + 1);
    if (isSilence(decided)) silent += 1;
  }
  const isPart = atOnce > raising.length;
  return (decided) => {
    if (isSilence(decided) && !isPart) return { count: silent - 1, what: "sources", isAtLeast };
    return { count: atOnce - (ofSource.get(decided.row.sourceId) ?? 1), what: "alarms", isAtLeast };
  };
}

/** Since when each alarm asks what is known of its source. */
function evidenceWindowOf({ row, facts, step: outcome }: EvaluatedAlarm, rule: AlarmRule, now: number) {
  const since = knownSince(rule, facts, outcome, now);
  // A body that waits may have come before the latest that was processed.
  const waitsSince = row.pendingSince === null ? since : row.pendingSince - 1;
  const seenAt = Math.min(since, row.lastReceivedAt ?? 0, waitsSince);
  return { sourceId: row.sourceId, logType: row.logType, since, seenAt };
}

/**
 * The reports of alarms, each with what is known of its source at this moment. The number of statements does not grow with
 * them.
 */
export async function reportsOf(
  client: Queryable,
  raising: readonly EvaluatedAlarm[],
  concurrent: ConcurrentAlarms,
  now: Date,
): Promise<AlarmReport[]> {
  const othersOf = othersIn(raising, concurrent);
  const asking = raising.map((decided) => {
    const rule = ruleOf(decided.row);
    return { decided, rule, asked: evidenceWindowOf(decided, rule, now.getTime()) };
  });
  const asked = asking.map((one) => one.asked);
  const known = await readEvidence(client, asked, now);
  const rates = await usualRates(client, asked, now);
  const settings = await readSettings(client, [...new Set(asked.map((one) => one.sourceId))]);
  const lowVolume = asking.filter(({ decided }) => decided.row.signal === "low-volume");
  const volumes = await readVolumes(
    client,
    lowVolume.map((one) => one.asked),
    now,
  );
  const volumeOf = new Map(lowVolume.map((one, index) => [one.decided, volumes[index]]));
  return asking.map(({ decided, rule, asked: { since } }, index) => {
    const { row } = decided;
    const found = known.get(index) ?? noEvidence;
    const volume = volumeOf.get(decided);
    // Named one by one: a spread of so many costs more than all the rest.
    const facts: SourceFacts = {
      at: now,
      sourceLabel: row.sourceLabel,
      signal: row.signal,
      logType: row.logType,
      silentSince: new Date(since),
      lastEventAt: lastEventOf(decided, volume),
      lastReceivedAt: laterOf(dateOf(row.lastReceivedAt), found.lastBodyAt),
      lastRefusedAt: found.lastRefusedAt,
      refused: found.refused,
      unclassified: found.unclassified,
      failed: found.failed,
      waiting: found.waiting,
      usualEventsPerHour: rates[index] ?? null,
      downMinutes: Math.round(downSince(rule, decided.facts, decided.step, since, now.getTime()) / minuteMs),
      others: othersOf(decided),
      hours: row.calendar && formatCalendar(row.calendar),
      keptDays,
    };
    return reportOf(decided, facts, volume, settings.get(row.sourceId));
  });
}

/** Raises alarms. */
export async function raise(tx: Tx, raising: readonly EvaluatedAlarm[], concurrent: ConcurrentAlarms): Promise<void> {
  if (raising.length === 0) return;
  await reportMany(tx, logDropOff, await reportsOf(tx, raising, concurrent, tx.now));
}
