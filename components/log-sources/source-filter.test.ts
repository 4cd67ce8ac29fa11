import { describe, expect, test } from "vitest";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";
import { byUrgency, isUnwatched, matchesText, parseSourceFilter, sourceFilterQuery, stateOf } from "./source-filter.ts";

function source(
  integrationLabel: string,
  status: LogSourceSummary["health"]["status"],
  isPaused = false,
): LogSourceSummary {
  return {
    integrationId: "7d0c0d0e-0000-4000-8000-000000000001",
    integrationLabel,
    integrationType: "http-ingest",
    logTypes: ["Okta.SystemLog"],
    logStreamType: "Auto",
    isPaused,
    health: { status, reasons: [] },
    lastEventReceivedAtTime: null,
    lastEventProcessedAtTime: null,
    createdAtTime: "2026-11-23T00:00:00.000Z",
    lastModified: "2026-11-23T00:00:00.000Z",
    dropOff: { minutesThreshold: null, calendar: null, others: 0, isOut: false },
    counts: { classified: 0, failed: 0, refused: 0, bytes: 0 },
    ribbon: [],
  };
}

describe("stateOf", () => {
  test("a paused source that fails is still unhealthy, and unknown is never healthy", () => {
    expect(stateOf(source("a", "failing", true))).toBe("unhealthy");
    expect(stateOf(source("a", "unknown", true))).toBe("paused");
    expect(stateOf(source("a", "unknown"))).toBe("unknown");
  });
});

test("what is broken stands first, what is paused last", () => {
  const sources = [
    source("b", "healthy"),
    source("c", "unknown", true),
    source("z", "failing"),
    source("a", "unknown"),
  ];
  expect(sources.sort(byUrgency).map((each) => each.integrationLabel)).toEqual(["z", "a", "b", "c"]);
});

test("every word must stand in name, id or log types", () => {
  const okta = source("okta-prod", "healthy");
  expect(matchesText(okta, "OKTA system")).toBe(true);
  expect(matchesText(okta, "")).toBe(true);
  expect(matchesText(okta, "okta github")).toBe(false);
});

test("a source without any drop-off alarm is unwatched, one that can have none is not", () => {
  const none = { minutesThreshold: null, calendar: null, others: 0, isOut: false };
  expect(isUnwatched({ dropOff: none })).toBe(true);
  expect(isUnwatched({ dropOff: { ...none, minutesThreshold: 60 } })).toBe(false);
  expect(isUnwatched({ dropOff: { ...none, others: 1 } })).toBe(false);
  expect(isUnwatched({ dropOff: null })).toBe(false);
});

test("a filter is a URL", () => {
  const filter = { q: "okta & co", state: "paused", isUnwatched: true } as const;
  expect(parseSourceFilter(new URLSearchParams(sourceFilterQuery(filter)))).toEqual(filter);
  expect(sourceFilterQuery({ q: "", state: null, isUnwatched: false })).toBe("");
  expect(parseSourceFilter(new URLSearchParams("state=nonsense")).state).toBeNull();
});
