import { globSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { SystemErrorKind } from "./define-system-error.ts";
import { systemErrorKinds } from "./registry.ts";

test("every kind has a type and a name in health of its own", () => {
  expect(new Set(systemErrorKinds.map((kind) => kind.kind)).size).toBe(systemErrorKinds.length);
  const reasons = systemErrorKinds.flatMap((kind) => kind.health?.reason ?? []);
  expect(new Set(reasons).size).toBe(reasons.length);
});

test("no file but those of the kind asks for a kind by its name", () => {
  const names = new RegExp(`(?<!FactsOf<)"(?:${systemErrorKinds.map(({ kind }) => kind).join("|")})"`);
  const files = globSync("{app,components,inngest,lib}/**/*.{ts,tsx}").filter((file) => !/\.test\.tsx?$/.test(file));
  expect(files.length).toBeGreaterThan(400);
  const naming = files.filter((file) => names.test(readFileSync(file, "utf8")));
  expect(naming.filter((file) => !/^(lib|components)\/system-errors\/kinds\//.test(file))).toEqual([]);
});

const kinds = systemErrorKinds as unknown as SystemErrorKind<object, object, object>[];

describe.each(kinds)("$kind", (kind) => {
  const { subject, report, title } = kind.example;

  test("is titled as its example says", () => {
    expect(kind.title(kind.merge(null, subject, report))).toBe(title);
  });

  test("says what happened and what to do, in sentences without holes", () => {
    const facts = kind.merge(null, subject, report);
    for (const text of [kind.description(facts), kind.runbook(facts, report)]) {
      expect(text.length).toBeGreaterThan(40);
      expect(text).not.toMatch(/undefined|null|NaN|\[object/);
    }
    expect(kind.runbook(facts, report)).toMatch(/^1\. /);
  });

  test("keeps facts that survive JSON, and adds a second report to them", () => {
    const facts = kind.merge(null, subject, report);
    const stored = JSON.parse(JSON.stringify(facts));
    expect(stored).toEqual(facts);
    expect(kind.facts.parse(stored)).toEqual(facts);
    const before = structuredClone(stored);
    expect(kind.title(kind.merge(stored, subject, report))).toBe(title);
    expect(stored).toEqual(before);
  });

  test("has one key a subject and names its source or its destination", () => {
    expect(kind.dedupKey(subject)).toBe(kind.dedupKey({ ...subject }));
    expect(kind.dedupKey(subject)).not.toBe("");
    expect(kind.relatedComponent === "LOG_SOURCE").toBe(kind.sourceOf(subject) !== null);
    expect(kind.relatedComponent === "LOG_SOURCE").toBe(kind.health !== null);
    expect(kind.relatedComponent === "DESTINATION").toBe(kind.excludedDestinationId !== undefined);
  });
});

test("classification failures lead with the most frequent cause", () => {
  const cause = (path: string, lines: number) => ({
    schema: "Okta.SystemLog",
    path,
    reason: "wrong_type" as const,
    expected: "a string",
    found: "the number 1",
    message: `${path}: expected a string, found the number 1.`,
    lines,
  });
  const [kind] = systemErrorKinds;
  const { subject: source } = kind.example;
  const first = kind.merge(null, source, { lines: 3, causes: [cause("$.a", 3)] });
  const second = kind.merge(first, source, { lines: 9, causes: [cause("$.b", 5), cause("$.a", 4)] });
  expect(second.causes.map(({ path, lines }) => [path, lines])).toEqual([
    ["$.a", 7],
    ["$.b", 5],
  ]);
  expect(kind.description(second)).toContain("12 lines were received");
  expect(kind.description(second)).toContain("$.a: expected a string");
  expect(kind.description({ ...first, lines: 1 })).toContain(
    "1 line was received from okta-prod that no attached schema accepts. It is kept",
  );
});

test("alert delivery lists each alert once, the latest first", () => {
  const kind = kinds.at(-1) as SystemErrorKind<object, object, { undelivered: { alertId: string }[] }>;
  const { subject, report } = kind.example as { subject: object; report: { undelivered: object } };
  const of = (alertId: string) => ({ ...report, undelivered: { ...report.undelivered, alertId } });
  let facts = kind.merge(null, subject, of("a"));
  for (const id of ["b", "a"]) facts = kind.merge(facts, subject, of(id));
  expect(facts.undelivered.map((entry) => entry.alertId)).toEqual(["a", "b"]);
  for (let index = 0; index < 30; index++) facts = kind.merge(facts, subject, of(`x${index}`));
  expect(facts.undelivered).toHaveLength(20);
});
