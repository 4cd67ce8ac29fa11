import type { AlarmBody, AlarmCalendar, AlarmKey, SourceAlarm, SourceAlarms } from "#lib/drop-off/schema.ts";
import {
  defaultThresholdMinutes,
  maxThresholdMinutes,
  minThresholdMinutes,
  type PeriodName,
  periods,
  splitWindow,
} from "#lib/drop-off/terms.ts";
import type { AlarmSignal } from "#lib/log-source-kinds/terms.ts";

/** A calendar as it is typed: holidays one a line. */
export interface CalendarDraft {
  timeZone: string;
  weekdays: string[];
  isWholeDay: boolean;
  from: string;
  to: string;
  holidays: string;
}

/** An alarm as it is typed. */
export interface AlarmDraft {
  isOn: boolean;
  signal: AlarmSignal;
  logType: string;
  count: string;
  period: PeriodName;
  minimumEvents: string;
  hasCalendar: boolean;
  calendar: CalendarDraft;
  snoozedUntil: string | null;
}

function calendarDraft(calendar: AlarmCalendar | null, timeZone: string): CalendarDraft {
  return {
    timeZone: calendar?.timeZone ?? timeZone,
    weekdays: (calendar?.weekdays ?? [1, 2, 3, 4, 5]).map(String),
    isWholeDay: calendar !== null && calendar.hours === null,
    from: calendar?.hours?.from ?? "08:00",
    to: calendar?.hours?.to ?? "18:00",
    holidays: (calendar?.holidays ?? []).join("\n"),
  };
}

/**
 * A draft of an alarm that is set, or of a new one: on, one day, as the product has always proposed. A snooze that is over
 * is none.
 */
export function draftOf(alarm: SourceAlarm | null, key: AlarmKey, timeZone: string, now: number): AlarmDraft {
  const { count, period } = splitWindow(alarm?.minutesThreshold ?? defaultThresholdMinutes);
  const snoozedUntil = alarm?.snoozedUntil ?? null;
  return {
    isOn: true,
    signal: alarm?.signal ?? key.signal,
    logType: alarm?.logType ?? key.logType,
    count: String(count),
    period,
    minimumEvents: String(alarm?.signal === "low-volume" ? alarm.minimumEvents : 100),
    hasCalendar: Boolean(alarm?.calendar),
    calendar: calendarDraft(alarm?.calendar ?? null, timeZone),
    snoozedUntil: snoozedUntil !== null && Date.parse(snoozedUntil) > now ? snoozedUntil : null,
  };
}

/** The draft with a window and a calendar that were proposed. */
export function withProposal(
  draft: AlarmDraft,
  proposal: { minutesThreshold: number; calendar: AlarmCalendar | null },
): AlarmDraft {
  const { count, period } = splitWindow(proposal.minutesThreshold);
  const { calendar } = proposal;
  return {
    ...draft,
    isOn: true,
    count: String(count),
    period,
    hasCalendar: calendar !== null,
    calendar: calendar ? calendarDraft(calendar, calendar.timeZone) : draft.calendar,
  };
}

/** What was typed as a number; text that is no whole number stays text, so that the rule refuses it in words. */
function wholeNumber(text: string): number {
  return /^\d{1,12}$/.test(text.trim()) ? Number(text) : Number.NaN;
}

/** The window in minutes; NaN when what was typed is no whole number. */
export function minutesOf(draft: Pick<AlarmDraft, "count" | "period">): number {
  const period = periods.find((candidate) => candidate.name === draft.period) ?? periods[0];
  return wholeNumber(draft.count) * period.minutes;
}

export const windowRule = "Choose a whole number from 15 minutes to 30 days";

/** Whether the window is one that can be stored; the other fields are for `errorsOf`. */
export function isWindowSound(draft: Pick<AlarmDraft, "count" | "period">): boolean {
  const minutes = minutesOf(draft);
  return minutes >= minThresholdMinutes && minutes <= maxThresholdMinutes;
}

/** The body that PUT takes. */
export function bodyOf(draft: AlarmDraft): AlarmBody {
  const { timeZone, weekdays, isWholeDay, from, to, holidays } = draft.calendar;
  return {
    signal: draft.signal,
    logType: draft.signal === "late-data" ? "" : draft.logType,
    minutesThreshold: minutesOf(draft),
    ...(draft.signal === "low-volume" ? { minimumEvents: wholeNumber(draft.minimumEvents) } : {}),
    calendar: draft.hasCalendar
      ? {
          timeZone,
          weekdays: weekdays.map(Number),
          hours: isWholeDay ? null : { from, to },
          holidays: holidays.split(/[\s,]+/).filter(Boolean),
        }
      : null,
    snoozedUntil: draft.snoozedUntil,
  };
}

/** The alarm that every source can have: no events at all. */
export const plainAlarm: AlarmKey = { signal: "no-data", logType: "" };

/** The alarm of a source under a key; null when it is not set. */
export function alarmAt<A extends AlarmKey>(alarms: readonly A[], key: AlarmKey): A | null {
  return alarms.find((alarm) => isSameAlarm(alarm, key)) ?? null;
}

/** Whether two keys name the same alarm of a source. */
export function isSameAlarm(a: AlarmKey, b: AlarmKey): boolean {
  return a.signal === b.signal && a.logType === b.logType;
}

/** What is not watched yet, besides the plain alarm: a source has one alarm for each signal and log type. */
export function freeAlarms({ alarms, logTypes }: Pick<SourceAlarms, "alarms" | "logTypes">): AlarmKey[] {
  const order: readonly AlarmSignal[] = ["low-volume", "no-data", "late-data"];
  return order
    .flatMap((signal) => (signal === "late-data" ? [""] : ["", ...logTypes]).map((logType) => ({ signal, logType })))
    .filter((key) => !isSameAlarm(key, plainAlarm) && alarmAt(alarms, key) === null);
}

/** What this tab remembers of the question of set-up: an answer that could not be stored yet. Null when the text is none. */
export function parseAnswer(text: string): AlarmDraft | null {
  try {
    const found = JSON.parse(text) as { unsaved?: AlarmDraft | null } | null;
    return found?.unsaved ?? null;
  } catch {
    return null;
  }
}

/** What the question of set-up shows first: what is typed and not stored, else what is stored. */
export function firstAnswer(
  known: SourceAlarm | null,
  unsaved: AlarmDraft | null,
  timeZone: string,
  now: number,
): AlarmDraft {
  return unsaved ?? { ...draftOf(known, plainAlarm, timeZone, now), isOn: known !== null };
}

/** The field of the form at which an error of `path` ("calendar.holidays.0") is shown. */
export function fieldOf(path: string, draft: AlarmDraft): string {
  const [first = "", second, third] = path.split(".");
  if (first !== "calendar" || second === undefined) return first;
  if (second !== "hours") return `calendar.${second}`;
  // Of hours that do not go together the end is at fault, unless the beginning never can be one.
  return `calendar.hours.${third ?? (draft.calendar.from === "24:00" ? "from" : "to")}`;
}

/** Whether a field stands in the section that is folded at first. */
export const isFoldedField = (field: string): boolean => field.startsWith("calendar") || field === "snoozedUntil";

/** The errors of which the form shows no field: they have to be said somewhere else. */
export function errorsWithoutField(errors: Readonly<Record<string, string>>, draft: AlarmDraft): string[] {
  const shown = new Set(["minutesThreshold", "snoozedUntil"]);
  if (draft.signal === "low-volume") shown.add("minimumEvents");
  const ofCalendar = ["calendar", "calendar.timeZone", "calendar.weekdays", "calendar.holidays"];
  if (draft.hasCalendar) for (const field of ofCalendar) shown.add(field);
  if (draft.hasCalendar && !draft.calendar.isWholeDay)
    for (const end of ["from", "to"]) shown.add(`calendar.hours.${end}`);
  return Object.entries(errors).flatMap(([field, words]) => (shown.has(field) ? [] : [words]));
}
