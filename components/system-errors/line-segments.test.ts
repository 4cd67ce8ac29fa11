import fc from "fast-check";
import { expect, test } from "vitest";
import { lineExcerpt } from "./line-segments.ts";

const payload = '{"published":"2026/11/23","actor":{}}';

test("marks what was refused", () => {
  expect(lineExcerpt(payload, [{ offset: 13, length: 12 }], 200)).toEqual({
    segments: [
      { text: '{"published":', isRefused: false },
      { text: '"2026/11/23"', isRefused: true },
      { text: ',"actor":{}}', isRefused: false },
    ],
    cutBefore: 0,
    cutAfter: 0,
  });
});

test("two schemas that refuse the same value mark it once", () => {
  const { segments } = lineExcerpt(
    payload,
    [
      { offset: 13, length: 12 },
      { offset: 13, length: 6 },
    ],
    200,
  );
  expect(segments.filter((segment) => segment.isRefused)).toEqual([{ text: '"2026/11/23"', isRefused: true }]);
});

test("a long line is cut around the first refused part", () => {
  const long = `${"a".repeat(5000)}BAD${"b".repeat(5000)}`;
  const excerpt = lineExcerpt(long, [{ offset: 5000, length: 3 }], 300);
  expect(excerpt.segments.map((segment) => segment.text.slice(0, 3))).toEqual(["aaa", "BAD", "bbb"]);
  expect(excerpt.cutBefore).toBe(4900);
  expect(excerpt.cutAfter).toBe(long.length - 4900 - 300);
});

test("a long line without a known place is cut at its end", () => {
  expect(lineExcerpt("x".repeat(900), [], 300)).toMatchObject({ cutBefore: 0, cutAfter: 600 });
});

test("whatever the spans, every character is shown once or counted as cut", () => {
  const span = fc.record({ offset: fc.integer({ min: -5, max: 80 }), length: fc.integer({ min: 0, max: 40 }) });
  fc.assert(
    fc.property(
      fc.string({ maxLength: 60 }),
      fc.array(span, { maxLength: 5 }),
      fc.integer({ min: 3, max: 70 }),
      (text, spans, max) => {
        const { segments, cutBefore, cutAfter } = lineExcerpt(text, spans, max);
        const shown = segments.map((segment) => segment.text).join("");
        expect(text.slice(cutBefore, text.length - cutAfter)).toBe(shown);
      },
    ),
  );
});
