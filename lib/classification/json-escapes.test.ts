import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { replaceUnstorableEscapes } from "./json-escapes.ts";

function replaced(text: string): string {
  const bytes = Buffer.from(text);
  replaceUnstorableEscapes(bytes, 0, bytes.length);
  return bytes.toString();
}

describe("replaceUnstorableEscapes", () => {
  it.each([
    [String.raw`"a\u0000b"`, String.raw`"a\ufffdb"`],
    [String.raw`"\ud83d\ude00"`, String.raw`"\ud83d\ude00"`],
    [String.raw`"\uD83D"`, String.raw`"\ufffd"`],
    [String.raw`"\ude00\ud83d"`, String.raw`"\ufffd\ufffd"`],
    [String.raw`"\ud83d\ud83d\ude00"`, String.raw`"\ufffd\ud83d\ude00"`],
    [String.raw`"\ud83d\n\ude00"`, String.raw`"\ufffd\n\ufffd"`],
    [String.raw`"\\u0000"`, String.raw`"\\u0000"`],
    [String.raw`"\\\u0000"`, String.raw`"\\\ufffd"`],
    [String.raw`"\u0001\u00e9"`, String.raw`"\u0001\u00e9"`],
  ])("makes of %s %s", (text, expected) => expect(replaced(text)).toBe(expected));

  it("leaves the bytes outside the range alone", () => {
    const bytes = Buffer.from(String.raw`"\u0000" "\u0000" "\u0000"`);
    expect(replaceUnstorableEscapes(bytes, 9, 17)).toBe(1);
    expect(bytes.toString()).toBe(String.raw`"\u0000" "\ufffd" "\u0000"`);
  });

  it("gives what replacing in the value would have given", () => {
    const unit = fc.oneof(
      fc.constantFrom("\\", '"', "\0", "\ud83d", "\ude00", "a"),
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 20 }), (units) => {
        const value = units.join("");
        const escaped = `"${units.map((text) => (text === "a" ? text : `\\u${text.charCodeAt(0).toString(16).padStart(4, "0")}`)).join("")}"`;
        expect(JSON.parse(replaced(escaped))).toBe(value.toWellFormed().replaceAll("\0", "\uFFFD"));
      }),
    );
  });
});
