import "server-only";
import { minutesInWords } from "#lib/duration-words.ts";
import { AppError } from "#lib/errors.ts";
import { countedUntil } from "./alarm/counted-time.ts";
import type { AlarmValues } from "./schema.ts";

const minuteMs = 60_000;

/** @throws AppError (invalid) when the calendar expects events so rarely that the alarm would never go off. */
export function requireReachableWindow(
  alarm: Pick<AlarmValues, "signal" | "minutesThreshold" | "calendar">,
  now: Date,
): void {
  const isLate = alarm.signal === "late-data";
  // Late events need no window, only a moment at which events are expected.
  const needed = isLate ? 1 : alarm.minutesThreshold * minuteMs;
  if (countedUntil(alarm.calendar, [], now.getTime(), needed) !== null) return;
  const rule = isLate ? "it expects no events" : `its hours do not add up to ${minutesInWords(alarm.minutesThreshold)}`;
  throw new AppError("invalid", `calendar: ${rule} within the next two years, so the alarm would never go off`, {
    field: "calendar",
  });
}
