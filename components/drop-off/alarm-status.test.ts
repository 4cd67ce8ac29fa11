import { describe, expect, test } from "vitest";
import type { SourceAlarm } from "#lib/drop-off/schema.ts";
import { statusOf } from "./alarm-status.ts";

const now = new Date("2026-11-25T12:00:00Z");
const alarm = (over: Partial<SourceAlarm> = {}): SourceAlarm => ({
  signal: "no-data",
  logType: "",
  minutesThreshold: 60,
  minimumEvents: 1,
  calendar: null,
  snoozedUntil: null,
  state: "INSUFFICIENT_DATA",
  stateChangedAt: "2026-11-25T11:00:00.000Z",
  isPaused: false,
  pendingSince: null,
  summary: "1 hour without events",
  ...over,
});
const later = "2026-11-25T16:00:00.000Z";
const since = { words: "since", at: "2026-11-25T11:00:00.000Z" };

describe("the word for where an alarm stands", () => {
  test.each([
    [{}, "Not enough data yet", [since]],
    [{ state: "OK" }, "OK", [since]],
    [{ state: "OK", snoozedUntil: "2026-11-25T11:59:00.000Z" }, "OK", [since]],
    [{ isPaused: true }, "Paused", [{ words: "nothing is raised until the source is resumed" }]],
    [{ state: "OK", snoozedUntil: later }, "Snoozed", [{ words: "no alert until", at: later }]],
    [
      { pendingSince: "2026-11-25T11:30:00.000Z" },
      "Not known",
      [{ words: "bodies wait to be classified since", at: "2026-11-25T11:30:00.000Z" }],
    ],
    [{ state: "OK", pendingSince: "2026-11-25T11:59:30.000Z" }, "OK", [since]],
    [{ state: "ALARM", snoozedUntil: later }, "Alarm", [since, { words: "snoozed until", at: later }]],
  ] as const)("%o is %s", (over, word, notes) => {
    expect(statusOf(alarm(over), now)).toMatchObject({ word, notes });
  });
});
