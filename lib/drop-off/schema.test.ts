import { describe, expect, test } from "vitest";
import type { z } from "zod";
import {
  alarmKeyShape,
  alarmShape,
  backTestShape,
  bulkAlarmShape,
  panthersAlarmShape,
  proposalShape,
} from "./schema.ts";

const calendar = { timeZone: "UTC", weekdays: [1], hours: { from: "09:00", to: "17:00" }, holidays: ["2026-12-25"] };
const alarm = {
  signal: "low-volume",
  logType: "AWS.CloudTrail",
  minutesThreshold: 60,
  minimumEvents: 5,
  calendar,
  snoozedUntil: "2026-12-01T00:00:00Z",
};
const sourceIds = ["6f1f7f3e-2b0a-4b57-9d4c-0d6a5a1c7f11"];

/** "field: rule", as the router puts the first refusal into words. */
function refusalOf(shape: z.ZodType, body: unknown): string | null {
  const issue = shape.safeParse(body).error?.issues[0];
  return issue ? `${issue.path.join(".") || "body"}: ${issue.message}` : null;
}

test.each([
  [{ ...alarm, signal: "foo" }, "signal: must be no-data, low-volume, or late-data"],
  [{ ...alarm, logType: 3 }, "logType: must be the name of a log type, or empty"],
  [{ ...alarm, minimumEvents: "5" }, "minimumEvents: must be a whole number above 0"],
  [
    { minutesThreshold: 60, minimumEvents: 500 },
    "minimumEvents: must be left out or 1: only the signal low-volume counts events",
  ],
  [
    { minutesThreshold: 60, minimumEvents: 2, signal: "late-data" },
    "minimumEvents: must be left out or 1: only the signal low-volume counts events",
  ],
  [{ ...alarm, snoozedUntil: "tomorrow" }, "snoozedUntil: must be a time in RFC 3339"],
  [{ ...alarm, calendar: "x" }, "calendar: must be an object with timeZone, weekdays, hours, and holidays"],
  [{ ...alarm, calendar: { weekdays: [1] } }, "calendar.timeZone: must be a time zone like Europe/Berlin"],
  [
    { ...alarm, calendar: { timeZone: "UTC" } },
    "calendar.weekdays: must be a list of days from 1 (Monday) to 7 (Sunday)",
  ],
  [
    { ...alarm, calendar: { ...calendar, weekdays: [0] } },
    "calendar.weekdays.0: must be from 1 (Monday) to 7 (Sunday)",
  ],
  [{ ...alarm, calendar: { ...calendar, hours: "9-5" } }, "calendar.hours: must be an object with from and to"],
  [{ ...alarm, calendar: { ...calendar, hours: { from: "09:00" } } }, "calendar.hours.to: must be a time like 09:00"],
  [
    { ...alarm, calendar: { ...calendar, zone: "UTC" } },
    "calendar: has no field zone; its fields are timeZone, weekdays, hours, and holidays",
  ],
  [
    { minutesThreshold: 60, snooze: 3 },
    "body: has no field snooze; its fields are signal, logType, minutesThreshold, minimumEvents, calendar, and snoozedUntil",
  ],
  [5, "body: must be an object with signal, logType, minutesThreshold, minimumEvents, calendar, and snoozedUntil"],
])("an alarm %j is refused in words", (body, refusal) => {
  expect(refusalOf(alarmShape, body)).toBe(refusal);
});

test("what the public contract answers may be sent back to it, and nothing else", () => {
  const answered = { type: "SOURCE_NO_DATA", minutesThreshold: 60, state: "OK" };
  expect(panthersAlarmShape.parse(answered)).toMatchObject({ minutesThreshold: 60 });
  expect(refusalOf(panthersAlarmShape, { minutesThreshold: 60, threshold: 3 })).toMatch(
    /^body: has no field threshold;/,
  );
});

describe("no refusal is in the words of the library that finds it", () => {
  const timeZone = "UTC";
  const shapes: [string, z.ZodType, Record<string, unknown>][] = [
    ["an alarm", alarmShape, alarm],
    ["a back-test", backTestShape, { ...alarm, timeZone }],
    ["a calendar", alarmShape.shape.calendar, calendar],
    ["hours", alarmShape.shape.calendar.unwrap().unwrap().shape.hours, calendar.hours],
    ["many alarms", bulkAlarmShape, { sourceIds, minutesThreshold: 60 }],
    ["the public alarm", panthersAlarmShape, { minutesThreshold: 60 }],
    ["which alarm", alarmKeyShape, { signal: "no-data", logType: "" }],
    ["a proposal", proposalShape, { timeZone, logType: "" }],
  ];
  const wrong = [
    undefined,
    null,
    true,
    -1,
    0,
    1e10,
    0.5,
    "",
    "x",
    "x".repeat(300),
    [],
    ["x"],
    [[]],
    {},
    { x: 1 },
    [null],
  ];

  test.each(shapes)("%s", (_, shape, sound) => {
    expect(refusalOf(shape, sound)).toBeNull();
    const bodies = [
      ...wrong,
      { ...sound, other: 1 },
      ...Object.keys(sound).flatMap((field) => wrong.map((value) => ({ ...sound, [field]: value }))),
    ];
    for (const body of bodies) {
      for (const { message } of shape.safeParse(body).error?.issues ?? []) {
        expect(message).toMatch(/^(must|has no field) /);
      }
    }
  });
});
