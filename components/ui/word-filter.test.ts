import { expect, test } from "vitest";
import { wordFilter } from "./word-filter.ts";

const rank = (typed: string, ...keywords: string[]) => wordFilter("source 0k7a", typed, keywords);

test("every word has to stand in the keywords, in any order", () => {
  expect(rank("log okta", "okta-prod", "Okta.SystemLog")).toBeGreaterThan(0);
  expect(rank("okta aws", "okta-prod", "Okta.SystemLog")).toBe(0);
});

test("an id that holds the letters is no match", () => {
  expect(rank("0k7a", "slack-audit")).toBe(0);
});

test("a beginning beats the beginning of a word, which beats the middle", () => {
  const order = [rank("audit", "audit-archive"), rank("audit", "gh-audit"), rank("udit", "gh-audit")];
  expect(order).toEqual([...order].sort((a, b) => b - a));
  expect(new Set(order).size).toBe(3);
});

test("what was typed is no pattern", () => {
  expect(rank("[okta", "Source [okta-prod] received")).toBeGreaterThan(0);
  expect(rank(".*", "okta-prod")).toBe(0);
});
