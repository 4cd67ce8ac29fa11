import { expect, test } from "vitest";
import { systemErrorKinds } from "#lib/system-errors/registry.ts";
import type { CheckedAlarm, CheckedSource } from "./define-health-check.ts";
import { healthChecks } from "./registry.ts";
import { checkSource } from "./run-checks.ts";
import { checkIds } from "./schema.ts";

const now = new Date("2026-11-24T12:00:00Z");
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const flowing: CheckedSource = {
  id: "7d0c0d0e-0000-4000-8000-000000000001",
  kind: "http-ingest",
  logTypes: ["Okta.SystemLog"],
  auth: { method: "SharedSecret", headerKey: "x-telltale-secret", hmacAlg: "", username: "", hasSecret: true },
  isPaused: false,
  lastReceivedAt: before(1),
  hasProcessed: true,
  lastEventProcessedAt: before(1),
  alarms: [],
  alerts: [],
  refusals: [],
  failedBatches: { count: 0, lastError: null },
  pendingBatches: 0,
  pendingError: null,
  failingBatches: { count: 0, lastError: null },
  oldestPendingAt: null,
  counts: { classified: 960, failed: 0, refused: 0, bytes: 1 },
  eventsOfLastHour: 40,
  busyHours: 24,
};
const alert = {
  id: "0c9a1e8e-2f6b-4a52-9d8a-2f0b2a9a0001",
  kind: "SOURCE_CLASSIFICATION_FAILURES",
  title: "Source [x] ...",
  openedAt: before(30),
  eventCount: 418,
  keptLines: null,
};
const kept = { lines: 6, fitting: 6, isLimited: false, hasNewer: false };
const refusal = {
  reason: "wrong_secret" as const,
  count: 2,
  lastAt: before(2),
  detail: "The header x-key does not hold the secret",
};
const refusals = [refusal];

test.each<[string, Partial<CheckedSource>, string, string[]]>([
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
  [
    "lines of which the schemas of now would take some",
    { alerts: [{ ...alert, keptLines: { ...kept, fitting: 4 } }] },
    "failing",
    ["classification-failures"],
  ],
  [
    "lines that would all fit by now",
    { alerts: [{ ...alert, keptLines: kept }] },
    "healthy",
    ["classification-failures"],
  ],
  [
    "newer lines than those that would fit",
    { alerts: [{ ...alert, keptLines: { ...kept, hasNewer: true } }] },
    "failing",
    ["classification-failures"],
  ],
  ["silence beyond its alarm", { alerts: [{ ...alert, kind: "SOURCE_NO_DATA" }] }, "failing", ["log-drop-off"]],
  ["a refusal that was followed by success", { refusals }, "healthy", ["refused-requests"]],
  ["a stray sender beside a busy one", { refusals: [{ ...refusal, lastAt: now }] }, "healthy", ["refused-requests"]],
  [
    "only refused requests for a quarter of an hour",
    { refusals: [{ ...refusal, lastAt: now }], lastReceivedAt: before(16) },
    "failing",
    ["refused-requests"],
  ],
  [
    "only refusals so far",
    { refusals, lastReceivedAt: null, hasProcessed: false },
    "failing",
    ["refused-requests", "never-received"],
  ],
  [
    "refusals while paused",
    { refusals: [{ ...refusal, lastAt: now }], isPaused: true },
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
  const health = checkSource({ ...flowing, ...facts }, now).health;
  expect(health.status).toBe(status);
  expect(health.reasons.map((reason) => reason.kind)).toEqual(kinds);
});

test("a reason names its number and its System Error", () => {
  const [reason] = checkSource({ ...flowing, alerts: [alert] }, now).health.reasons;
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
const alarm: CheckedAlarm = {
  signal: "no-data",
  logType: "",
  minutesThreshold: 1440,
  state: "OK",
  stateChangedAt: before(90),
  snoozedUntil: null,
  alertId: null,
};
const silentFor = (count: number, ...alarms: CheckedAlarm[]): Partial<CheckedSource> => ({
  lastReceivedAt: hours(count),
  lastEventProcessedAt: hours(count),
  alarms,
});
const out: CheckedAlarm = { ...alarm, state: "ALARM", alertId: alert.id };
const snoozed: CheckedAlarm = { ...alarm, snoozedUntil: hours(-2) };

test.each<[string, Partial<CheckedSource>, string, string[]]>([
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
  const health = checkSource({ ...flowing, ...facts }, now).health;
  expect(health.status).toBe(status);
  expect(health.reasons.map((reason) => reason.message)).toEqual(messages);
});

test("silence says since when, and an alarm that still stands leads to its error", () => {
  expect(checkSource({ ...flowing, ...silentFor(26, snoozed) }, now).health.reasons[0]).toMatchObject({
    kind: "silent",
    isFailing: false,
    since: "2026-11-23T10:00:00.000Z",
    alertId: null,
  });
  expect(checkSource({ ...flowing, ...silentFor(26, out) }, now).health.reasons[0]).toMatchObject({
    kind: "log-drop-off",
    since: "2026-11-24T10:30:00.000Z",
    alertId: "0c9a1e8e2f6b4a529d8a2f0b2a9a0001",
  });
});

function found(id: string, change: Partial<CheckedSource> = {}) {
  const check = checkSource({ ...flowing, ...change }, now).checks.find((each) => each.id === id);
  if (!check) throw new Error(`no check ${id}`);
  return check;
}

test("each check has an id of its own, and each System Error of a source is a check's", () => {
  expect(healthChecks.map((check) => check.id)).toEqual([...checkIds]);
  for (const { health } of systemErrorKinds) if (health) expect(checkIds).toContain(health.check);
});

test("a System Error of a kind that this version does not know still fails its source", () => {
  const alerts = [{ ...alert, kind: "SOURCE_OF_TOMORROW", title: "Something new" }];
  expect(checkSource({ ...flowing, alerts }, now).health).toMatchObject({
    status: "failing",
    reasons: [{ kind: "other-error", message: "Something new" }],
  });
});

test("all is well, and says by what", () => {
  expect(checkSource(flowing, now).checks.map(({ status, message }) => `${status}: ${message}`)).toEqual([
    "healthy: 40 events in the last hour",
    "healthy: Nothing refused in 24 hours",
    "healthy: All 960 events of 24 hours fit Okta.SystemLog",
    "healthy: Everything that was received is processed",
  ]);
});

test("what is not known is not shown as well", () => {
  const fresh = { lastReceivedAt: null, counts: { classified: 0, failed: 0, refused: 0, bytes: 0 } };
  for (const id of ["receiving", "authentication", "classification"]) {
    expect(`${id} ${found(id, fresh).status}`).toBe(`${id} unknown`);
  }
  expect(found("receiving", { isPaused: true }).status).toBe("unknown");
});

test("a source that authenticates nobody has no check of it", () => {
  expect(checkSource({ ...flowing, auth: null }, now).checks.map((check) => check.id)).not.toContain("authentication");
});

test("lines that did not fit fail while their error is open", () => {
  const counts = { classified: 950, failed: 10, refused: 0, bytes: 1 };
  expect(found("classification", { counts, alerts: [alert] })).toMatchObject({
    status: "failing",
    message: "10 lines (1 %) of 24 hours did not fit Okta.SystemLog",
  });
  expect(found("classification", { counts })).toMatchObject({
    status: "healthy",
    message: "10 lines (1 %) of 24 hours did not fit Okta.SystemLog; no error about them is open",
  });
});

test("refused requests are counted over their reasons", () => {
  const both = [
    { ...refusal, count: 3, lastAt: before(0) },
    { ...refusal, reason: "missing_secret" as const, count: 1 },
  ];
  expect(found("authentication", { refusals: both, lastReceivedAt: before(20) })).toMatchObject({
    status: "failing",
    message: "4 requests were refused in 24 hours",
    at: now.toISOString(),
  });
});

test("an hour of silence is neither well nor wrong", () => {
  const quiet = { lastReceivedAt: before(180), lastEventProcessedAt: before(180), eventsOfLastHour: 0, busyHours: 21 };
  expect(found("receiving", quiet)).toMatchObject({
    status: "unknown",
    message: "Nothing in the last hour, before that in 21 hours of the day",
  });
  expect(checkSource({ ...flowing, ...quiet }, now).health.status).toBe("healthy");
});

test("a drop-off alarm fails the data check in its own words", () => {
  const alerts = [{ ...alert, kind: "SOURCE_NO_DATA", title: "Source [x] has not processed any events" }];
  expect(found("receiving", { alerts })).toMatchObject({ status: "failing", message: alerts[0]?.title });
});

test("batches that wait or failed are counted", () => {
  const waiting = {
    pendingBatches: 2,
    oldestPendingAt: before(60),
    failedBatches: { count: 1, lastError: "worker stopped" },
  };
  expect(found("processing", waiting)).toMatchObject({
    status: "failing",
    message: "1 body could not be processed: worker stopped; 2 bodies wait to be classified",
  });
});

test.each<[string, Partial<CheckedSource>, Date]>([
  ["the hour after the latest event", { lastReceivedAt: before(55) }, before(-5)],
  ["a window of an alarm that fills", { ...silentFor(23.9, alarm), alarms: [alarm] }, before(-6)],
  ["a snooze that ends", { alarms: [{ ...alarm, snoozedUntil: before(-3) }] }, before(-3)],
  ["a batch that becomes late", { pendingBatches: 1, oldestPendingAt: before(2) }, before(-3)],
])("a source is looked at again at %s", (_name, change, at) => {
  expect(checkSource({ ...flowing, ...change }, now).nextAt).toEqual(at);
});

test("a source that nothing is known to change is looked at every quarter of an hour", () => {
  expect(checkSource(flowing, now, 0.5).nextAt).toEqual(before(-15));
});
