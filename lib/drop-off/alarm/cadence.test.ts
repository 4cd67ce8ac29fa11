import { describe, expect, test } from "vitest";
import type { ExcludedTime, HistoryMinute } from "./back-test.ts";
import { propose } from "./cadence.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.parse("2026-11-23T09:00:00Z");
const since = now - 30 * day;

const none: ExcludedTime = { downtime: [], pauses: [] };

function history(every: number, isOn: (at: Date) => boolean = () => true, from = since): HistoryMinute[] {
  const minutes: HistoryMinute[] = [];
  for (let at = from; at < now; at += every * minute) {
    if (isOn(new Date(at))) minutes.push({ at, events: 5, lagMs: null });
  }
  return minutes;
}

describe("propose", () => {
  test("a busy source gets the shortest window", () => {
    const proposal = propose(history(2), none, since, now, "UTC");
    expect(proposal).toMatchObject({ minutesThreshold: 15, calendar: null, isLearned: true });
    expect(proposal.backTest.count).toBe(0);
    expect(proposal.days).toBe(28);
    expect(proposal.fewest).toContainEqual({ minutesThreshold: 60, events: 150 });
    expect(proposal.because).toBe("In the last 28 days it was never silent for longer than 1 minute.");
  });

  test("a source that sends four times a day gets a window with a margin over its pauses", () => {
    const proposal = propose(history(360), none, since, now, "UTC");
    expect(proposal).toMatchObject({ minutesThreshold: 720, longestQuietMinutes: 359, isLearned: true });
    expect(proposal.backTest.count).toBe(0);
  });

  test("one outage of the sender is not taken for a habit", () => {
    const from = now - 10 * day;
    const proposal = propose(
      history(5, (at) => at.getTime() < from || at.getTime() >= from + 2 * day),
      none,
      since,
      now,
      "UTC",
    );
    expect(proposal.minutesThreshold).toBe(15);
    expect(proposal.because).toContain("Not counted: one silence of 2 days 4 minutes, far longer than any other.");
    expect(proposal.backTest.count).toBe(1);
  });

  test("our own outage is not taken for the sender's pause", () => {
    const from = now - 10 * day;
    const minutes = history(5, (at) => at.getTime() < from || at.getTime() >= from + hour);
    const downtime = [{ from, until: from + hour }];
    expect(propose(minutes, { downtime, pauses: [] }, since, now, "UTC").because).toBe(
      "In the last 28 days it was never silent for longer than 4 minutes.",
    );
  });

  test("a pause is not taken for a habit, nor alarmed about", () => {
    const from = now - 10 * day;
    const minutes = history(5, (at) => at.getTime() < from || at.getTime() >= from + 5 * day);
    const proposal = propose(minutes, { downtime: [], pauses: [{ from, until: from + 5 * day }] }, since, now, "UTC");
    expect(proposal.because).toBe("In the last 28 days it was never silent for longer than 4 minutes.");
    expect(proposal.backTest.count).toBe(0);
  });

  test("business hours are found in the person's own time zone, with a window of minutes and not of days", () => {
    const isOffice = (at: Date) => {
      const local = new Intl.DateTimeFormat("en-GB", {
        timeZone: "Europe/Berlin",
        weekday: "short",
        hour: "2-digit",
        hourCycle: "h23",
      });
      const parts = Object.fromEntries(local.formatToParts(at).map((part) => [part.type, part.value]));
      return !["Sat", "Sun"].includes(parts.weekday ?? "") && Number(parts.hour) >= 8 && Number(parts.hour) < 18;
    };
    const proposal = propose(history(5, isOffice), none, since, now, "Europe/Berlin");
    expect(proposal.calendar).toEqual({
      timeZone: "Europe/Berlin",
      weekdays: [1, 2, 3, 4, 5],
      hours: { from: "08:00", to: "18:00" },
      holidays: [],
    });
    expect(proposal.minutesThreshold).toBe(15);
    expect(proposal.backTest.count).toBe(0);
    expect(proposal.because).toContain("within its usual hours (Monday to Friday, 08:00 to 18:00, Europe/Berlin)");
  });

  test("quiet weekends are found as days", () => {
    const proposal = propose(
      history(5, (at) => at.getUTCDay() % 6 !== 0),
      none,
      since,
      now,
      "UTC",
    );
    expect(proposal.calendar).toMatchObject({ weekdays: [1, 2, 3, 4, 5], hours: null });
    expect(proposal.backTest.count).toBe(0);
  });

  test("without enough history it is a day, and says so", () => {
    expect(propose([], none, since, now, "UTC")).toMatchObject({
      minutesThreshold: 1440,
      isLearned: false,
      fewest: [],
      because: "A window cannot be learned because nothing was processed yet. One day is a careful start.",
    });
    const young = propose(history(1, undefined, now - 5 * hour), none, now - 5 * hour, now, "UTC");
    expect(young.because).toContain("its history is only 5 hours long");
  });
});
