/** Client-safe shapes of drop-off alarms: nothing here may import from the server. */
import { z } from "zod";
import { instantShape } from "#lib/api/shapes.ts";
import { systemErrorDestinationShape } from "#lib/destinations/schema.ts";
import { type AlarmSignal, alarmSignals } from "#lib/log-source-kinds/terms.ts";
import { alarmStates, maxThresholdMinutes, minThresholdMinutes } from "./terms.ts";

const thresholdRule = `must be a whole number of minutes from ${minThresholdMinutes} to ${maxThresholdMinutes} (15 minutes to 30 days)`;

const and = new Intl.ListFormat("en");
const or = new Intl.ListFormat("en", { type: "disjunction" });

/** An object with these fields and no others: one that is misspelt must not pass as one that is left out. */
function exactly<Fields extends z.ZodRawShape>(fields: Fields) {
  const names = and.format(Object.keys(fields));
  return z.strictObject(fields, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `has no field ${issue.keys[0]?.slice(0, 64)}; its fields are ${names}`
        : `must be an object with ${names}`,
  });
}

const thresholdShape = z
  .number(thresholdRule)
  .int(thresholdRule)
  .min(minThresholdMinutes, thresholdRule)
  .max(maxThresholdMinutes, thresholdRule);

const timeRule = "must be a time like 09:00";
const clockTime = z.string(timeRule).regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, timeRule);

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

const timeZoneRule = "must be a time zone like Europe/Berlin";

/** A name of the IANA time zone database. */
const timeZoneShape = z.string(timeZoneRule).refine(isTimeZone, timeZoneRule);

const weekdayRule = "must be from 1 (Monday) to 7 (Sunday)";
const dateRule = "must be a date like 2026-12-25";

/**
 * When silence counts. Hours that end at or before they begin reach into the next day ("22:00" to "06:00"); null hours are
 * the whole day. A holiday is a date in the calendar's own time zone on which nothing is expected.
 */
export const calendarShape = exactly({
  timeZone: timeZoneShape,
  weekdays: z
    .array(
      z.number(weekdayRule).int(weekdayRule).min(1, weekdayRule).max(7, weekdayRule),
      "must be a list of days from 1 (Monday) to 7 (Sunday)",
    )
    .min(1, "must name at least one day")
    .transform((days) => [...new Set(days)].sort()),
  hours: exactly({ from: clockTime, to: clockTime })
    .refine(
      (hours) => hours.from !== hours.to,
      "must not begin and end at the same time; leave hours out for the whole day",
    )
    .refine((hours) => hours.from !== "24:00", "must begin before 24:00")
    .nullable()
    .default(null),
  holidays: z
    .array(
      z.string(dateRule).refine((text) => /^\d{4}-\d\d-\d\d$/.test(text) && isDate(text), dateRule),
      "must be a list of dates like 2026-12-25",
    )
    .max(366, "must be at most 366 dates")
    .transform((days) => [...new Set(days)].sort())
    .default([]),
});
export type AlarmCalendar = z.output<typeof calendarShape>;

/** What `PUT /log-source-alarms/{sourceId}/SOURCE_NO_DATA` takes. What GET answers may be sent back as it is. */
export const panthersAlarmShape = exactly({
  minutesThreshold: thresholdShape,
  type: z.unknown().optional(),
  state: z.unknown().optional(),
});

const signalShape = z.enum(alarmSignals, `must be ${or.format(alarmSignals)}`).default("no-data");
/** One log type inside the source; empty for the source as a whole. */
const logTypeShape = z
  .string("must be the name of a log type, or empty")
  .max(256, "must have at most 256 characters")
  .default("");
const minimumEventsRule = "must be a whole number above 0";

const alarmFields = exactly({
  signal: signalShape,
  logType: logTypeShape,
  minutesThreshold: thresholdShape,
  minimumEvents: z
    .number(minimumEventsRule)
    .int(minimumEventsRule)
    .min(1, minimumEventsRule)
    .max(1_000_000_000, "must be at most 1,000,000,000")
    .default(1),
  calendar: calendarShape.nullable().default(null),
  /** No alarm before this time. */
  snoozedUntil: z.iso.datetime({ offset: true, error: "must be a time in RFC 3339" }).nullable().default(null),
});

function checkSignal(
  alarm: { signal: AlarmSignal; logType: string; minimumEvents: number },
  context: z.RefinementCtx,
): void {
  if (alarm.signal === "low-volume" && alarm.minimumEvents < 2) {
    context.addIssue({
      code: "custom",
      path: ["minimumEvents"],
      message: "must be at least 2; for 1 use the signal no-data",
    });
  }
  if (alarm.signal !== "low-volume" && alarm.minimumEvents !== 1) {
    context.addIssue({
      code: "custom",
      path: ["minimumEvents"],
      message: "must be left out or 1: only the signal low-volume counts events",
    });
  }
  if (alarm.signal === "late-data" && alarm.logType !== "") {
    context.addIssue({
      code: "custom",
      path: ["logType"],
      message: "must be empty: how late events arrive is known for a source as a whole",
    });
  }
}

/** What `PUT /log-sources/{id}/alarms` takes: one alarm, made or changed. */
export const alarmShape = alarmFields.superRefine(checkSignal);
export type AlarmValues = z.output<typeof alarmShape>;
export type AlarmBody = z.input<typeof alarmShape>;

/** What `POST /log-sources/{id}/alarms/backtest` takes; the time zone is whose weekdays the answer speaks of. */
export const backTestShape = exactly({ ...alarmFields.shape, timeZone: timeZoneShape.default("UTC") }).superRefine(
  checkSignal,
);

/** What `GET /log-sources/{id}/alarms/proposal` takes in its query. */
export const proposalShape = exactly({ timeZone: timeZoneShape.default("UTC"), logType: logTypeShape });

/** Which alarm of a source. */
export const alarmKeyShape = exactly({ signal: signalShape, logType: logTypeShape });
export type AlarmKey = z.output<typeof alarmKeyShape>;

/** What `POST /log-source-alarms/bulk` takes; a null threshold removes the alarms. */
export const bulkAlarmShape = exactly({
  sourceIds: z
    .array(z.uuid("must be the id of a source").toLowerCase(), "must be a list of ids of sources")
    .min(1, "must name at least one source")
    .max(1_000, "must name at most 1,000 sources"),
  minutesThreshold: thresholdShape.nullable(),
});

export const bulkAlarmResultShape = z.object({
  changed: z.int().meta({
    description: "Sources whose alarm is not what it was; those that are neither here nor refused were so already.",
  }),
  refused: z.array(z.object({ sourceId: z.string(), message: z.string() })),
});
export type BulkAlarmResult = z.infer<typeof bulkAlarmResultShape>;

export const sourceAlarmShape = z.object({
  signal: z.enum(alarmSignals),
  logType: z.string().meta({ description: "Empty for the source as a whole." }),
  minutesThreshold: z.int(),
  minimumEvents: z.int(),
  calendar: calendarShape.nullable(),
  snoozedUntil: instantShape.nullable(),
  state: z.enum(alarmStates),
  stateChangedAt: instantShape,
  isPaused: z.boolean().meta({ description: "A paused source never alarms." }),
  pendingSince: instantShape.nullable().meta({
    description:
      "When the oldest batch was received that waits to be classified; null when none does. Until then nothing is raised.",
  }),
  summary: z.string().meta({ description: "In one line: 1 day without events, fewer than 100 events in 1 hour." }),
});
/** An alarm as the API answers it. */
export type SourceAlarm = z.output<typeof sourceAlarmShape>;

/** What a change of an alarm may replace: its ETag stands for these. */
export const alarmVersion = ({ minutesThreshold, minimumEvents, calendar, snoozedUntil }: SourceAlarm) => ({
  minutesThreshold,
  minimumEvents,
  calendar,
  snoozedUntil,
});

const listedAlarmShape = sourceAlarmShape.extend({
  etag: z
    .string()
    .meta({ description: "Stands for its settings; sent as If-Match, it keeps another's change from being lost" }),
});

/** `GET /log-sources/{id}/alarms`. */
export const sourceAlarmsShape = z.object({
  isSupported: z.boolean().meta({ description: "False for kinds of sources that can have no alarm." }),
  unsupportedReason: z.string().nullable().meta({ description: "Why not; null when it is supported." }),
  alarms: z.array(listedAlarmShape),
  logTypes: z.array(z.string()).meta({ description: "The log types that an alarm can watch one by one." }),
  destinations: z
    .array(systemErrorDestinationShape)
    .nullable()
    .meta({ description: "Who would be told; null when the caller may not see destinations." }),
});
export type SourceAlarms = z.output<typeof sourceAlarmsShape>;

const backTestAlarmShape = z.object({
  at: instantShape,
  until: instantShape.nullable().meta({ description: "When events came back; null when they have not." }),
  weekday: z.int(),
});
/** One alarm that would have been raised. */
export type BackTestAlarm = z.infer<typeof backTestAlarmShape>;

/** `POST /log-sources/{id}/alarms/backtest`: what the alarm would have done with the events that came. */
export const backTestAnswerShape = z.object({
  days: z.int().meta({ description: "Days of history there are, at most 30." }),
  alarms: z.array(backTestAlarmShape).meta({ description: "Newest first; at most 50 of count." }),
  count: z.int(),
  summary: z.string().meta({ description: "In one line: 4 alarms in the last 30 days, 3 on Sundays." }),
});
export type BackTest = z.infer<typeof backTestAnswerShape>;

const fewestEventsShape = z.object({ minutesThreshold: z.int(), events: z.int() });
/** The least that came in any window of this length. */
export type FewestEvents = z.infer<typeof fewestEventsShape>;

/** `GET /log-sources/{id}/alarms/proposal`: a window learned from how the source has behaved. */
export const alarmProposalShape = z.object({
  minutesThreshold: z.int(),
  calendar: calendarShape.nullable(),
  because: z.string().meta({ description: "Why, in one or two sentences." }),
  isLearned: z
    .boolean()
    .meta({ description: "False when there is too little history and the proposal is the general default." }),
  longestQuietMinutes: z.int().nullable(),
  days: z.int().meta({ description: "Days of history that it was learned from." }),
  fewest: z.array(fewestEventsShape).meta({
    description:
      "For usual windows; what a low-volume alarm expects lies below. Empty when there is too little history.",
  }),
  backTest: backTestAnswerShape,
});
export type AlarmProposal = z.output<typeof alarmProposalShape>;
