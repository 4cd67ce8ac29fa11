import { expect, test } from "vitest";
import { fieldPlace } from "./field-place.ts";

const spec = `definitions:
  Person:
    type: object
    fields:
      - name: email
        type: string
fields:
  - name: id
    type: string
  - { name: "a-b.c", type: int }
  - name: who
    type: ref
    target: Person
  - name: tags
    type: array
    element:
      type: object
      fields:
        - { type: int, name: n }
`;

test.each([
  ["id", { line: 8, column: 11 }],
  ["$.id", { line: 8, column: 11 }],
  ['$["a-b.c"]', { line: 10, column: 13 }],
  ["$.who", { line: 11, column: 11 }],
  ["$.who.email", { line: 5, column: 15 }],
  ["tags[2].n", { line: 19, column: 30 }],
  ["tags[].n", { line: 19, column: 30 }],
  ["$.tags[0]", { line: 17, column: 7 }],
  ["$.who.nobody", { line: 11, column: 11 }],
  ["nobody", null],
  ["$", null],
  ["", null],
])("%s is declared where it stands", (path, place) => expect(fieldPlace(spec, path)).toEqual(place));

test("a text that is no schema has no place", () => {
  for (const text of ["", "fields", "fields: [", "- a", "fields: {}"]) expect(fieldPlace(text, "a")).toBeNull();
});
