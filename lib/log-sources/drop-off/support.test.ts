import { expect, test } from "vitest";
import { logSourceKinds } from "#lib/log-sources/registry.ts";
import { checksOf, dropOffRuleOf } from "./support.ts";

test.each(logSourceKinds)("a source of the kind $kind can be watched, or says in a sentence why not", ({ kind }) => {
  const rule = dropOffRuleOf(kind);
  if (rule.isSupported) expect(checksOf(kind, "okta-prod").length).toBeGreaterThan(0);
  else expect(rule.reason).toMatch(/^[A-Z].+\.$/);
});

test("a kind that this version does not know cannot be watched, and says so", () => {
  expect(dropOffRuleOf("carrier-pigeon")).toEqual({
    isSupported: false,
    reason: "This version does not know sources of the kind carrier-pigeon.",
  });
  expect(checksOf("carrier-pigeon", "coop")).toEqual([]);
});
