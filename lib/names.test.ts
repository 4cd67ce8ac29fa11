import fc from "fast-check";
import { expect, test } from "vitest";
import { nameKey, nameShape } from "./names.ts";

const shape = nameShape(128);
const refusal = (name: string) => shape.safeParse(name).error?.issues[0]?.message;

test.each(["okta-prod", "Zürich №5", "日本の監査ログ", "a b", "🔥 hot", "naïve (2)"])(
  "%s is a name and stays as it is",
  (name) => {
    expect(shape.parse(name)).toBe(name);
  },
);

test.each([
  ["an escape", "a\u001bb"],
  ["a NUL", "a\u0000"],
  ["a line end", "a\nb"],
  ["a zero-width space", "okta\u200b-prod"],
  ["a mark that turns the direction", "okta-\u202edorp"],
  ["a byte order mark", "\ufeffokta"],
  ["a soft hyphen", "ok\u00adta"],
  ["half of a pair", "a\ud83d"],
  ["a line separator", "a\u2028b"],
])("%s is refused", (_what, name) => {
  expect(refusal(name)).toBe("must not hold control characters or invisible ones");
});

test.each(["", " ", "\u00a0\u3000", "\u3164", "\u2800"])("a name of which nothing is seen is empty: %j", (name) => {
  expect(refusal(name)).toBe("must not be empty");
});

test("a name that is too long is refused, not cut", () => {
  expect(refusal("a".repeat(129))).toBe("must have at most 128 characters");
  expect(shape.parse("a".repeat(128))).toHaveLength(128);
});

test.each([
  ["OKTA-PROD", "okta-prod"],
  ["ｏｋｔａ", "okta"],
  [" okta  prod ", "okta prod"],
  ["okta\u00a0prod", "okta prod"],
  ["Cafe\u0301", "café"],
  ["ﬁle", "file"],
  ["okta\u034f-prod", "okta-prod"],
  ["okta-prod\u3164", "okta-prod"],
  ["e\u034f\u0301", "é"],
  ["🛡\ufe0f vpn", "🛡 vpn"],
  ["okta\u2800prod", "okta prod"],
])("%s and %s are one name", (one, other) => expect(nameKey(one)).toBe(nameKey(other)));

test("the key of a key is itself", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (name) => void expect(nameKey(nameKey(name))).toBe(nameKey(name))),
  );
});
