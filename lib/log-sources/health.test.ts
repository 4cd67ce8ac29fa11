import { expect, test } from "vitest";
import { type HealthAlarm, type HealthFacts, healthOf } from "./health.ts";

const now = new Date("2026-11-24T12:00:00Z");
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const flowing: HealthFacts = {
  isPaused: false,
  lastReceivedAt: before(1),
  hasProcessed: true,
  lastEventProcessedAt: before(1),
  alarms: [],
  alerts: [],
  refused: null,
  failedBatches: { count: 0, lastError: null },
  oldestPendingAt: null,
};
const alert = {
  id: "0c9a1e8e-2f6b-4a52-9d8a-2f0b2a9a0001",
  kind: "SOURCE_CLASSIFICATION_FAILURES",
  title: "Source [x] ...",
  openedAt: before(30),
  eventCount: 418,
};
const refused = { count: 2, lastAt: before(2), lastDetail: "The header x-key does not hold the secret" };

test.each<[string, Partial<HealthFacts>, string, string[]]>([
  ["events flow", {}, "healthy", []],
  ["nothing came yet", { lastReceivedAt: null, hasProcessed: false }, "unknown", ["never-received"]],
  ["paused is not green", { isPaused: true }, "unknown", ["paused"]],
  [
    "the first body is not classified yet",
    { hasProcessed: false, oldestPendingAt: before(0) },
    "unknown",
    ["late-batches"],
  ],
  ["bodies wait for long", { oldestPendingAt: before(6) }, "failing", ["late-batches"]],
  ["a body in work is nothing to tell of", { oldestPendingAt: before(1) }, "healthy", []],
  ["lines cannot be classified", { alerts: [alert] }, "failing", ["classification-failures"]],
  ["silence beyond its alarm", { alerts: [{ ...alert, kind: "SOURCE_NO_DATA" }] }, "failing", ["log-drop-off"]],
  ["a refusal that was followed by success", { refused }, "healthy", ["refused-requests"]],
  ["the latest request was refused", { refused: { ...refused, lastAt: now } }, "failing", ["refused-requests"]],
  [
    "only refusals so far",
    { refused, lastReceivedAt: null, hasProcessed: false },
    "failing",
    ["refused-requests", "never-received"],
  ],
  [
    "refusals while paused",
    { refused: { ...refused, lastAt: now }, isPaused: true },
    "unknown",
    ["refused-requests", "paused"],
  ],
  [
    "a body that cannot be processed",
    { failedBatches: { count: 1, lastError: "worker died" } },
    "failing",
    ["failed-batches"],
  ],
])("%s", (_name, facts, status, kinds) => {
  const health = healthOf({ ...flowing, ...facts }, now);
  expect(health.status).toBe(status);
  expect(health.reasons.map((reason) => reason.kind)).toEqual(kinds);
});

test("a reason names its number and its System Error", () => {
  const [reason] = healthOf({ ...flowing, alerts: [alert] }, now).reasons;
  expect(reason).toEqual({
    kind: "classification-failures",
    isFailing: true,
    message: "418 lines could not be classified by any attached schema",
    count: 418,
    since: "2026-11-24T11:30:00.000Z",
    alertId: "0c9a1e8e2f6b4a529d8a2f0b2a9a0001",
  });
});

const hours = (count: number) => before(count * 60);
const alarm: HealthAlarm = {
  signal: "no-data",
  logType: "",
  minutesThreshold: 1440,
  state: "OK",
  stateChangedAt: before(90),
  snoozedUntil: null,
  alertId: null,
};
const silentFor = (count: number, ...alarms: HealthAlarm[]): Partial<HealthFacts> => ({
  lastReceivedAt: hours(count),
  lastEventProcessedAt: hours(count),
  alarms,
});
const out: HealthAlarm = { ...alarm, state: "ALARM", alertId: alert.id };
const snoozed: HealthAlarm = { ...alarm, snoozedUntil: hours(-2) };

test.each<[string, Partial<HealthFacts>, string, string[]]>([
  [
    "an alarm is out and its error was closed by hand",
    silentFor(26, out),
    "failing",
    ["No events: the drop-off alarm of 1 day still stands, although its error was closed by hand"],
  ],
  [
    "an alarm of one log type is out while others flow, and its error was closed by hand",
    { alarms: [alarm, { ...out, signal: "low-volume", logType: "Okta.SystemLog" }] },
    "failing",
    [
      "Too few events of Okta.SystemLog: the drop-off alarm of 1 day still stands, although its error was closed by hand",
    ],
  ],
  [
    "an alarm is out and its error is open: it is said once",
    { ...silentFor(26, out), alerts: [{ ...alert, kind: "SOURCE_NO_DATA", title: "silent" }] },
    "failing",
    ["silent"],
  ],
  [
    "silent beyond a snoozed alarm",
    silentFor(26, snoozed),
    "unknown",
    ["No event was processed for 1 day 2 hours, and its drop-off alarm of 1 day is snoozed"],
  ],
  ["silent within a snoozed alarm", silentFor(20, snoozed), "healthy", []],
  ["silent beyond a snooze that is over, before the alarm was looked at", silentFor(26, alarm), "healthy", []],
  [
    "silent for a day without any alarm",
    silentFor(24),
    "unknown",
    ["No event was processed for 1 day, and no drop-off alarm says whether that is usual"],
  ],
  ["silent for less than a day without any alarm", silentFor(23), "healthy", []],
  [
    "alarms of a log type or of late data do not vouch for the source",
    silentFor(30, { ...alarm, logType: "Okta.SystemLog" }, { ...alarm, signal: "late-data" }),
    "unknown",
    ["No event was processed for 1 day 6 hours, and no drop-off alarm says whether that is usual"],
  ],
  [
    "silent for days within the window of its alarm",
    silentFor(60, { ...alarm, minutesThreshold: 10_080 }),
    "healthy",
    [],
  ],
  [
    "silent for longer than its alarm was set",
    silentFor(60, { ...alarm, state: "INSUFFICIENT_DATA" }),
    "unknown",
    ["No event was processed for 2 days 12 hours, and its drop-off alarm of 1 day has not counted that long yet"],
  ],
  [
    "a paused source is silent by wish",
    { ...silentFor(60), isPaused: true },
    "unknown",
    ["Paused: requests are turned away"],
  ],
])("%s", (_name, facts, status, messages) => {
  const health = healthOf({ ...flowing, ...facts }, now);
  expect(health.status).toBe(status);
  expect(health.reasons.map((reason) => reason.message)).toEqual(messages);
});

test("silence says since when, and an alarm that still stands leads to its error", () => {
  expect(healthOf({ ...flowing, ...silentFor(26, snoozed) }, now).reasons[0]).toMatchObject({
    kind: "silent",
    isFailing: false,
    since: "2026-11-23T10:00:00.000Z",
    alertId: null,
  });
  expect(healthOf({ ...flowing, ...silentFor(26, out) }, now).reasons[0]).toMatchObject({
    kind: "log-drop-off",
    since: "2026-11-24T10:30:00.000Z",
    alertId: "0c9a1e8e2f6b4a529d8a2f0b2a9a0001",
  });
});
