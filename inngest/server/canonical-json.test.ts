import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

test("writes what RFC 8785 says, for any JSON", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.parse(JSON.stringify(value));
      expect(canonicalJson(json)).toBe(canonicalize(json));
    }),
  );
});

test("sorts keys that look like numbers as text, and leaves out what is undefined", () => {
  expect(canonicalJson({ b: undefined, 9: 1, 10: { z: null, a: [1.0, 1e21] } })).toBe(
    '{"10":{"a":[1,1e+21],"z":null},"9":1}',
  );
});

test("takes a lone surrogate", () => {
  expect(canonicalJson({ text: "\ud800" })).toBe('{"text":"\\ud800"}');
});
