import "server-only";
import { minutesInWords } from "#lib/duration-words.ts";
import { isoInstant } from "#lib/iso-instant.ts";
import type { AlarmRow } from "./alarm-rows.ts";
import type { SourceAlarm } from "./schema.ts";

function summaryOf(
  alarm: Pick<AlarmRow, "signal" | "logType" | "minutesThreshold" | "minimumEvents" | "calendar">,
): string {
  const window = minutesInWords(alarm.minutesThreshold);
  const events = alarm.logType ? `${alarm.logType} events` : "events";
  const within = alarm.calendar ? ", in its hours" : "";
  if (alarm.signal === "late-data") return `${events} more than ${window} late${within}`;
  if (alarm.signal === "no-data") return `${window} without ${events}${within}`;
  return `fewer than ${alarm.minimumEvents.toLocaleString("en-US")} ${events} in ${window}${within}`;
}

/** An alarm as the API answers it. */
export function toAlarm(row: AlarmRow): SourceAlarm {
  return {
    signal: row.signal,
    logType: row.logType,
    minutesThreshold: row.minutesThreshold,
    minimumEvents: row.minimumEvents,
    calendar: row.calendar,
    snoozedUntil: row.snoozedUntil === null ? null : isoInstant(row.snoozedUntil),
    state: row.state,
    stateChangedAt: isoInstant(row.stateChangedAt),
    isPaused: row.isPaused,
    pendingSince: row.pendingSince === null ? null : isoInstant(row.pendingSince),
    summary: summaryOf(row),
  };
}
