import { expect, test } from "vitest";
import { returnPath } from "./return-path.ts";

test.each([
  ["/alerts?tab=system-errors#lines", "/alerts?tab=system-errors#lines"],
  ["/log-sources/1", "/log-sources/1"],
])("%s is followed", (wanted, path) => {
  expect(returnPath(wanted)).toBe(path);
});

test.each([
  undefined,
  null,
  ["/a", "/b"],
  "",
  "alerts",
  "//evil.example/x",
  "/\\evil.example/x",
  "/\t/evil.example",
  "https://evil.example/",
  "javascript:alert(1)",
  "/sign-in?callbackUrl=/alerts",
  "/setup",
])("%s leads to the start", (wanted) => {
  expect(returnPath(wanted)).toBe("/");
});
