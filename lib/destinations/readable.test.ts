import { expect, test } from "vitest";
import { sampleMessage } from "#lib/testing/destination-kind-suite.ts";
import { oneLine, plainText, readable } from "./readable.ts";

test("a runbook of numbered lines becomes steps, any other stays paragraphs", () => {
  expect(readable(sampleMessage).runbook).toEqual({
    isSteps: true,
    lines: ["Open the Health tab of okta-prod.", "Correct the schema."],
  });
  expect(readable({ ...sampleMessage, runbook: "Look.\n1. Then act." }).runbook).toEqual({
    isSteps: false,
    lines: ["Look.", "1. Then act."],
  });
  expect(readable({ ...sampleMessage, runbook: "" }).runbook).toEqual({ isSteps: false, lines: [] });
});

test.each([
  ["alert.opened", false, "Opened at 2026-11-24 08:14 UTC."],
  ["alert.regressed", false, "It came back at 2026-11-24 08:14 UTC after it was resolved."],
  ["alert.resolved", false, "Resolved in Telltale at 2026-11-24 08:14 UTC."],
  ["alert.opened", true, "Somebody sent this again from Telltale."],
  ["alert.test", false, "A test: nothing is wrong."],
] as const)("%s (sent again: %s) is said as %s", (event, isResent, news) => {
  expect(readable({ ...sampleMessage, event, isResent }).news).toBe(news);
});

test("text is made such as any vendor takes", () => {
  expect(plainText("a\u0000b\ud800c\ufffe\nd")).toBe("ab\ufffdc\nd");
  expect(oneLine(" a\n b\t c ", 100)).toBe("a b c");
  expect(oneLine("x".repeat(300), 255)).toBe(`${"x".repeat(254)}…`);
  const pair = oneLine(`${"x".repeat(8)}😀😀`, 10);
  expect([pair, pair.isWellFormed()]).toEqual([`${"x".repeat(8)}…`, true]);
});
