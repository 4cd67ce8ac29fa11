import { describe, expect, it } from "vitest";
import { forbiddenEdits } from "./diff.ts";
import { parseSchema } from "./parse-schema.ts";

function edits(before: string, after: string): string[] {
  const [a, b] = [before, after].map((fields) => parseSchema(`fields: [${fields}]`).schema);
  if (a === undefined || b === undefined) throw new Error("no schema");
  return forbiddenEdits(a, b);
}

const id = "{ name: id, type: string }";

describe("forbiddenEdits", () => {
  it.each([
    ["a field is added", id, `${id}, { name: b, type: int }`],
    [
      "required, description, indicators and rules change",
      id,
      "{ name: id, type: string, required: true, description: x, indicators: [ip], validate: { deny: [a] } }",
    ],
    [
      "a nested field is added",
      "{ name: o, type: object, fields: [{ name: a, type: int }] }",
      "{ name: o, type: object, fields: [{ name: a, type: int }, { name: b, type: int }] }",
    ],
    [
      "a type becomes a wider one",
      "{ name: a, type: array, element: { type: int } }",
      "{ name: a, type: array, element: { type: string } }",
    ],
    ["any type becomes json", "{ name: o, type: object, fields: [{ name: a, type: int }] }", "{ name: o, type: json }"],
    ["the order changes", `${id}, { name: b, type: int }`, `{ name: b, type: int }, ${id}`],
  ])("allows that %s", (_, before, after) => expect(edits(before, after)).toEqual([]));

  it.each([
    ["deleting", `${id}, { name: b, type: int }`, id, "The field b may not be deleted or renamed."],
    [
      "another type",
      id,
      "{ name: id, type: int }",
      "The type of id may not change from string to int. It may become json.",
    ],
    [
      "another type of element",
      "{ name: a, type: array, element: { type: json } }",
      "{ name: a, type: array, element: { type: int } }",
      "The type of a[] may not change from json to int. Json is the widest type.",
    ],
    [
      "deleting deep down",
      "{ name: o, type: object, fields: [{ name: a, type: array, element: { type: object, fields: [{ name: x, type: int }, { name: y, type: int }] } }] }",
      "{ name: o, type: object, fields: [{ name: a, type: array, element: { type: object, fields: [{ name: x, type: int }] } }] }",
      "The field o.a[].y may not be deleted or renamed.",
    ],
  ])("forbids %s", (_, before, after, words) => expect(edits(before, after)).toEqual([words]));
});
