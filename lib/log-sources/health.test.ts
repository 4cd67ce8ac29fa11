import { expect, test } from "vitest";
import { type HealthFacts, healthOf } from "./health.ts";

const now = new Date("2026-11-24T12:00:00Z");
const before = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const flowing: HealthFacts = {
  isPaused: false,
  lastReceivedAt: before(1),
  hasProcessed: true,
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
