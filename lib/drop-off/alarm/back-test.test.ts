import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AlarmState } from "#lib/drop-off/terms.ts";
import {
  backTest,
  type Edge,
  type ExcludedTime,
  type HistoryMinute,
  replay,
  summarise,
  type TestedRule,
} from "./back-test.ts";
import { union } from "./counted-time.ts";
import { evaluateAlarm } from "./evaluate-alarm.ts";
import { freshest } from "./lateness.ts";

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

const none: ExcludedTime = { downtime: [], pauses: [] };

/** A minute with events every `every` minutes, where `isOn` says so. */
function history(every: number, isOn: (at: number) => boolean = () => true, events = 10): HistoryMinute[] {
  const minutes: HistoryMinute[] = [];
  for (let at = start; at < now; at += every * minute) if (isOn(at)) minutes.push({ at, events, lagMs: 2_000 });
  return minutes;
}

const isSunday = (at: number) => new Date(at).getUTCDay() === 0;

describe("replay", () => {
  test("a steady source never alarms", () => {
    expect(replay(rule(), history(10), none, start, now)).toEqual([]);
  });

  test("each silence is one alarm, from the end of the window until the next event", () => {
    const from = start + 5 * day;
    const edges = replay(
      rule(),
      history(1, (at) => at < from || at >= from + 3 * hour),
      none,
      start,
      now,
    );
    expect(edges).toEqual([{ at: from + hour, until: from + 3 * hour + minute }]);
  });

  test("a silence that lasts is still open at the end", () => {
    const edges = replay(
      rule(),
      history(1, (at) => at < now - 2 * hour),
      none,
      start,
      now,
    );
    expect(edges).toEqual([{ at: now - hour, until: null }]);
  });

  test("outages of ours are not silence", () => {
    const from = start + 5 * day;
    const minutes = history(1, (at) => at < from || at >= from + 90 * minute);
    const downtime = [{ from: from + 5 * minute, until: from + 80 * minute }];
    expect(replay(rule(), minutes, { downtime, pauses: [] }, start, now)).toEqual([]);
    expect(replay(rule(), minutes, none, start, now)).toHaveLength(1);
  });

  test("a calendar leaves out the days on which nothing is expected", () => {
    const minutes = history(5, (at) => !isSunday(at));
    expect(replay(rule({ minutesThreshold: 720 }), minutes, none, start, now)).toHaveLength(4);
    const calendar = { timeZone: "UTC", weekdays: [1, 2, 3, 4, 5, 6], hours: null, holidays: [] };
    expect(replay(rule({ minutesThreshold: 720, calendar }), minutes, none, start, now)).toEqual([]);
  });

  test("low volume alarms while too few events make up a window, and not a minute longer", () => {
    const from = start + 5 * day;
    const minutes = history(1, () => true, 10).map((item) =>
      item.at >= from && item.at < from + 4 * hour ? { ...item, events: 1 } : item,
    );
    const [edge, ...others] = replay(rule({ signal: "low-volume", minimumEvents: 300 }), minutes, none, start, now);
    expect(others).toEqual([]);
    // 300 in an hour: 10 a minute for 26 minutes and 1 for 34 are 294, one more of the full minutes makes 303.
    expect(edge).toEqual({ at: from + 34 * minute, until: from + 4 * hour + 27 * minute });
  });

  test("late data alarms while even the freshest events are late", () => {
    const from = start + 5 * day;
    const minutes = history(1).map((item) =>
      item.at >= from && item.at < from + hour ? { ...item, lagMs: 2 * hour } : item,
    );
    const edges = replay(rule({ signal: "late-data" }), minutes, none, start, now);
    // The window of a quarter of an hour has to pass first, so that one late batch among fresh ones is none.
    expect(edges).toEqual([{ at: from + 15 * minute, until: from + hour + minute }]);
  });

  test("a pause is not silence, and a new window begins when it ends", () => {
    const from = start + 5 * day;
    const minutes = history(1, (at) => at < from - 30 * minute || at >= from + 5 * day + 2 * hour);
    const pauses = [{ from, until: from + 5 * day }];
    expect(replay(rule(), minutes, { downtime: [], pauses }, start, now)).toEqual([
      { at: from + 5 * day + hour, until: from + 5 * day + 2 * hour + minute },
    ]);
    expect(replay(rule({ minutesThreshold: 150 }), minutes, { downtime: [], pauses }, start, now)).toEqual([]);
  });

  test("a pause ends an alarm that is out", () => {
    const from = start + 5 * day;
    const minutes = history(1, (at) => at < from);
    const pauses = [{ from: from + 3 * hour, until: now + day }];
    expect(replay(rule(), minutes, { downtime: [], pauses }, start, now)).toEqual([
      { at: from + hour, until: from + 3 * hour },
    ]);
  });

  test("late events that are processed in the moment of a pause raise nothing", () => {
    const from = start + 8 * minute;
    const late = [{ at: from - minute, events: 1, lagMs: 15 * minute }];
    const pauses = [{ from, until: from + minute }];
    const tested = rule({ signal: "late-data", minutesThreshold: 15 });
    const until = start + 36 * hour;
    expect(replay(tested, late, { downtime: [], pauses }, start, until)).toEqual([{ at: from + minute, until: null }]);
  });

  test("late events before the calendar's hours are forgotten when they begin, as they are live", () => {
    const calendar = {
      timeZone: "UTC",
      weekdays: [1, 2, 3, 4, 5],
      hours: { from: "09:00", to: "17:00" },
      holidays: [],
    };
    const tested = rule({ signal: "late-data", minutesThreshold: 30, calendar });
    const late = (at: string) => [{ at: Date.parse(at), events: 5, lagMs: hour }];
    expect(replay(tested, late("2026-10-27T07:00:00Z"), none, start, now)).toEqual([]);
    expect(replay(tested, late("2026-10-27T08:50:00Z"), none, start, now)).toEqual([
      { at: Date.parse("2026-10-27T09:00:00Z"), until: null },
    ]);
  });

  /** The same rule looked at every minute, with facts that are worked out anew each time. */
  function lookEveryMinute(
    tested: TestedRule,
    minutes: HistoryMinute[],
    { downtime, pauses }: ExcludedTime,
    until: number,
  ): Edge[] {
    const runs = (intervals: ExcludedTime["downtime"], at: number) =>
      intervals.some((item) => item.from <= at && at < item.until);
    const watched = {
      ...tested,
      snoozedUntil: null,
      state: "INSUFFICIENT_DATA" as AlarmState,
      stateChangedAt: start,
      setAt: start,
    };
    const edges: Edge[] = [];
    for (let at = start; at <= until; at += minute) {
      // Nobody looks while the pipeline is down; what is processed at its last moment found it up.
      if (runs(downtime, at) && !minutes.some((item) => item.at + minute === at)) continue;
      const known = minutes.filter((item) => item.at + minute <= at);
      let reachedAt: number | null = null;
      let sum = 0;
      for (const item of known.toReversed()) {
        sum += item.events;
        if (reachedAt === null && sum >= (tested.signal === "low-volume" ? tested.minimumEvents : 1))
          reachedAt = item.at + minute;
      }
      const recent = known.filter((item) => item.at + minute > at - 15 * minute);
      const arrivals = recent.flatMap(({ at: from, lagMs }) => (lagMs === null ? [] : [{ at: from + minute, lagMs }]));
      const resumedAt = pauses.filter((item) => item.until <= at).at(-1)?.until ?? start;
      const facts = { isPaused: runs(pauses, at), pendingSince: null, lastEventAt: reachedAt, downtime };
      const outcome = evaluateAlarm(
        { ...watched, setAt: resumedAt },
        { ...facts, ...freshest(arrivals, downtime, union(downtime, pauses)) },
        at,
      );
      watched.state = outcome.state;
      if (outcome.effect === "raise") edges.push({ at, until: null });
      const latest = edges.at(-1);
      if (outcome.effect === "resolve" && latest) latest.until = at;
    }
    return edges;
  }

  const stretches = (count: number, longest: number) =>
    fc
      .array(fc.tuple(fc.integer({ min: 1, max: 700 }), fc.integer({ min: 1, max: longest })), { maxLength: count })
      .map((shapes) => {
        let reached = start;
        return shapes.map(([after, length]) => {
          const from = reached + after * minute;
          reached = from + length * minute;
          return { from, until: reached };
        });
      });
  const evenings = {
    timeZone: "Europe/Berlin",
    weekdays: [1, 2, 3],
    hours: { from: "20:00", to: "03:00" },
    holidays: [],
  };

  test("agrees with a machine that looks every minute, whatever the signal, calendar, outages and pauses", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("no-data" as const, "low-volume" as const, "late-data" as const),
        fc.constantFrom(null, evenings),
        fc.integer({ min: 15, max: 90 }),
        fc.array(
          fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 150 })),
          {
            maxLength: 60,
          },
        ),
        stretches(3, 200),
        stretches(3, 400),
        (signal, calendar, minutesThreshold, shapes, downtime, pauses) => {
          let at = start;
          const minutes = shapes
            .map(([after, events, lag]) => {
              at += after * minute;
              return { at, events, lagMs: lag * minute };
            })
            // Nothing is processed while the pipeline is down.
            .filter((item) => downtime.every((gap) => item.at + minute <= gap.from || item.at >= gap.until));
          const until = start + 36 * hour;
          const tested = rule({ signal, calendar, minutesThreshold, minimumEvents: 10 });
          const held = { downtime, pauses };
          expect(replay(tested, minutes, held, start, until)).toEqual(lookEveryMinute(tested, minutes, held, until));
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);

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
        const edges = replay(rule({ minutesThreshold }), minutes, none, start, end);
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
    const result = backTest(rule({ minutesThreshold: 720 }), minutes, none, start, now, "UTC");
    expect(result).toMatchObject({ days: 28, count: 4, summary: "4 alarms in the last 28 days, all on Sundays" });
    expect(result.alarms.slice(0, 2)).toEqual([
      { at: "2026-11-22T11:56:00.000Z", until: null, weekday: 7 },
      { at: "2026-11-15T11:56:00.000Z", until: "2026-11-16T00:01:00.000Z", weekday: 7 },
    ]);
  });

  test("no alarm in less history than the window is no promise, and is not told as one", () => {
    const minutes = history(5).filter(({ at }) => at > now - 12 * minute);
    const young = backTest(rule({ minutesThreshold: 1440 }), minutes, none, now - 12 * minute, now, "UTC");
    expect(young).toMatchObject({
      count: 0,
      summary: "There is not enough history yet (12 minutes) to say what would have happened",
    });
    const old = backTest(rule({ minutesThreshold: 1440 }), history(5), none, start, now, "UTC");
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
