import { describe, expect, test } from "vitest";
import { type AlarmFacts, type AlarmRule, evaluateAlarm } from "./evaluate-alarm.ts";

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse("2026-11-24T08:00:00Z");

const rule = (over: Partial<AlarmRule> = {}): AlarmRule => ({
  signal: "no-data",
  minutesThreshold: 60,
  calendar: null,
  snoozedUntil: null,
  state: "OK",
  stateChangedAt: start - 24 * hour,
  setAt: start - 24 * hour,
  ...over,
});
const facts = (over: Partial<AlarmFacts> = {}): AlarmFacts => ({
  isPaused: false,
  pendingSince: null,
  lastEventAt: start,
  lagMs: null,
  lagDownMs: 0,
  lagPausedMs: 0,
  downtime: [],
  ...over,
});

describe("silence", () => {
  test("raises at the very end of the window and not a moment before", () => {
    const early = evaluateAlarm(rule(), facts(), start + hour - 1);
    expect(early).toMatchObject({ state: "OK", effect: null, dueAt: start + hour });
    expect(evaluateAlarm(rule(), facts(), start + hour)).toMatchObject({
      state: "ALARM",
      effect: "raise",
      silentSince: start,
    });
  });

  test("raises once: an alarm that is out stays out quietly, looked at ever more rarely", () => {
    const out = rule({ state: "ALARM", stateChangedAt: start + hour });
    const lookedAt = (ms: number) => evaluateAlarm(out, facts(), start + hour + ms);
    expect(lookedAt(minute)).toMatchObject({ state: "ALARM", effect: null, dueAt: start + hour + 2 * minute });
    expect(lookedAt(10 * minute).dueAt).toBe(start + hour + 20 * minute);
    expect(lookedAt(48 * hour).dueAt).toBe(start + 50 * hour);
  });

  test("events that return resolve it and arm it again", () => {
    const out = rule({ state: "ALARM", stateChangedAt: start + hour });
    const back = start + 3 * hour;
    expect(evaluateAlarm(out, facts({ lastEventAt: back }), back + minute)).toMatchObject({
      state: "OK",
      effect: "resolve",
      dueAt: back + hour,
    });
  });

  test("an alarm that is out ends when its window is not full any more, also without any event", () => {
    const out = rule({ state: "ALARM", minutesThreshold: 1_440, setAt: start });
    const now = start + hour;
    const never = { state: "INSUFFICIENT_DATA", effect: "resolve", dueAt: start + 24 * hour };
    expect(evaluateAlarm(out, facts({ lastEventAt: null }), now)).toMatchObject(never);
    expect(evaluateAlarm(out, facts({ lastEventAt: start - 48 * hour }), now)).toMatchObject(never);
    expect(evaluateAlarm(out, facts({ lastEventAt: start }), now)).toMatchObject({ state: "OK", effect: "resolve" });
  });

  test("without any event there is not enough data until a full window has passed since it was set", () => {
    const fresh = rule({ state: "INSUFFICIENT_DATA", setAt: start });
    const never = facts({ lastEventAt: null });
    expect(evaluateAlarm(fresh, never, start + 59 * minute)).toMatchObject({
      state: "INSUFFICIENT_DATA",
      dueAt: start + hour,
    });
    expect(evaluateAlarm(fresh, never, start + hour)).toMatchObject({ state: "ALARM", effect: "raise" });
    expect(evaluateAlarm(fresh, facts({ lastEventAt: start + minute }), start + minute)).toMatchObject({ state: "OK" });
  });

  test("silence before the alarm was set does not count", () => {
    const fresh = rule({ state: "INSUFFICIENT_DATA", setAt: start });
    const old = facts({ lastEventAt: start - 48 * hour });
    expect(evaluateAlarm(fresh, old, start + minute)).toMatchObject({
      state: "INSUFFICIENT_DATA",
      effect: null,
      dueAt: start + hour,
    });
    expect(evaluateAlarm(fresh, old, start + hour)).toMatchObject({ effect: "raise", silentSince: start });
  });
});

describe("what is not silence", () => {
  test("a paused source never alarms, and what was out is taken back", () => {
    expect(evaluateAlarm(rule(), facts({ isPaused: true }), start + 9 * hour)).toMatchObject({
      state: "INSUFFICIENT_DATA",
      effect: null,
    });
    expect(evaluateAlarm(rule({ state: "ALARM" }), facts({ isPaused: true }), start + 9 * hour)).toMatchObject({
      state: "INSUFFICIENT_DATA",
      effect: "resolve",
    });
  });

  test("a backlog that is being worked off holds the alarm, a minute at a time", () => {
    const now = start + 2 * hour;
    expect(evaluateAlarm(rule(), facts({ pendingSince: start + 30 * minute }), now)).toMatchObject({
      state: "OK",
      effect: null,
      dueAt: now + minute,
    });
  });

  test("a body that came after the window was full does not hold the alarm: it cannot show that the source was alive", () => {
    const now = start + 2 * hour;
    expect(evaluateAlarm(rule(), facts({ pendingSince: start + hour }), now)).toMatchObject({ effect: null });
    expect(evaluateAlarm(rule(), facts({ pendingSince: start + hour + 1 }), now)).toMatchObject({ effect: "raise" });
  });

  test("time in which the pipeline was down does not count and is told", () => {
    const downtime = [{ from: start + 10 * minute, until: start + 51 * minute }];
    expect(evaluateAlarm(rule(), facts({ downtime }), start + hour)).toMatchObject({
      state: "OK",
      dueAt: start + 101 * minute,
    });
    expect(evaluateAlarm(rule(), facts({ downtime }), start + 101 * minute)).toMatchObject({
      effect: "raise",
      downMs: 41 * minute,
    });
  });

  test("a snooze holds the alarm until it ends", () => {
    const snoozedUntil = start + 5 * hour;
    const snoozed = rule({ snoozedUntil });
    expect(evaluateAlarm(snoozed, facts(), start + 2 * hour)).toMatchObject({
      state: "OK",
      effect: null,
      dueAt: snoozedUntil,
    });
    expect(evaluateAlarm(snoozed, facts(), snoozedUntil)).toMatchObject({ effect: "raise" });
  });

  test("silence counts in the hours of the calendar only, and an alarm that was held waits for them", () => {
    const calendar = {
      timeZone: "UTC",
      weekdays: [1, 2, 3, 4, 5],
      hours: { from: "09:00", to: "17:00" },
      holidays: [],
    };
    const friday = Date.parse("2026-11-27T16:30:00Z");
    const monday = Date.parse("2026-11-30T09:30:00Z");
    const office = rule({ calendar, setAt: friday - hour });
    expect(evaluateAlarm(office, facts({ lastEventAt: friday }), friday + hour)).toMatchObject({
      state: "OK",
      dueAt: monday,
    });
    expect(evaluateAlarm(office, facts({ lastEventAt: friday }), monday)).toMatchObject({ effect: "raise" });
    // Held by a snooze over the end of the day: it is raised the next morning.
    const late = rule({ calendar, setAt: monday - hour, snoozedUntil: monday + 12 * hour });
    const held = evaluateAlarm(late, facts({ lastEventAt: friday }), monday + 12 * hour);
    expect(held).toMatchObject({ effect: null, dueAt: Date.parse("2026-12-01T09:00:00Z") });
  });

  test("times that a wrong clock left in the future count as now", () => {
    const ahead = evaluateAlarm(rule(), facts({ lastEventAt: start + 100 * hour }), start);
    expect(ahead).toMatchObject({ state: "OK", dueAt: start + hour });
  });
});

describe("late data", () => {
  const late = (over: Partial<AlarmRule> = {}) => rule({ signal: "late-data", minutesThreshold: 30, ...over });

  test("raises when even the freshest events arrive late, and resolves when they are in time", () => {
    expect(evaluateAlarm(late(), facts({ lagMs: 29 * minute }), start)).toMatchObject({ state: "OK", effect: null });
    expect(evaluateAlarm(late(), facts({ lagMs: 30 * minute }), start)).toMatchObject({
      state: "ALARM",
      effect: "raise",
    });
    const out = late({ state: "ALARM" });
    expect(evaluateAlarm(out, facts({ lagMs: 31 * minute }), start)).toMatchObject({ state: "ALARM", effect: null });
    expect(evaluateAlarm(out, facts({ lagMs: 0 }), start)).toMatchObject({ state: "OK", effect: "resolve" });
  });

  test("time in which nothing could be taken from the sender is not its lateness", () => {
    const held = facts({ lagMs: 115 * minute, lagDownMs: 60 * minute, lagPausedMs: 30 * minute });
    expect(evaluateAlarm(late(), held, start)).toMatchObject({ state: "OK", effect: null });
    const later = facts({ lagMs: 125 * minute, lagDownMs: 60 * minute, lagPausedMs: 30 * minute });
    expect(evaluateAlarm(late(), later, start)).toMatchObject({ effect: "raise", downMs: 60 * minute });
  });

  test("silence is not lateness: without arrivals the state stays", () => {
    for (const state of ["OK", "ALARM", "INSUFFICIENT_DATA"] as const) {
      expect(evaluateAlarm(late({ state }), facts(), start)).toMatchObject({ state, effect: null });
    }
  });
});
