import { expect, test } from "vitest";
import { changedLines, isSameDraft, mergeChanges, withValue } from "./three-way.ts";

const before = { name: "okta", types: ["A"], note: "" };

test("what only the other changed is taken over, what only I changed stays, and what both changed is mine and told", () => {
  const theirs = { name: "okta-prod", types: ["A", "B"], note: "" };
  const mine = { name: "okta-eu", types: ["A"], note: "typed" };
  expect(mergeChanges(before, theirs, mine)).toEqual({
    draft: { name: "okta-eu", types: ["A", "B"], note: "typed" },
    fields: [
      { path: "name", before: "okta", theirs: "okta-prod", mine: "okta-eu", isConflict: true },
      { path: "types", before: ["A"], theirs: ["A", "B"], mine: ["A"], isConflict: false },
    ],
  });
});

test("the same change by both is none to tell", () => {
  const both = { ...before, name: "okta-prod" };
  expect(mergeChanges(before, both, both)).toEqual({ draft: both, fields: [] });
});

test("fields inside of a field are merged one by one", () => {
  const config = (url: string, header?: string) => ({ config: { url, ...(header ? { header } : {}) } });
  expect(mergeChanges(config("a"), config("b", "x"), { config: { url: "a", note: "mine" } } as never)).toEqual({
    draft: { config: { url: "b", note: "mine", header: "x" } },
    fields: [
      { path: "config.url", before: "a", theirs: "b", mine: "a", isConflict: false },
      { path: "config.header", before: undefined, theirs: "x", mine: undefined, isConflict: false },
    ],
  });
  expect(withValue(config("a"), "config.url", "b")).toEqual(config("b"));
});

test("a field that is left out is the same as an empty one", () => {
  expect(mergeChanges<object>({ a: 1 }, { a: 1, secret: "" }, { a: 2 }).fields).toEqual([]);
  expect(isSameDraft({ config: {} }, { config: { secret: "" } })).toBe(true);
});

test("drafts are the same whatever the order of their fields", () => {
  expect(isSameDraft({ a: 1, b: [2] }, { b: [2], a: 1 })).toBe(true);
  expect(isSameDraft({ a: 1 }, { a: 1, b: 2 })).toBe(false);
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

test("of two long texts the changed line is found, and of two that differ throughout no table is made", () => {
  const long = Array.from({ length: 20_000 }, (_, at) => `line ${at}`);
  const changed = [...long.slice(0, 9_999), "other", ...long.slice(10_000)];
  expect(changedLines(long.join("\n"), changed.join("\n"))).toEqual([
    { sign: " ", text: "line 9998" },
    { sign: "-", text: "line 9999" },
    { sign: "+", text: "other" },
    { sign: " ", text: "line 10000" },
  ]);
  const other = long.map((line) => `${line} other`);
  expect(changedLines(long.join("\n"), other.join("\n"))).toHaveLength(40_000);
});
