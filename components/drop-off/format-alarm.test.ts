import { describe, expect, test } from "vitest";
import { whenItAlerts, windowQuestion } from "./format-alarm.ts";

describe("an alarm says what it watches", () => {
  test.each([
    ["no-data", "", "no events are processed", /that no events have been processed/],
    ["no-data", "Okta.SystemLog", "no Okta.SystemLog events are processed", /that no Okta.SystemLog events have been/],
    ["low-volume", "Okta.SystemLog", "too few Okta.SystemLog events are processed", /so few Okta.SystemLog events/],
    ["late-data", "", "events arrive late", /^How late may even the freshest events arrive/],
  ] as const)("%s %s", (signal, logType, when, question) => {
    expect(whenItAlerts({ signal, logType })).toBe(when);
    expect(windowQuestion({ signal, logType })).toMatch(question);
  });
});
