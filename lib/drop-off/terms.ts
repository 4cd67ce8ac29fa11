/** Words and lists of drop-off alarms, for the browser as well: no zod. */
import type { AlarmSignal } from "#lib/log-source-kinds/terms.ts";

export const minThresholdMinutes = 15;
export const maxThresholdMinutes = 43_200;
/** What the forms begin with, as the product always has: one day. */
export const defaultThresholdMinutes = 1_440;

export const alarmSignalLabels: Record<AlarmSignal, string> = {
  "no-data": "No events",
  "low-volume": "Too few events",
  "late-data": "Events arrive late",
};

export const alarmStates = ["OK", "ALARM", "INSUFFICIENT_DATA"] as const;
export type AlarmState = (typeof alarmStates)[number];

export const alarmStateLabels: Record<AlarmState, string> = {
  OK: "OK",
  ALARM: "Alarm",
  INSUFFICIENT_DATA: "Not enough data yet",
};

/** Monday is 1, Sunday is 7 (ISO 8601). */
export const weekdayLabels: Record<number, string> = {
  1: "Monday",
  2: "Tuesday",
  3: "Wednesday",
  4: "Thursday",
  5: "Friday",
  6: "Saturday",
  7: "Sunday",
};

export const periods = [
  { name: "Minute(s)", minutes: 1 },
  { name: "Hour(s)", minutes: 60 },
  { name: "Day(s)", minutes: 1_440 },
] as const;
export type PeriodName = (typeof periods)[number]["name"];

/** A window as number and period, in the largest period that divides it. */
export function splitWindow(minutes: number): { count: number; period: PeriodName } {
  const period = [...periods].reverse().find((candidate) => minutes % candidate.minutes === 0) ?? periods[0];
  return { count: minutes / period.minutes, period: period.name };
}
