import { describe, expect, test } from "vitest";
import type { LogDropOffFacts } from "#lib/system-errors/schema.ts";
import { type AlertSource, actionsOf, stepParts } from "./alert-actions.ts";
import type { AlertFacts } from "./facts.ts";

const subject = { sourceId: "s1", sourceLabel: "okta-prod", sourceType: "http-ingest" };
const silence: AlertFacts = { kind: "SOURCE_NO_DATA", facts: subject as LogDropOffFacts };
const failures: AlertFacts = {
  kind: "SOURCE_CLASSIFICATION_FAILURES",
  facts: { ...subject, lines: 1, causes: [], otherRefusals: 0 },
};
const withSecret = { method: "SharedSecret", headerKey: "x-key", hasSecret: true } as const;
const withoutSecret = { method: "None", headerKey: "", hasSecret: false } as const;
const refusal = (reason: "wrong_secret" | "body_too_large") => ({ reason, detail: "", count: 3, lastAt: "" });
const hrefs = (known: AlertFacts, source: AlertSource) => actionsOf(known, source).map(({ href }) => href);

describe("where an alert is dealt with", () => {
  const health = "/log-sources/s1?tab=health";
  const configuration = "/log-sources/s1?tab=configuration";

  test.each<[string, AlertFacts, AlertSource, string[]]>([
    ["silence", silence, { auth: withSecret, refusals: [] }, [health, "/log-sources/s1"]],
    [
      "silence of a source that refused a secret",
      silence,
      { auth: withSecret, refusals: [refusal("wrong_secret")] },
      [health, configuration, "/log-sources/s1"],
    ],
    [
      "silence of a source that refused something else",
      silence,
      { auth: withSecret, refusals: [refusal("body_too_large")] },
      [health, "/log-sources/s1"],
    ],
    [
      "silence of a source that asks for no secret any more",
      silence,
      { auth: withoutSecret, refusals: [refusal("wrong_secret")] },
      [health, "/log-sources/s1"],
    ],
    ["silence of a source that may not be seen", silence, null, [health, "/log-sources/s1"]],
    ["lines that fit no schema", failures, null, ["/log-sources/s1?tab=schemas", health]],
    ["silence of a source that was deleted", silence, "gone", []],
    ["lines of a source that was deleted", failures, "gone", []],
    ["an alert of another kind", { kind: "OTHER" }, null, []],
  ])("%s", (_name, known, source, links) => {
    expect(hrefs(known, source)).toEqual(links);
  });
});

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
