import fc from "fast-check";
import { expect, test } from "vitest";
import { postgresJson } from "./postgres-json.ts";

test.each([
  ["NUL", "a\0b", "a\ufffdb"],
  ["half a surrogate pair", "a\ud83d", "a\ufffd"],
  ["a whole pair", "a😀", "a😀"],
  ["a written escape", "a\\u0000b", "a\\u0000b"],
])("keeps what jsonb takes and replaces what it refuses: %s", (_name, text, expected) => {
  expect(JSON.parse(postgresJson({ [text]: [text, { text }] }))).toEqual({
    [expected]: [expected, { text: expected }],
  });
});

test("changes nothing else", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "grapheme-ascii" }), (value) => {
      expect(postgresJson(value)).toBe(JSON.stringify(value));
    }),
  );
});

test("writes dates as JSON does", () => {
  expect(postgresJson({ at: new Date(0) })).toBe('{"at":"1970-01-01T00:00:00.000Z"}');
});
