import { expect, test } from "vitest";
import { compileExpression, isMatch, keyOf, numberOf } from "./expressions.ts";

const context = {
  event: {
    name: "a",
    data: { n: 3, half: 1.5, text: "x", yes: true, nothing: null, list: [1, 2] },
    ts: 1_795_442_831_162,
  },
  async: { data: { text: "x", n: 3 } },
};

test.each([
  ["event.data.n == 3", true],
  ["event.data.n == 3.0", true],
  ["event.data.n > 2 && event.data.half < 2", true],
  ["event.data.n % 2 == 1.0", true],
  ["event.data.n + 1 == 4.0", true],
  ["event.data.text == async.data.text", true],
  ["event.data.nothing == null", true],
  ["event.data.list.exists(x, x == 2)", true],
  ["event.data.missing == 'x'", false],
  ["event.data.missing.deeper == 'x'", false],
  ["event.data.missing == 'x' || event.data.text == 'x'", true],
  ["event.data.text", false],
])("%s is %s", (expression, expected) => {
  expect(isMatch(expression, context)).toBe(expected);
});

test("a key is the text of a value of any kind, null when the field is missing", () => {
  expect(
    ["event.data.text", "event.data.n", "event.data.yes", "event.data.missing", `"fixed"`].map((text) =>
      keyOf(text, context),
    ),
  ).toEqual(["x", "3", "true", "null", "fixed"]);
  expect(keyOf("event.data.text + '-' + string(event.data.n)", context)).toBe("x-3");
});

test("a number is 0 when there is none", () => {
  expect(
    ["event.data.n * 60", "event.data.yes ? 120 : 0", "event.data.missing"].map((text) => numberOf(text, context)),
  ).toEqual([180, 120, 0]);
});

test.each(["event.data.a ==", "foo(", ""])("%j is no expression", (text) => {
  expect(() => compileExpression(text)).toThrow();
});
