import { describe, expect, test } from "vitest";
import { type LogDropOffReport, logDropOff } from "./log-drop-off.ts";

const subject = {
  sourceId: "00000000-0000-4000-8000-000000000001",
  sourceLabel: "okta-prod",
  sourceType: "http-ingest",
};
const report = (over: Partial<LogDropOffReport> = {}): LogDropOffReport => ({
  minutesThreshold: 1440,
  minimumEvents: 1,
  lastEventProcessedAt: "2026-11-23T08:00:00.000Z",
  lastReceivedAt: "2026-11-23T08:00:00.000Z",
  silentSince: "2026-11-23T08:00:00.000Z",
  downMinutes: 0,
  lateMinutes: null,
  usualEventsPerHour: null,
  cause: null,
  observations: [],
  checks: [],
  ...over,
});

describe("title", () => {
  test.each([
    [{}, {}, "Source [okta-prod] has not processed any events in 1 day"],
    [{}, { minutesThreshold: 15 }, "Source [okta-prod] has not processed any events in 15 minutes"],
    [{}, { minutesThreshold: 60 }, "Source [okta-prod] has not processed any events in 1 hour"],
    [{}, { minutesThreshold: 1800 }, "Source [okta-prod] has not processed any events in 1 day 6 hours"],
    [{ logType: "Okta.SystemLog" }, {}, "Source [okta-prod] has not processed any Okta.SystemLog events in 1 day"],
    [
      { signal: "low-volume" as const },
      { minimumEvents: 1500, minutesThreshold: 60 },
      "Source [okta-prod] has processed fewer than 1,500 events in 1 hour",
    ],
    [
      { signal: "late-data" as const },
      { minutesThreshold: 120 },
      "Source [okta-prod] receives events more than 2 hours late",
    ],
  ])("%o %o", (of, over, title) => {
    expect(logDropOff.title(logDropOff.merge(null, { ...subject, ...of }, report(over)))).toBe(title);
  });
});

test("each signal and each log type of a source has an alert of its own, and the plain one is the source's", () => {
  const keys = [
    logDropOff.dedupKey(subject),
    logDropOff.dedupKey({ ...subject, logType: "AWS.CloudTrail" }),
    logDropOff.dedupKey({ ...subject, signal: "low-volume" }),
    logDropOff.dedupKey({ ...subject, signal: "late-data" }),
  ];
  expect(new Set(keys).size).toBe(4);
  expect(keys[0]).toBe(subject.sourceId);
});

test("the description says why before anything else, and the runbook holds the checks of the kind of source", () => {
  const told = report({
    cause: "212 requests were refused.",
    observations: ["41 minutes do not count."],
    checks: ["Look there."],
  });
  const facts = logDropOff.merge(null, subject, told);
  expect(logDropOff.description(facts)).toBe(
    "212 requests were refused. The last event of okta-prod was processed at 2026-11-23 08:00 UTC. 41 minutes do not count.",
  );
  expect(logDropOff.runbook(facts, told)).toBe(
    "1. Look there.\n2. The error closes by itself when the source is back to normal.",
  );
});

describe("what happened", () => {
  test.each([
    [{}, { lastEventProcessedAt: null }, "No event of okta-prod was ever processed."],
    [
      { logType: "Okta.SystemLog" },
      { lastEventProcessedAt: null, lookedBackDays: 90 },
      "No Okta.SystemLog event of okta-prod was processed in the last 90 days.",
    ],
    [
      { signal: "low-volume" as const },
      { eventsInWindow: 12, minimumEvents: 500, minutesThreshold: 60 },
      "okta-prod has processed 12 events in 1 hour, at least 500 expected. The last event of okta-prod was processed at 2026-11-23 08:00 UTC.",
    ],
    [
      { signal: "low-volume" as const, logType: "Okta.SystemLog" },
      { eventsInWindow: 1, minimumEvents: 1_500, minutesThreshold: 60 },
      "okta-prod has processed 1 Okta.SystemLog event in 1 hour, at least 1,500 expected. The last Okta.SystemLog event of okta-prod was processed at 2026-11-23 08:00 UTC.",
    ],
    [
      { signal: "low-volume" as const },
      { minimumEvents: 500, minutesThreshold: 60 },
      "The last event of okta-prod was processed at 2026-11-23 08:00 UTC.",
    ],
  ])("%o %o", (of, over, description) => {
    expect(logDropOff.description(logDropOff.merge(null, { ...subject, ...of }, report(over)))).toBe(description);
  });
});
