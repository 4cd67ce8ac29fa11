import { describe, expect, test } from "vitest";
import { alarmShape, type SourceAlarm } from "#lib/drop-off/schema.ts";
import {
  type AlarmDraft,
  bodyOf,
  draftOf,
  errorsWithoutField,
  fieldOf,
  firstAnswer,
  freeAlarms,
  isWindowSound,
  minutesOf,
  parseAnswer,
  withProposal,
} from "./alarm-draft.ts";
import { errorsOf } from "./alarm-errors.ts";

const plain = { signal: "no-data", logType: "" } as const;
const now = Date.parse("2026-11-25T00:00:00Z");
const draft = (over: Partial<AlarmDraft> = {}) => ({ ...draftOf(null, plain, "Europe/Berlin", now), ...over });

describe("a new alarm", () => {
  test("is on, and one day", () => {
    expect(draft()).toMatchObject({ isOn: true, count: "1", period: "Day(s)", hasCalendar: false });
    expect(alarmShape.parse(bodyOf(draft()))).toMatchObject({ ...plain, minutesThreshold: 1440, calendar: null });
  });
});

describe("the window", () => {
  test.each([
    ["15", "Minute(s)", 15],
    ["2", "Hour(s)", 120],
    ["30", "Day(s)", 43_200],
  ] as const)("%s %s are %i minutes", (count, period, minutes) => {
    expect(minutesOf({ count, period })).toBe(minutes);
    expect(isWindowSound({ count, period })).toBe(true);
    expect(errorsOf(draft({ count, period }))).toEqual({});
  });

  test.each([
    ["14", "Minute(s)"],
    ["31", "Day(s)"],
    ["1.5", "Hour(s)"],
    ["", "Hour(s)"],
    ["-20", "Minute(s)"],
    ["1e3", "Minute(s)"],
    ["soon", "Day(s)"],
  ] as const)("%j %s is refused in words", (count, period) => {
    expect(isWindowSound({ count, period })).toBe(false);
    expect(errorsOf(draft({ count, period }))).toEqual({
      minutesThreshold: "Choose a whole number from 15 minutes to 30 days",
    });
  });
});

const alarm: SourceAlarm = {
  signal: "low-volume",
  logType: "AWS.CloudTrail",
  minutesThreshold: 90,
  minimumEvents: 250,
  calendar: {
    timeZone: "America/New_York",
    weekdays: [1, 7],
    hours: { from: "22:00", to: "06:00" },
    holidays: ["2026-12-25", "2026-12-26"],
  },
  snoozedUntil: "2026-12-01T00:00:00.000Z",
  state: "OK",
  stateChangedAt: "2026-11-24T00:00:00.000Z",
  isPaused: false,
  pendingSince: null,
  summary: "",
};

test("what is set comes back as it was, whatever it is", () => {
  const { state, stateChangedAt, isPaused, pendingSince, summary, ...settings } = alarm;
  expect(alarmShape.parse(bodyOf(draftOf(alarm, plain, "UTC", now)))).toEqual(settings);
});

test("an alarm is not snoozed any more when the time has come", () => {
  expect(draftOf(alarm, plain, "UTC", Date.parse("2026-12-01T00:00:00Z")).snoozedUntil).toBeNull();
});

test("holidays may be typed with commas, spaces or lines, and a wrong one is refused", () => {
  const hasCalendar = true;
  const calendar = { ...draft().calendar, holidays: "2026-12-25, 2026-12-26\n2027-01-01" };
  expect(bodyOf(draft({ hasCalendar, calendar })).calendar?.holidays).toEqual([
    "2026-12-25",
    "2026-12-26",
    "2027-01-01",
  ]);
  const wrong = { ...calendar, holidays: "25.12.2026" };
  expect(errorsOf(draft({ hasCalendar, calendar: wrong }))["calendar.holidays"]).toBe("Must be a date like 2026-12-25");
});

test("a proposal sets window and calendar and switches the alarm on", () => {
  const calendar = { timeZone: "UTC", weekdays: [1], hours: null, holidays: [] };
  const proposed = withProposal(draft({ isOn: false }), { minutesThreshold: 45, calendar });
  expect(proposed).toMatchObject({ isOn: true, count: "45", period: "Minute(s)", hasCalendar: true });
  expect(bodyOf(proposed).calendar).toEqual(calendar);
});

describe("errors stand where they belong", () => {
  const hours = (from: string, to: string) => draft({ hasCalendar: true, calendar: { ...draft().calendar, from, to } });

  test.each([
    ["8 o'clock", "18:00", ["calendar.hours.from"]],
    ["08:00", "25:00", ["calendar.hours.to"]],
    ["08:00", "08:00", ["calendar.hours.to"]],
    ["24:00", "08:00", ["calendar.hours.from"]],
  ])("hours from %s to %s", (from, to, fields) => {
    expect(Object.keys(errorsOf(hours(from, to)))).toEqual(fields);
  });

  test("what the API names is put on the same fields", () => {
    expect(fieldOf("calendar.holidays.0", draft())).toBe("calendar.holidays");
    expect(fieldOf("calendar.hours.to", draft())).toBe("calendar.hours.to");
    expect(fieldOf("minimumEvents", draft())).toBe("minimumEvents");
    expect(fieldOf("calendar", draft())).toBe("calendar");
  });

  test("a snooze without a date is refused in words", () => {
    expect(errorsOf(draft({ snoozedUntil: "" }))).toEqual({ snoozedUntil: "Choose a date and a time" });
  });

  test("an error without a field is not lost", () => {
    const errors = {
      logType: "Is not one of the source's log types",
      minutesThreshold: "Choose",
      minimumEvents: "Two",
    };
    expect(errorsWithoutField(errors, draft())).toEqual(["Is not one of the source's log types", "Two"]);
    expect(errorsWithoutField(errors, draft({ signal: "low-volume" }))).toEqual([
      "Is not one of the source's log types",
    ]);
    expect(errorsWithoutField({ "calendar.timeZone": "No zone" }, draft())).toEqual(["No zone"]);
    expect(errorsWithoutField({ "calendar.timeZone": "No zone" }, draft({ hasCalendar: true }))).toEqual([]);
  });
});

test("a further alarm is one that is not set yet", () => {
  const logTypes = ["AWS.CloudTrail"];
  expect(freeAlarms({ alarms: [], logTypes })).toEqual([
    { signal: "low-volume", logType: "" },
    { signal: "low-volume", logType: "AWS.CloudTrail" },
    { signal: "no-data", logType: "AWS.CloudTrail" },
    { signal: "late-data", logType: "" },
  ]);
  const alarms = freeAlarms({ alarms: [], logTypes }).map((key) => ({ ...alarm, ...key, etag: "" }));
  expect(freeAlarms({ alarms: alarms.slice(1), logTypes })).toEqual([{ signal: "low-volume", logType: "" }]);
  expect(freeAlarms({ alarms, logTypes })).toEqual([]);
});

describe("the question of set-up", () => {
  const known: SourceAlarm = { ...alarm, ...plain, minutesThreshold: 120 };

  test("shows what is set: an alarm, or that there is none", () => {
    expect(firstAnswer(known, null, "UTC", now)).toMatchObject({ isOn: true, count: "2", period: "Hour(s)" });
    expect(firstAnswer(null, null, "UTC", now)).toMatchObject({ isOn: false, count: "1", period: "Day(s)" });
  });

  test("keeps what is typed and could not be stored", () => {
    const unsaved = draft({ count: "31" });
    expect(firstAnswer(known, parseAnswer(JSON.stringify({ unsaved })), "UTC", now)).toEqual(unsaved);
  });

  test.each(["", "null", "7", "{", '{"unsaved":null}'])("%j is no answer that is remembered", (text) => {
    expect(parseAnswer(text)).toBeNull();
  });
});

test("hours that begin and end at the same time are told with the box that there is", () => {
  const calendar = { ...draftOf(null, plain, "UTC", 0).calendar, isWholeDay: false, from: "09:00", to: "09:00" };
  const errors = errorsOf({ ...draftOf(null, plain, "UTC", 0), hasCalendar: true, calendar });
  expect(errors).toEqual({
    "calendar.hours.to": "Must differ from the beginning; for all 24 hours tick “The whole day”",
  });
});
