import { describe, expect, test } from "vitest";
import {
  countsFromLater,
  failedWords,
  hasDetails,
  noEventWords,
  othersWords,
  outageWords,
  silenceSentence,
  usualWords,
  volumeWords,
} from "./silence-words.ts";

test("an alert from before its details were kept is known by what it lacks", () => {
  expect(hasDetails({})).toBe(false);
  expect(hasDetails({ lastConnectionAt: null })).toBe(true);
});

test("no event at all is said of what the alarm watches, as far back as it is known", () => {
  expect(noEventWords({ logType: "" })).toBe("No event was ever processed.");
  expect(noEventWords({ logType: "Okta.SystemLog", lookedBackDays: 90 })).toBe(
    "No Okta.SystemLog event was processed in the last 90 days.",
  );
  // Alerts that are older do not know how far back was looked.
  expect(noEventWords({ logType: "Okta.SystemLog" })).toBe("No Okta.SystemLog event was ever processed.");
});

test("silence counts from later than the last event when its alarm was set later", () => {
  const at = (silentSince: string, lastEventProcessedAt: string | null = "2026-11-24T08:00:00Z") =>
    countsFromLater({ signal: "no-data", silentSince, lastEventProcessedAt });
  expect([at("2026-11-24T08:00:00Z"), at("2026-11-24T08:01:00Z"), at("2026-11-24T08:30:00Z")]).toEqual([
    false,
    false,
    true,
  ]);
  expect(at("2026-11-24T08:30:00Z", null)).toBe(false);
});

test.each([
  [
    { eventsInWindow: 12, minutesThreshold: 60, minimumEvents: 500, logType: "" },
    "12 events in 1 hour, at least 500 expected",
  ],
  [
    { eventsInWindow: 0, minutesThreshold: 1440, minimumEvents: 1500, logType: "A.B" },
    "No A.B events in 1 day, at least 1,500 expected",
  ],
  [{ minutesThreshold: 60, minimumEvents: 500, logType: "" }, null],
])("%j is %s", (facts, words) => {
  expect(volumeWords(facts)).toBe(words);
});

describe("one line each", () => {
  test("the usual rate", () => {
    expect(usualWords({ usualEventsPerHour: null, logType: "" })).toBe("Not known");
    expect(usualWords({ usualEventsPerHour: 0.2, logType: "" })).toBe("Quiet at this hour of the week");
    expect(usualWords({ usualEventsPerHour: 119.6, logType: "A.B" })).toBe(
      "About 120 A.B events an hour at this hour of the week",
    );
  });

  test("our own outage, which counts only for what was on its way", () => {
    expect(outageWords({ downMinutes: 0, signal: "no-data" })).toBe("None");
    expect(outageWords({ downMinutes: 41, signal: "no-data" })).toBe(
      "Telltale was down for 41 min, which does not count",
    );
    expect(outageWords({ downMinutes: 90, signal: "late-data" })).toBe(
      "Telltale was down for 1 h 30 min while these events were on their way",
    );
  });

  test("bodies that failed, and what went off at the same time", () => {
    expect(failedWords({ count: 1, lastError: null })).toBe("1 body could not be processed and is kept");
    expect(failedWords({ count: 2, lastError: "No space left" })).toBe(
      "2 bodies could not be processed and are kept: No space left",
    );
    expect(othersWords({ count: 1, what: "alarms", isAtLeast: false })).toBe("1 other alarm went off");
    expect(othersWords({ count: 2_529, what: "sources", isAtLeast: true })).toBe(
      "At least 2,529 other sources fell silent",
    );
  });
});

test.each([
  [
    "3 requests were refused.",
    ["At this hour of the week it usually processes 12 events an hour."],
    "3 requests were refused.",
  ],
  [null, ["Nothing was ever received from it.", "1 other source fell silent."], "Nothing was ever received from it."],
  [null, [], null],
])("of cause %j and observations %j the one sentence is %j", (cause, observations, sentence) => {
  expect(silenceSentence({ cause, observations })).toBe(sentence);
});
