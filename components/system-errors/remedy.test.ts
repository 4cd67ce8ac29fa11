import { expect, test } from "vitest";
import type { FactsOf } from "#lib/system-errors/schema.ts";
import { remediesOf, shareWords } from "./remedy.ts";

type FailureCause = FactsOf<"SOURCE_CLASSIFICATION_FAILURES">["causes"][number];

const cause = (fields: Partial<FailureCause>): FailureCause => ({
  schema: "Okta.SystemLog",
  path: "$.published",
  reason: "wrong_time_format",
  expected: "a timestamp in RFC 3339 form",
  found: 'the text "2026/11/23"',
  message: "",
  lines: 1,
  ...fields,
});
const facts = (causes: FailureCause[]) => ({
  sourceId: "1",
  sourceLabel: "okta-prod",
  sourceType: "http-ingest",
  lines: 430,
  causes,
  otherRefusals: 0,
});

test("the remedy of the most lines comes first and names schema and form", () => {
  const [first, second] = remediesOf(
    facts([cause({ path: "$.actor.alternateId", reason: "missing_field", lines: 12 }), cause({ lines: 418 })]),
  );
  expect(first).toMatchObject({ subject: "published", isField: true, lines: 418 });
  expect(first?.advice).toMatch(/Okta\.SystemLog.*timeFormats.*a timestamp in RFC 3339 form/);
  expect(second).toMatchObject({ subject: "actor.alternateId", lines: 12, schemas: ["Okta.SystemLog"] });
});

test("a schema that comes with the product is copied, a custom one is changed", () => {
  const [managed] = remediesOf(facts([cause({ reason: "wrong_type" })]));
  const [custom] = remediesOf(facts([cause({ reason: "wrong_type", schema: "Custom.Billing" })]));
  expect(managed?.advice).toMatch(/copy Okta\.SystemLog into a custom schema/);
  expect(custom?.advice).toMatch(/change the type \(json takes anything\) in the schema/);
});

test("lines that cannot be read have one remedy, whatever was found in them", () => {
  const remedies = remediesOf(
    facts([
      cause({ schema: null, path: "$", reason: "invalid_json", found: "<html>", lines: 7 }),
      cause({ schema: null, path: "$", reason: "not_an_object", found: "5", lines: 3 }),
    ]),
  );
  expect(remedies).toHaveLength(1);
  expect(remedies[0]).toMatchObject({ subject: "the line", isField: false, lines: 7 });
});

test("a share is said of all lines", () => {
  expect([shareWords(418, 1430), shareWords(430, 430), shareWords(1, 1)]).toEqual([
    "418 lines of 1,430",
    "all 430 lines",
    "all 1 line",
  ]);
});
