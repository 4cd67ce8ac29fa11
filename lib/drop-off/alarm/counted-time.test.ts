import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlarmCalendar } from "#lib/drop-off/schema.ts";
import {
  countedSince,
  countedTime,
  countedUntil,
  gapsOf,
  type Interval,
  nextExpected,
  overlap,
} from "./counted-time.ts";
import { civilDayAt, dateOf, offsetAt, weekdayOf } from "./zoned-time.ts";

const minute = 60_000;
const hour = 60 * minute;
const at = (text: string) => Date.parse(text);

const office: AlarmCalendar = {
  timeZone: "Europe/Berlin",
  weekdays: [1, 2, 3, 4, 5],
  hours: { from: "09:00", to: "17:00" },
  holidays: ["2026-12-25"],
};
const wholeDays = (timeZone: string, weekdays: number[]): AlarmCalendar => ({
  timeZone,
  weekdays,
  hours: null,
  holidays: [],
});

function clockMinute(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  return hours * 60 + minutes;
}

/** The rule said plainly: look at what clocks in the zone show at one minute. */
function isExpectedAt(calendar: AlarmCalendar, instant: number): boolean {
  const day = civilDayAt(calendar.timeZone, instant);
  const wall = Math.floor((instant + offsetAt(calendar.timeZone, instant) - day * 24 * hour) / minute);
  const isHoliday = (candidate: number) => calendar.holidays.includes(dateOf(candidate));
  const isOn = (candidate: number) => calendar.weekdays.includes(weekdayOf(candidate)) && !isHoliday(candidate);
  if (!calendar.hours) return isOn(day);
  const from = clockMinute(calendar.hours.from);
  const to = clockMinute(calendar.hours.to);
  if (from < to) return isOn(day) && wall >= from && wall < to;
  return (isOn(day) && wall >= from) || (isOn(day - 1) && wall < to && !isHoliday(day));
}

const calendars: [string, AlarmCalendar][] = [
  ["business hours in Berlin", office],
  [
    "nights in New York",
    {
      timeZone: "America/New_York",
      weekdays: [1, 2, 3, 4, 5],
      hours: { from: "22:00", to: "06:00" },
      holidays: ["2026-07-03", "2026-11-26"],
    },
  ],
  ["weekends in Sydney", wholeDays("Australia/Sydney", [6, 7])],
  ["whole weeks in Cairo, which changes its clocks at midnight", wholeDays("Africa/Cairo", [1, 2, 3, 4, 5, 6, 7])],
  [
    "half an hour's change on Lord Howe",
    { timeZone: "Australia/Lord_Howe", weekdays: [7], hours: { from: "00:30", to: "12:15" }, holidays: [] },
  ],
  [
    "India, which has none",
    { timeZone: "Asia/Kolkata", weekdays: [1, 3, 5], hours: { from: "00:00", to: "24:00" }, holidays: ["2026-08-15"] },
  ],
];

describe("a synthetic year", () => {
  test.each(calendars)(
    "%s: every quarter of an hour counts exactly when clocks on the wall say so",
    (_name, calendar) => {
      const start = at("2026-01-01T00:00:00Z");
      const end = at("2027-01-01T00:00:00Z");
      let expected = 0;
      const wrong: string[] = [];
      for (let instant = start; instant < end; instant += 15 * minute) {
        const is = isExpectedAt(calendar, instant);
        if (is) expected += 15 * minute;
        const { counted } = countedTime(calendar, [], instant, instant + 15 * minute);
        if (counted !== (is ? 15 * minute : 0)) wrong.push(new Date(instant).toISOString());
      }
      expect(wrong).toEqual([]);
      expect(countedTime(calendar, [], start, end).counted).toBe(expected);
    },
    60_000,
  );

  test("a full day of business hours is eight hours on the days of both clock changes too", () => {
    const sundays = { ...office, weekdays: [7] };
    for (const date of ["2026-03-29", "2026-10-25"]) {
      expect(countedTime(sundays, [], at(`${date}T00:00:00Z`), at(`${date}T22:00:00Z`)).counted).toBe(8 * hour);
    }
  });

  test("whole days are 23 and 25 hours long when the clocks change", () => {
    const sundays = wholeDays("Europe/Berlin", [7]);
    const length = (from: string, until: string) => countedTime(sundays, [], at(from), at(until)).counted;
    expect(length("2026-03-27T00:00:00Z", "2026-03-31T00:00:00Z")).toBe(23 * hour);
    expect(length("2026-10-23T00:00:00Z", "2026-10-27T00:00:00Z")).toBe(25 * hour);
  });
});

test("on a holiday nothing is expected, also of the night that began before it and of the one that would begin on it", () => {
  const nights = { timeZone: "UTC", weekdays: [1, 2, 3, 4, 5], hours: { from: "22:00", to: "06:00" } };
  const counted = (from: string, until: string) =>
    countedTime({ ...nights, holidays: ["2026-12-25"] }, [], at(from), at(until)).counted / hour;
  expect(counted("2026-12-24T12:00:00Z", "2026-12-25T00:00:00Z")).toBe(2);
  expect(counted("2026-12-25T00:00:00Z", "2026-12-26T00:00:00Z")).toBe(0);
  expect(counted("2026-12-26T00:00:00Z", "2026-12-28T22:00:00Z")).toBe(0);
  expect(counted("2026-12-23T12:00:00Z", "2026-12-24T12:00:00Z")).toBe(8);
});

describe("countedUntil", () => {
  test("carries what is left over the weekend, holidays and nights", () => {
    // Friday 16:30 in Berlin; two hours of business hours later it is Monday 10:30.
    const friday = at("2026-11-27T15:30:00Z");
    expect(countedUntil(office, [], friday, 2 * hour)).toBe(at("2026-11-30T09:30:00Z"));
    // Thursday 24 December 16:00; Friday is a holiday.
    expect(countedUntil(office, [], at("2026-12-24T15:00:00Z"), 2 * hour)).toBe(at("2026-12-28T09:00:00Z"));
  });

  test("is null for a calendar that never expects anything", () => {
    const never: AlarmCalendar = { timeZone: "UTC", weekdays: [], hours: null, holidays: [] };
    expect(countedUntil(never, [], 0, 1)).toBeNull();
    expect(nextExpected(never, 0)).toBeNull();
  });

  const instants = fc.integer({ min: at("2026-03-01T00:00:00Z") / minute, max: at("2026-11-30T00:00:00Z") / minute });
  const gapLists = fc.array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 3_000 })), {
    maxLength: 5,
  });

  function gapsFrom(start: number, shapes: readonly [number, number][]): Interval[] {
    let reached = start;
    return shapes.map(([after, length]) => {
      const from = reached + (after + 1) * minute;
      reached = from + length * minute;
      return { from, until: reached };
    });
  }

  test("is the inverse of countedTime, whatever the calendar and the outages", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(null, ...calendars.map(([, calendar]) => calendar)),
        instants,
        gapLists,
        fc.integer({ min: 15, max: 20_000 }),
        (calendar, startMinute, gapShapes, minutes) => {
          const start = startMinute * minute;
          const downtime = gapsFrom(start - 1_000 * minute, gapShapes);
          const due = countedUntil(calendar, downtime, start, minutes * minute);
          if (due === null) throw new Error("these calendars always expect something");
          expect(countedTime(calendar, downtime, start, due).counted).toBe(minutes * minute);
          expect(countedTime(calendar, downtime, start, due - 1).counted).toBe(minutes * minute - 1);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("among thousands of outages", () => {
  const start = at("2026-01-01T00:00:00Z");
  const lengths = fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 300 })), {
    maxLength: 200,
  });
  const gapsOfLengths = (shapes: readonly [number, number][]) => {
    let reached = start;
    return shapes.map(([after, length]) => {
      const from = reached + after * minute;
      reached = from + length * minute;
      return { from, until: reached };
    });
  };
  const moments = fc.integer({ min: -1_000, max: 250_000 }).map((minutes) => start + minutes * minute);

  test("overlap is what looking at every one of them says", () => {
    fc.assert(
      fc.property(lengths, moments, fc.integer({ min: 0, max: 50_000 }), (shapes, from, minutes) => {
        const downtime = gapsOfLengths(shapes);
        const until = from + minutes * minute;
        const naive = downtime
          .map((gap) => Math.max(0, Math.min(gap.until, until) - Math.max(gap.from, from)))
          .reduce((sum, part) => sum + part, 0);
        expect(overlap(downtime, { from, until })).toBe(naive);
      }),
      { numRuns: 500 },
    );
  });

  test("countedSince is the inverse of countedTime into the past", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(null, ...calendars.map(([, calendar]) => calendar)),
        lengths,
        moments,
        fc.integer({ min: 15, max: 43_200 }),
        (calendar, shapes, until, minutes) => {
          const downtime = gapsOfLengths(shapes);
          const since = countedSince(calendar, downtime, until, minutes * minute);
          if (since === null) throw new Error("these calendars expected enough");
          expect(countedTime(calendar, downtime, since, until).counted).toBe(minutes * minute);
          expect(countedTime(calendar, downtime, since + 1, until).counted).toBe(minutes * minute - 1);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("only those of each day's hours are looked at", () => {
    const now = at("2026-11-25T12:00:00Z");
    const spacing = (400 * 24 * hour) / 5_000;
    const many = Array.from({ length: 5_000 }, (_, index) => {
      const from = now - 400 * 24 * hour + index * spacing;
      return { from, until: from + 5 * minute };
    });
    let looks = 0;
    const counting = new Proxy(many, {
      get(target, key) {
        looks += 1;
        return Reflect.get(target, key);
      },
    });
    countedTime(office, counting, now - 30 * 24 * hour, now);
    countedUntil(office, counting, now - 30 * 24 * hour, 43_200 * minute);
    countedSince(office, counting, now, 160 * hour);
    expect(looks).toBeLessThan(10_000);
  });
});

test("a calendar that has not expected so much yet has no such moment in the past", () => {
  const never: AlarmCalendar = { timeZone: "UTC", weekdays: [], hours: null, holidays: [] };
  expect(countedSince(never, [], at("2026-11-25T12:00:00Z"), 1)).toBeNull();
});

test("time in which the pipeline was down does not count and is told apart", () => {
  const downtime = gapsOf([
    { from: 0, until: 10 * minute },
    { from: 51 * minute, until: 80 * minute },
  ]);
  expect(downtime).toEqual([{ from: 10 * minute, until: 51 * minute }]);
  expect(countedTime(null, downtime, 0, 60 * minute)).toEqual({ counted: 19 * minute, down: 41 * minute });
});

test("down time outside business hours is not told of", () => {
  const night = [{ from: at("2026-11-24T20:00:00Z"), until: at("2026-11-24T21:00:00Z") }];
  const counted = countedTime(office, night, at("2026-11-24T15:00:00Z"), at("2026-11-25T09:00:00Z"));
  expect(counted).toEqual({ counted: 2 * hour, down: 0 });
});
