import { expect, test } from "vitest";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import { keptSchemaDraft, starterSpec } from "./schema-draft.ts";

test("what a new schema begins with has no mistakes", () => {
  expect(parseSchema(starterSpec).errors).toBeUndefined();
});

test("a draft comes back as it was, anything else does not", () => {
  const draft = { name: "Acme", spec: "fields: []" };
  expect(keptSchemaDraft.parse(keptSchemaDraft.serialise(draft))).toEqual(draft);
  for (const text of ["", "null", "{}", '{"name":1,"spec":""}']) expect(keptSchemaDraft.parse(text)).toBeNull();
});
