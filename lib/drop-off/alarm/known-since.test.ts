import { expect, test } from "vitest";
import type { AlarmFacts, AlarmRule, Evaluation } from "./evaluate-alarm.ts";
import { downSince, knownSince } from "./known-since.ts";

const minute = 60_000;
const hour = 60 * minute;
/** Tuesday. */
const now = Date.parse("2026-11-24T10:00:00Z");
const office = { timeZone: "UTC", weekdays: [1, 2, 3, 4, 5], hours: { from: "09:00", to: "17:00" }, holidays: [] };
const early = { from: now - 9 * hour, until: now - 8 * hour };
const late = { from: now - 50 * minute, until: now - 20 * minute };

const rule = (over: Partial<AlarmRule> = {}): AlarmRule => ({
  signal: "low-volume",
  minutesThreshold: 60,
  calendar: null,
  snoozedUntil: null,
  state: "OK",
  stateChangedAt: 0,
  setAt: 0,
  ...over,
});
const facts = (over: Partial<AlarmFacts> = {}): AlarmFacts => ({
  isPaused: false,
  pendingSince: null,
  lastEventAt: null,
  lagMs: null,
  lagDownMs: 0,
  lagPausedMs: 0,
  downtime: [],
  ...over,
});
const step = (downMs = 0): Evaluation => ({
  state: "ALARM",
  dueAt: now,
  effect: "raise",
  silentSince: now - 10 * 24 * hour,
  downMs,
});

test.each([
  ["silence counts from where it began", rule({ signal: "no-data" }), facts(), step(), now - 10 * 24 * hour, 0],
  ["a window is as long as it is", rule(), facts(), step(), now - hour, 0],
  [
    "a window grows by our own outage in it",
    rule(),
    facts({ downtime: [late] }),
    step(30 * minute),
    now - 90 * minute,
    30,
  ],
  ["and not by one before it", rule(), facts({ downtime: [early] }), step(60 * minute), now - hour, 0],
  [
    "a window in business hours reaches back over the night",
    rule({ minutesThreshold: 120, calendar: office }),
    facts(),
    step(),
    Date.parse("2026-11-23T16:00:00Z"),
    0,
  ],
  [
    "late events have a window of the wall's clock",
    rule({ signal: "late-data" }),
    facts({ downtime: [late] }),
    step(),
    now - hour,
    0,
  ],
  [
    "and were on their way through our outage when they are that late",
    rule({ signal: "late-data" }),
    facts({ downtime: [early, late], lagMs: 40 * minute, lagDownMs: 20 * minute }),
    step(20 * minute),
    now - hour,
    20,
  ],
])("%s", (_, of, known, outcome, since, downMinutes) => {
  expect(knownSince(of, known, outcome, now)).toBe(since);
  expect(downSince(of, known, outcome, since, now) / minute).toBe(downMinutes);
});
