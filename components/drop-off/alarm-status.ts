import type { Tone } from "#components/ui/pill.tsx";
import type { SourceAlarm } from "#lib/drop-off/schema.ts";
import { type AlarmState, alarmStateLabels } from "#lib/drop-off/terms.ts";

/** A few words behind a state, with the time that ends them. */
export interface StatusNote {
  words: string;
  /** ISO 8601. */
  at?: string;
}

export interface AlarmStatus {
  word: string;
  tone: Tone;
  notes: StatusNote[];
}

const tones: Record<AlarmState, Tone> = { OK: "ok", ALARM: "fail", INSUFFICIENT_DATA: "neutral" };

/** Bodies wait for a moment all the time; past this something holds them up. */
const lateMs = 5 * 60_000;

/** Where an alarm stands. What holds it back comes before a state that nobody can know meanwhile. */
export function statusOf(alarm: SourceAlarm, now: Date): AlarmStatus {
  const { state, stateChangedAt, isPaused, pendingSince, snoozedUntil } = alarm;
  const isLate = pendingSince !== null && now.getTime() - Date.parse(pendingSince) > lateMs;
  const isSnoozed = snoozedUntil !== null && Date.parse(snoozedUntil) > now.getTime();
  const since = { words: "since", at: stateChangedAt };
  const snooze = isSnoozed ? [{ words: "snoozed until", at: snoozedUntil }] : [];
  const waiting = isLate ? [{ words: "bodies wait to be classified since", at: pendingSince }] : [];
  if (state === "ALARM")
    return { word: alarmStateLabels.ALARM, tone: tones.ALARM, notes: [since, ...waiting, ...snooze] };
  if (isPaused) {
    const paused = { words: "nothing is raised until the source is resumed" };
    return { word: "Paused", tone: "neutral", notes: [paused, ...snooze] };
  }
  if (isLate) return { word: "Not known", tone: "warn", notes: [...waiting, ...snooze] };
  if (isSnoozed) return { word: "Snoozed", tone: "neutral", notes: [{ words: "no alert until", at: snoozedUntil }] };
  return { word: alarmStateLabels[state], tone: tones[state], notes: [since] };
}
