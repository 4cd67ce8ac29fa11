import { alertIdOf } from "#lib/alerts/terms.ts";
import { type AlarmState, alarmSignalLabels } from "#lib/drop-off/schema.ts";
import { minutesInWords } from "#lib/duration-words.ts";
import type { AlarmSignal } from "#lib/log-source-kinds/schema.ts";
import { systemErrorKindOf } from "#lib/system-errors/registry.ts";
import type { HealthReason, SourceHealth } from "./schema.ts";

/** A drop-off alarm, as far as health asks. */
export interface HealthAlarm {
  signal: AlarmSignal;
  /** Empty for the source as a whole. */
  logType: string;
  minutesThreshold: number;
  state: AlarmState;
  stateChangedAt: Date;
  snoozedUntil: Date | null;
  /** The alert that it raises, whatever its state; null when it never did. */
  alertId: string | null;
}

/** What is known of a source, from which its health follows. */
export interface HealthFacts {
  isPaused: boolean;
  lastReceivedAt: Date | null;
  /** Whether anything was ever classified or refused by its schemas. */
  hasProcessed: boolean;
  /** When the latest event was classified. */
  lastEventProcessedAt: Date | null;
  alarms: HealthAlarm[];
  /** Active System Errors of the source. */
  alerts: { id: string; kind: string; title: string; openedAt: Date; eventCount: number }[];
  /** Requests that were turned away in the last 24 hours; null when none. */
  refused: { count: number; lastAt: Date; lastDetail: string } | null;
  /** Bodies that could not be processed, and are kept. */
  failedBatches: { count: number; lastError: string | null };
  /** The oldest body that waits. */
  oldestPendingAt: Date | null;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const lateMs = 5 * minuteMs;

const plural = (count: number, one: string, many: string) =>
  `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;

function reasonOfAlert(alert: HealthFacts["alerts"][number]): HealthReason {
  const health = systemErrorKindOf(alert.kind)?.health;
  return {
    kind: health?.reason ?? "other-error",
    isFailing: true,
    message: health?.message?.(alert) ?? alert.title,
    count: alert.eventCount,
    since: alert.openedAt.toISOString(),
    alertId: alertIdOf(alert.id),
  };
}

/** Alarms that are out without an active error: somebody closed it, and what it told of still holds. */
function reasonsOfClosedAlarms({ alarms, alerts }: HealthFacts): HealthReason[] {
  const active = new Set(alerts.map((alert) => alert.id));
  return alarms
    .filter((alarm) => alarm.state === "ALARM" && !(alarm.alertId !== null && active.has(alarm.alertId)))
    .map((alarm) => {
      const of = alarm.logType ? ` of ${alarm.logType}` : "";
      const signal = `${alarmSignalLabels[alarm.signal]}${of}: the drop-off alarm of ${minutesInWords(alarm.minutesThreshold)}`;
      return {
        kind: "log-drop-off",
        isFailing: true,
        message: alarm.alertId ? `${signal} still stands, although its error was closed by hand` : `${signal} is out`,
        count: null,
        since: alarm.stateChangedAt.toISOString(),
        alertId: alarm.alertId && alertIdOf(alarm.alertId),
      };
    });
}

/** Why nobody can say whether a silence is usual; null when an alarm says so or it is short. */
function unjudged(alarms: readonly HealthAlarm[], silentMs: number, now: Date): string | null {
  const isSnoozed = (alarm: HealthAlarm) => alarm.snoozedUntil !== null && alarm.snoozedUntil > now;
  const isBeyond = (alarm: HealthAlarm) => silentMs >= alarm.minutesThreshold * minuteMs;
  const words = (alarm: HealthAlarm) => `its drop-off alarm of ${minutesInWords(alarm.minutesThreshold)}`;
  const judging = alarms.filter((alarm) => alarm.logType === "" && alarm.signal !== "late-data");
  // An alarm that is out has said it; one that is fine vouches for the source, unless it was told to be quiet.
  if (judging.some((alarm) => alarm.state === "ALARM")) return null;
  if (judging.some((alarm) => alarm.state === "OK" && !(isSnoozed(alarm) && isBeyond(alarm)))) return null;
  const snoozed = judging.find((alarm) => isSnoozed(alarm) && isBeyond(alarm));
  if (snoozed) return `${words(snoozed)} is snoozed`;
  if (silentMs < dayMs) return null;
  const [young] = judging;
  return young ? `${words(young)} has not counted that long yet` : "no drop-off alarm says whether that is usual";
}

function reasonsOfSilence({ isPaused, lastEventProcessedAt, alarms }: HealthFacts, now: Date): HealthReason[] {
  if (isPaused || lastEventProcessedAt === null) return [];
  const silentMs = now.getTime() - lastEventProcessedAt.getTime();
  const why = unjudged(alarms, silentMs, now);
  if (why === null) return [];
  return [
    {
      kind: "silent",
      isFailing: false,
      message: `No event was processed for ${minutesInWords(silentMs / minuteMs)}, and ${why}`,
      count: null,
      since: lastEventProcessedAt.toISOString(),
      alertId: null,
    },
  ];
}

function reasonOfRefusals(facts: HealthFacts): HealthReason[] {
  if (!facts.refused) return [];
  // As soon as one request is accepted after it, a refusal is history: a stray sender does not make the source fail.
  const isLatest = facts.lastReceivedAt === null || facts.refused.lastAt > facts.lastReceivedAt;
  return [
    {
      kind: "refused-requests",
      isFailing: isLatest && !facts.isPaused,
      message: `${plural(facts.refused.count, "request was", "requests were")} refused in the last 24 hours. The latest: ${facts.refused.lastDetail}`,
      count: facts.refused.count,
      since: facts.refused.lastAt.toISOString(),
      alertId: null,
    },
  ];
}

function reasonOfBatches(facts: HealthFacts, now: Date): HealthReason[] {
  const reasons: HealthReason[] = [];
  const { count, lastError } = facts.failedBatches;
  if (count > 0) {
    const why = lastError ? `: ${lastError}` : "";
    const message = `${plural(count, "body", "bodies")} could not be processed and ${count === 1 ? "is" : "are"} kept${why}`;
    reasons.push({ kind: "failed-batches", isFailing: true, message, count, since: null, alertId: null });
  }
  const waiting = facts.oldestPendingAt;
  if (waiting) {
    const isLate = now.getTime() - waiting.getTime() > lateMs;
    const message = isLate ? "Bodies wait to be classified for more than 5 minutes" : "A body waits to be classified";
    if (isLate || !facts.hasProcessed) {
      reasons.push({
        kind: "late-batches",
        isFailing: isLate,
        message,
        count: null,
        since: waiting.toISOString(),
        alertId: null,
      });
    }
  }
  return reasons;
}

/** The state of a source with its reasons. What is not known is "unknown", never "healthy". */
export function healthOf(facts: HealthFacts, now: Date): SourceHealth {
  const reasons = [
    ...facts.alerts.map(reasonOfAlert),
    ...reasonsOfClosedAlarms(facts),
    ...reasonsOfSilence(facts, now),
    ...reasonOfRefusals(facts),
    ...reasonOfBatches(facts, now),
  ];
  const quiet = { isFailing: false, count: null, since: null, alertId: null };
  if (facts.isPaused) {
    reasons.push({ ...quiet, kind: "paused", message: "Paused: requests are turned away" });
  } else if (facts.lastReceivedAt === null) {
    reasons.push({ ...quiet, kind: "never-received", message: "Nothing was received yet" });
  }
  reasons.sort((a, b) => Number(b.isFailing) - Number(a.isFailing));
  if (reasons.some((reason) => reason.isFailing)) return { status: "failing", reasons };
  const isSilent = reasons.some((reason) => reason.kind === "silent");
  const isKnown = !facts.isPaused && !isSilent && facts.lastReceivedAt !== null && facts.hasProcessed;
  return { status: isKnown ? "healthy" : "unknown", reasons };
}
