import { expect, test } from "vitest";
import { stepParts } from "./runbook-steps.ts";

test("a step leads to the tabs that it names, and to none of a source that is gone", () => {
  const step = "Look at the Health tab of okta-prod, then replace it on the Configuration tab of okta-prod.";
  expect(stepParts(step, "s1")).toEqual([
    "Look at the ",
    { words: "Health tab", href: "/log-sources/s1?tab=health" },
    " of okta-prod, then replace it on the ",
    { words: "Configuration tab", href: "/log-sources/s1?tab=configuration" },
    " of okta-prod.",
  ]);
  expect(stepParts(step, null)).toEqual([step]);
  expect(stepParts("Check the sender.", "s1")).toEqual(["Check the sender."]);
});

test("a command in backticks stands apart, to be copied, and what looks like a tab in it is none", () => {
  expect(stepParts("Send one: `curl 'Health tab'` The answer says it.", "s1")).toEqual([
    "Send one: ",
    { command: "curl 'Health tab'" },
    " The answer says it.",
  ]);
});
