import {
  type AlarmBody,
  type AlarmCalendar,
  type AlarmKey,
  type AlarmSignal,
  alarmShape,
  defaultThresholdMinutes,
  type PeriodName,
  periods,
  type SourceAlarm,
  splitWindow,
} from "#lib/log-sources/drop-off/schema.ts";

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

/** A draft of an alarm that is set, or of a new one: on, one day, as the product has always proposed. */
export function draftOf(alarm: SourceAlarm | null, key: AlarmKey, timeZone: string): AlarmDraft {
  const { count, period } = splitWindow(alarm?.minutesThreshold ?? defaultThresholdMinutes);
  return {
    isOn: true,
    signal: alarm?.signal ?? key.signal,
    logType: alarm?.logType ?? key.logType,
    count: String(count),
    period,
    minimumEvents: String(alarm?.signal === "low-volume" ? alarm.minimumEvents : 100),
    hasCalendar: Boolean(alarm?.calendar),
    calendar: calendarDraft(alarm?.calendar ?? null, timeZone),
    snoozedUntil: alarm?.snoozedUntil ?? null,
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

const windowRule = "Choose a whole number from 15 minutes to 30 days";

/** What is wrong with a draft, by field, in words. */
export function errorsOf(draft: AlarmDraft): Record<string, string> {
  const checked = alarmShape.safeParse(bodyOf(draft));
  const errors: Record<string, string> = {};
  for (const { path, message } of checked.error?.issues ?? []) {
    const field = path[0] === "calendar" ? `calendar.${String(path[1])}` : String(path[0]);
    const words = field === "minutesThreshold" ? windowRule : message.charAt(0).toUpperCase() + message.slice(1);
    errors[field] ??= words;
  }
  return errors;
}
