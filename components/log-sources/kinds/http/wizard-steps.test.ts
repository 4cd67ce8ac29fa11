import { expect, test } from "vitest";
import { wizardHref, wizardStep } from "./wizard-steps.ts";

test("steps that need a saved source are not reached without one", () => {
  expect(wizardStep("send", false)).toBe("source");
  expect(wizardStep("done", false)).toBe("source");
  expect(wizardStep("authentication", false)).toBe("authentication");
});

test("a saved source is taken up where it waits for its event", () => {
  expect(wizardStep(undefined, true)).toBe("send");
  expect(wizardStep("nonsense", true)).toBe("send");
  expect(wizardStep("source", true)).toBe("source");
});

test("a step is a URL", () => {
  expect(wizardHref("source", null)).toBe("/log-sources/new/http?step=source");
  expect(wizardHref("done", "7d")).toBe("/log-sources/new/http?source=7d&step=done");
});
