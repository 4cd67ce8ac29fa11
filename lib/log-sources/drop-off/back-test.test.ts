import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backTest, type HistoryMinute, replay, summarise, type TestedRule } from "./back-test.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.parse("2026-10-26T00:00:00Z");
const now = start + 28 * day;

const rule = (over: Partial<TestedRule> = {}): TestedRule => ({
  signal: "no-data",
  minutesThreshold: 60,
  minimumEvents: 1,
  calendar: null,
  ...over,
});

/** A minute with events every `every` minutes, where `isOn` says so. */
function history(every: number, isOn: (at: number) => boolean = () => true, events = 10): HistoryMinute[] {
  const minutes: HistoryMinute[] = [];
  for (let at = start; at < now; at += every * minute) if (isOn(at)) minutes.push({ at, events, lagMs: 2_000 });
  return minutes;
}

const isSunday = (at: number) => new Date(at).getUTCDay() === 0;

describe("replay", () => {
  test("a steady source never alarms", () => {
    expect(replay(rule(), history(10), [], start, now)).toEqual([]);
  });

  test("each silence is one alarm, from the end of the window until the next event", () => {
    const from = start + 5 * day;
    const edges = replay(
      rule(),
      history(1, (at) => at < from || at >= from + 3 * hour),
      [],
      start,
      now,
    );
    expect(edges).toEqual([{ at: from + hour, until: from + 3 * hour + minute }]);
  });

  test("a silence that lasts is still open at the end", () => {
    const edges = replay(
      rule(),
      history(1, (at) => at < now - 2 * hour),
      [],
      start,
      now,
    );
    expect(edges).toEqual([{ at: now - hour, until: null }]);
  });

  test("outages of ours are not silence", () => {
    const from = start + 5 * day;
    const minutes = history(1, (at) => at < from || at >= from + 90 * minute);
    const gaps = [{ from: from + 5 * minute, until: from + 80 * minute }];
    expect(replay(rule(), minutes, gaps, start, now)).toEqual([]);
    expect(replay(rule(), minutes, [], start, now)).toHaveLength(1);
  });

  test("a calendar leaves out the days on which nothing is expected", () => {
    const minutes = history(5, (at) => !isSunday(at));
    expect(replay(rule({ minutesThreshold: 720 }), minutes, [], start, now)).toHaveLength(4);
    const calendar = { timeZone: "UTC", weekdays: [1, 2, 3, 4, 5, 6], hours: null, holidays: [] };
    expect(replay(rule({ minutesThreshold: 720, calendar }), minutes, [], start, now)).toEqual([]);
  });

  test("low volume alarms while too few events make up a window, and not a minute longer", () => {
    const from = start + 5 * day;
    const minutes = history(1, () => true, 10).map((item) =>
      item.at >= from && item.at < from + 4 * hour ? { ...item, events: 1 } : item,
    );
    const [edge, ...others] = replay(rule({ signal: "low-volume", minimumEvents: 300 }), minutes, [], start, now);
    expect(others).toEqual([]);
    // 300 in an hour: 10 a minute for 26 minutes and 1 for 34 are 294, one more of the full minutes makes 303.
    expect(edge).toEqual({ at: from + 34 * minute, until: from + 4 * hour + 27 * minute });
  });

  test("late data alarms while even the freshest events are late", () => {
    const from = start + 5 * day;
    const minutes = history(1).map((item) =>
      item.at >= from && item.at < from + hour ? { ...item, lagMs: 2 * hour } : item,
    );
    const edges = replay(rule({ signal: "late-data" }), minutes, [], start, now);
    // The window of a quarter of an hour has to pass first, so that one late batch among fresh ones is none.
    expect(edges).toEqual([{ at: from + 15 * minute, until: from + hour + minute }]);
  });

  const lists = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 60 });

  test("alarms exactly in the silences that are longer than the window", () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 15, max: 300 }), (waits, minutesThreshold) => {
        let at = start;
        const minutes = waits.map((wait) => {
          at += wait * minute;
          return { at, events: 1, lagMs: null };
        });
        const end = at + 30 * day;
        const edges = replay(rule({ minutesThreshold }), minutes, [], start, end);
        // From the start to the end of the first minute with events, then from end to end.
        const silences = [waits[0] === undefined ? 0 : waits[0] + 1, ...waits.slice(1)].filter(
          (wait) => wait > minutesThreshold,
        );
        expect(edges).toHaveLength(silences.length + 1);
        for (const edge of edges.slice(0, -1)) expect(edge.until).not.toBeNull();
        expect(edges.at(-1)).toEqual({ at: at + minute + minutesThreshold * minute, until: null });
      }),
    );
  });
});

describe("backTest", () => {
  test("tells how often it would have alarmed, and on which days", () => {
    const minutes = history(5, (at) => !isSunday(at));
    const result = backTest(rule({ minutesThreshold: 720 }), minutes, [], start, now, "UTC");
    expect(result).toMatchObject({ days: 28, count: 4, summary: "4 alarms in the last 28 days, all on Sundays" });
    expect(result.alarms.slice(0, 2)).toEqual([
      { at: "2026-11-22T11:56:00.000Z", until: null, weekday: 7 },
      { at: "2026-11-15T11:56:00.000Z", until: "2026-11-16T00:01:00.000Z", weekday: 7 },
    ]);
  });

  test("no alarm in less history than the window is no promise, and is not told as one", () => {
    const minutes = history(5).filter(({ at }) => at > now - 12 * minute);
    const young = backTest(rule({ minutesThreshold: 1440 }), minutes, [], now - 12 * minute, now, "UTC");
    expect(young).toMatchObject({
      count: 0,
      summary: "There is not enough history yet (12 minutes) to say what would have happened",
    });
    const old = backTest(rule({ minutesThreshold: 1440 }), history(5), [], start, now, "UTC");
    expect(old.summary).toBe("No alarm in the last 28 days");
  });

  test.each([
    [[], "No alarm in the last 30 days"],
    [[7], "1 alarm in the last 30 days"],
    [[7, 7, 3, 7], "4 alarms in the last 30 days, 3 on Sundays"],
    [[1, 1], "2 alarms in the last 30 days, both on Mondays"],
    [[1, 2, 3, 4], "4 alarms in the last 30 days"],
  ])("weekdays %o are summarised as %s", (weekdays, expected) => {
    expect(
      summarise(
        weekdays.map((weekday) => ({ at: "", until: null, weekday })),
        30,
      ),
    ).toBe(expected);
  });
});
