import { describe, expect, test } from "vitest";
import { alarmShape, type SourceAlarm } from "#lib/log-sources/drop-off/schema.ts";
import { type AlarmDraft, bodyOf, draftOf, errorsOf, minutesOf, withProposal } from "./alarm-draft.ts";

const plain = { signal: "no-data", logType: "" } as const;
const draft = (over: Partial<AlarmDraft> = {}) => ({ ...draftOf(null, plain, "Europe/Berlin"), ...over });

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
    expect(errorsOf(draft({ count, period }))).toEqual({
      minutesThreshold: "Choose a whole number from 15 minutes to 30 days",
    });
  });
});

test("what is set comes back as it was, whatever it is", () => {
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
    summary: "",
  };
  const { state: _, stateChangedAt: __, summary: ___, ...settings } = alarm;
  expect(alarmShape.parse(bodyOf(draftOf(alarm, plain, "UTC")))).toEqual(settings);
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
