import { expect, test } from "vitest";
import { alertTypes, severities } from "#lib/destinations/terms.ts";
import { alertTypeWords, severityWords } from "./routing-words.ts";

test("all is said as all, some by name", () => {
  expect(alertTypeWords(alertTypes)).toBe("All alert types");
  expect(alertTypeWords(["RULE", "SYSTEM_ERROR"])).toBe("Rule Matches and System Errors");
  expect(severityWords(alertTypes, severities)).toBe("all severities");
  expect(severityWords(alertTypes, ["HIGH", "CRITICAL"])).toBe("High and Critical");
});

test("severities are not said where they do not count", () => {
  expect(severityWords(["SYSTEM_ERROR"], ["HIGH"])).toBe("");
});
