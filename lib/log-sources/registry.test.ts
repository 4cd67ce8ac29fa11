import { describe, expect, test } from "vitest";
import { logSourceKind, logSourceKinds } from "./registry.ts";

describe.each(logSourceKinds.map((kind) => [kind.kind, kind] as const))("%s", (name, kind) => {
  test("is found by its integration type, which is the only one of its name", () => {
    expect(logSourceKind(name)).toBe(kind);
    expect(logSourceKinds.filter((other) => other.kind === name)).toHaveLength(1);
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(kind.label).toMatch(/^\S/);
  });

  test("says in sentences what to check when a source falls silent, or why it is not watched", () => {
    const sentences = kind.dropOff.isSupported ? kind.dropOff.checks("prod") : [];
    expect(sentences.length).toBeGreaterThan(0);
    for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].*\.$/s);
  });
});

test("a kind that this build does not have is an error that names it", () => {
  expect(() => logSourceKind("carrier-pigeon")).toThrow("carrier-pigeon");
});
