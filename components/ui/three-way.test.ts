import { expect, test } from "vitest";
import { changedLines, isSameDraft, mergeChanges } from "./three-way.ts";

const before = { name: "okta", types: ["A"], note: "" };

test("what only the other changed is taken over, what only I changed stays, and what both changed is mine and told", () => {
  const theirs = { name: "okta-prod", types: ["A", "B"], note: "" };
  const mine = { name: "okta-eu", types: ["A"], note: "typed" };
  expect(mergeChanges(before, theirs, mine)).toEqual({
    draft: { name: "okta-eu", types: ["A", "B"], note: "typed" },
    fields: [
      { name: "name", before: "okta", theirs: "okta-prod", mine: "okta-eu", isConflict: true },
      { name: "types", before: ["A"], theirs: ["A", "B"], mine: ["A"], isConflict: false },
    ],
  });
});

test("the same change by both is none to tell", () => {
  const both = { ...before, name: "okta-prod" };
  expect(mergeChanges(before, both, both)).toEqual({ draft: both, fields: [] });
});

test("drafts are the same whatever the order of their fields", () => {
  expect(isSameDraft({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  expect(isSameDraft<Record<string, number>>({ a: 1 }, { a: 1, b: 2 })).toBe(false);
});

test("tells the lines that were added and taken away, with one line around them", () => {
  expect(changedLines("a\nb\nc\nd\ne", "a\nb\nx\nd\ne\nf")).toEqual([
    { sign: " ", text: "b" },
    { sign: "-", text: "c" },
    { sign: "+", text: "x" },
    { sign: " ", text: "d" },
    { sign: " ", text: "e" },
    { sign: "+", text: "f" },
  ]);
  expect(changedLines("a\nb", "a\nb")).toEqual([]);
});
