import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonNode, readJsonTree } from "./json-tree.ts";

function plainValue(node: JsonNode): unknown {
  switch (node.kind) {
    case "object":
      return Object.fromEntries([...node.entries].map(([key, value]) => [key, plainValue(value)]));
    case "array":
      return node.items.map(plainValue);
    case "number":
      return Number(node.source);
    case "null":
      return null;
    default:
      return node.value;
  }
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("readJsonTree", () => {
  it("gives the values of JSON.parse, each at its place", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom("", " ", "\t\r\n"), (text, space) => {
        const { root } = readJsonTree(`${space}${text}${space}`);
        if (root === undefined) throw new Error("refused");
        expect(plainValue(root)).toEqual(JSON.parse(text));
        expect(`${space}${text}${space}`.slice(root.start, root.end)).toBe(text.trim());
      }),
    );
  });

  it("takes exactly what JSON.parse takes", () => {
    const piece = fc.constantFrom(
      ...'{}[]",:\\ \n0123456789.-+eEtruefalsn/\u0000',
      "\\u12",
      "true",
      "null",
      '"a"',
      "é",
      "\uD800",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 12 }).map((parts) => parts.join("")),
          fc
            .tuple(fc.json(), fc.nat(), piece)
            .map(
              ([text, at, part]) =>
                text.slice(0, at % (text.length + 1)) + part + text.slice((at % (text.length + 1)) + 1),
            ),
        ),
        (text) => {
          expect([text, readJsonTree(text).root !== undefined]).toEqual([text, parses(text)]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['{"a":1', 6, "a comma or a closing brace"],
    ['{"a" 1}', 5, "a colon"],
    ["{a:1}", 1, "a key in double quotes"],
    ['{"a":1,}', 7, "a key in double quotes"],
    ["[1 2]", 3, "a comma or a closing bracket"],
    ['{"a":tru}', 8, "the word true"],
    ['{"a":01}', 6, "a comma or a closing brace"],
    ['{"a":1.}', 7, "a digit"],
    ['{"a":-}', 6, "a digit"],
    ['{"a":"b}', 8, "a closing quote"],
    ['{"a":"\\x"}', 7, "an escape sequence of JSON"],
    ['{"a":"\n"}', 6, "an escaped control character"],
    ["{} x", 3, "the end of the line"],
    ["hello", 0, "a value"],
    ["", 0, "a value"],
  ])("says of %s that at %i it wants %s", (text, offset, expected) => {
    expect(readJsonTree(text).mistake).toEqual({ offset, expected });
  });

  it("keeps the last of a doubled key and __proto__ as a key", () => {
    const { root } = readJsonTree('{"a":1,"a":2,"__proto__":{"b":1}}');
    if (root?.kind !== "object") throw new Error("no object");
    expect([...root.entries.keys()]).toEqual(["a", "__proto__"]);
    expect(root.entries.get("a")).toEqual({
      kind: "number",
      source: "2",
      start: 11,
      end: 12,
    });
  });
});
