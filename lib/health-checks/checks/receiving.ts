import { alertIdOf } from "#lib/alerts/terms.ts";
import { alarmSignalLabels } from "#lib/drop-off/terms.ts";
import { minutesInWords } from "#lib/duration-words.ts";
import { alertsOf, reasonOfAlert } from "#lib/health-checks/alert-reasons.ts";
import type { CheckedAlarm, CheckedSource, CheckOutcome, HealthCheck } from "#lib/health-checks/define-health-check.ts";
import { hourMs, later, plural } from "#lib/health-checks/outcome.ts";
import type { HealthReason } from "#lib/health-checks/schema.ts";

const minuteMs = 60_000;
const dayMs = 24 * hourMs;

/** Alarms that raised an error that is active, and alarms that are out although somebody closed theirs. */
function reasonsOfAlarms(source: CheckedSource): HealthReason[] {
  const active = alertsOf(source, "receiving");
  const open = active.map(reasonOfAlert);
  const activeIds = new Set(active.map((alert) => alert.id));
  const closed = source.alarms
    .filter((alarm) => alarm.state === "ALARM" && !(alarm.alertId !== null && activeIds.has(alarm.alertId)))
    .map((alarm): HealthReason => {
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
  return [...open, ...closed];
}

/** Why nobody can say whether a silence is usual; null when an alarm says so or it is short. */
function unjudged(alarms: readonly CheckedAlarm[], silentMs: number, now: Date): string | null {
  const isSnoozed = (alarm: CheckedAlarm) => alarm.snoozedUntil !== null && alarm.snoozedUntil > now;
  const isBeyond = (alarm: CheckedAlarm) => silentMs >= alarm.minutesThreshold * minuteMs;
  const words = (alarm: CheckedAlarm) => `its drop-off alarm of ${minutesInWords(alarm.minutesThreshold)}`;
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

function reasonOfSilence({ isPaused, lastEventProcessedAt, alarms }: CheckedSource, now: Date): HealthReason | null {
  if (isPaused || lastEventProcessedAt === null) return null;
  const silentMs = now.getTime() - lastEventProcessedAt.getTime();
  const why = unjudged(alarms, silentMs, now);
  if (why === null) return null;
  const message = `No event was processed for ${minutesInWords(silentMs / minuteMs)}, and ${why}`;
  const since = lastEventProcessedAt.toISOString();
  return { kind: "silent", isFailing: false, message, count: null, since, alertId: null };
}

/** When a silence that is in order now will not be any more. */
function silenceChangesAt({ lastEventProcessedAt, lastReceivedAt, alarms }: CheckedSource, now: Date): Date | null {
  const moments = [lastReceivedAt && lastReceivedAt.getTime() + hourMs];
  if (lastEventProcessedAt !== null) {
    const since = lastEventProcessedAt.getTime();
    moments.push(since + dayMs, ...alarms.map((alarm) => since + alarm.minutesThreshold * minuteMs));
  }
  for (const { snoozedUntil } of alarms) if (snoozedUntil) moments.push(snoozedUntil.getTime());
  return later(moments, now);
}

const quiet = { isFailing: false, count: null, since: null, alertId: null };
const pausedMessage = "Paused: requests are turned away";
const nothingYet = "Nothing was received yet";

/** What the latest events say, when neither an alarm nor a silence does. */
function flow(source: CheckedSource, now: Date): Pick<CheckOutcome, "status" | "message"> {
  const { lastReceivedAt, eventsOfLastHour, busyHours } = source;
  if (lastReceivedAt === null) return { status: "unknown", message: nothingYet };
  if (source.isPaused) return { status: "unknown", message: pausedMessage };
  if (now.getTime() - lastReceivedAt.getTime() <= hourMs) {
    return { status: "healthy", message: `${plural(eventsOfLastHour, "event")} in the last hour` };
  }
  // Whether that is usual only a drop-off alarm can say.
  const before = busyHours === 0 ? "nor in the day before" : `before that in ${plural(busyHours, "hour")} of the day`;
  return { status: "unknown", message: `Nothing in the last hour, ${before}` };
}

/** Events come, as often as its drop-off alarms expect. */
export const receiving: HealthCheck = {
  id: "receiving",
  title: "Receiving data",
  appliesTo: () => true,
  check(source, now) {
    const failing = reasonsOfAlarms(source);
    const silence = reasonOfSilence(source, now);
    const reasons = silence ? [...failing, silence] : [...failing];
    if (source.isPaused) reasons.push({ ...quiet, kind: "paused", message: pausedMessage });
    else if (source.lastReceivedAt === null) reasons.push({ ...quiet, kind: "never-received", message: nothingYet });
    const [first] = failing;
    const found = first
      ? ({ status: "failing", message: first.message } as const)
      : silence
        ? ({ status: "unknown", message: silence.message } as const)
        : flow(source, now);
    return {
      ...found,
      at: source.lastReceivedAt,
      reasons,
      isKnown: !source.isPaused && silence === null && source.lastReceivedAt !== null,
      changesAt: silenceChangesAt(source, now),
    };
  },
};
