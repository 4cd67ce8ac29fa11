import "server-only";
import { minutesInWords } from "#lib/duration-words.ts";
import { AppError } from "#lib/errors.ts";
import { countedUntil } from "./counted-time.ts";
import type { AlarmValues } from "./schema.ts";

const minuteMs = 60_000;

/** @throws AppError (invalid) when the calendar expects events so rarely that the alarm would never go off. */
export function requireReachableWindow(
  alarm: Pick<AlarmValues, "signal" | "minutesThreshold" | "calendar">,
  now: Date,
): void {
  // Late events need no window, only a moment at which events are expected.
  const needed = alarm.signal === "late-data" ? 1 : alarm.minutesThreshold * minuteMs;
  if (countedUntil(alarm.calendar, [], now.getTime(), needed) !== null) return;
  const window = alarm.signal === "late-data" ? "any time" : minutesInWords(alarm.minutesThreshold);
  const message = `calendar: does not hold ${window} within the next two years, so the alarm would never go off`;
  throw new AppError("invalid", message, { field: "calendar" });
}
