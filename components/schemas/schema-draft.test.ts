import { expect, test } from "vitest";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import { parseSchemaDraft, schemaDraftOf } from "./schema-draft.ts";

test("what a new schema begins with has no mistakes", () => {
  expect(parseSchema(schemaDraftOf(null).spec).errors).toBeUndefined();
});

test("a draft comes back as it was, anything else does not", () => {
  const draft = { name: "Acme", spec: "fields: []" };
  expect(parseSchemaDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
  for (const other of [undefined, null, {}, "text", { name: 1, spec: "" }]) expect(parseSchemaDraft(other)).toBeNull();
});
