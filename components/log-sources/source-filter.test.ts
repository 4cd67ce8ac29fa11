import { expect, test } from "vitest";
import { sourceFilterOf, sourcesHref } from "./source-filter.ts";

const none = { q: "", state: null, isUnwatched: false, cursor: null };

test("a filter is a URL", () => {
  const filter = { q: "okta & co", state: "paused", isUnwatched: true, cursor: null } as const;
  const href = sourcesHref(filter);
  expect(sourceFilterOf(Object.fromEntries(new URL(href, "http://localhost").searchParams))).toEqual(filter);
  expect(sourcesHref(none)).toBe("/log-sources");
  expect(sourceFilterOf({ state: "nonsense" })).toEqual(none);
  expect(sourceFilterOf({ q: ["  a ", "b"] }).q).toBe("a");
});

test("another filter begins at its first page", () => {
  const later = { ...none, q: "okta", cursor: "abc" };
  expect(sourcesHref(later, { state: "healthy" })).toBe("/log-sources?q=okta&state=healthy");
  expect(sourcesHref(later, { cursor: "def" })).toBe("/log-sources?q=okta&cursor=def");
});
