import { expect, test } from "vitest";
import { countPlaywright, countVitest } from "./count-reports.ts";

test("adds up a Vitest report; a skipped test and a file that does not load count as failed", () => {
  const report = {
    testResults: [
      {
        name: "a.test.ts",
        status: "passed",
        assertionResults: [
          { fullName: "one", status: "passed" },
          { fullName: "two", status: "failed" },
          { fullName: "three", status: "skipped" },
        ],
      },
      { name: "b.test.ts", status: "failed", message: "Cannot find module\nat …", assertionResults: [] },
    ],
  };
  expect(countVitest(report)).toEqual({
    passed: 1,
    failed: 3,
    problems: ["a.test.ts: two (failed)", "a.test.ts: three (skipped)", "b.test.ts: Cannot find module"],
  });
});

test("adds up a Playwright report through nested suites; an error outside the tests counts as failed", () => {
  const report = {
    errors: [{ message: "Error: the set-up failed\nat …" }],
    suites: [
      {
        title: "a.spec.ts",
        specs: [{ title: "one", ok: true, tests: [{ status: "expected" }] }],
        suites: [
          {
            title: "inner",
            specs: [
              { title: "two", ok: false, tests: [{ status: "unexpected" }] },
              { title: "three", ok: true, tests: [{ status: "skipped" }] },
            ],
          },
        ],
      },
    ],
  };
  expect(countPlaywright(report)).toEqual({
    passed: 1,
    failed: 3,
    problems: ["Error: the set-up failed", "inner: two (unexpected)", "inner: three (skipped)"],
  });
});
