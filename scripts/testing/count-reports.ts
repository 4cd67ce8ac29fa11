/** What the JSON reports of the test runners add up to. A skipped test counts as failed: there is no reason to have one. */
import { z } from "zod";

export interface Count {
  passed: number;
  failed: number;
  /** What failed, a line each. */
  problems: string[];
}

const vitestReport = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

/** A file that could not even be loaded has no tests and counts as one failed. */
export function countVitest(report: unknown): Count {
  const count: Count = { passed: 0, failed: 0, problems: [] };
  for (const file of vitestReport.parse(report).testResults) {
    const failed = file.assertionResults.filter(({ status }) => status !== "passed");
    count.passed += file.assertionResults.length - failed.length;
    count.failed += failed.length;
    for (const { fullName, status } of failed) count.problems.push(`${file.name}: ${fullName} (${status})`);
    if (file.status !== "passed" && failed.length === 0) {
      count.failed += 1;
      count.problems.push(`${file.name}: ${file.message.split("\n")[0]}`);
    }
  }
  return count;
}

interface Suite {
  title: string;
  specs?: { title: string; ok: boolean; tests: { status: string }[] }[];
  suites?: Suite[];
}

const playwrightReport = z.object({
  suites: z.array(z.custom<Suite>()),
  errors: z.array(z.object({ message: z.string().default("") })),
});

/** Errors outside the tests (the set-up, a file that does not load) count as one failed each. */
export function countPlaywright(report: unknown): Count {
  const { suites, errors } = playwrightReport.parse(report);
  const count: Count = {
    passed: 0,
    failed: errors.length,
    problems: errors.map(({ message }) => message.split("\n")[0] ?? ""),
  };
  const visit = (suite: Suite) => {
    for (const spec of suite.specs ?? []) {
      const status = spec.tests.map((test) => test.status).join(" ");
      const isPassed = spec.ok && spec.tests.every((test) => test.status === "expected");
      count[isPassed ? "passed" : "failed"] += 1;
      if (!isPassed) count.problems.push(`${suite.title}: ${spec.title} (${status})`);
    }
    for (const inner of suite.suites ?? []) visit(inner);
  };
  for (const suite of suites) visit(suite);
  return count;
}
