import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { destinationKind, destinationKindDescriptions, destinationKinds } from "./registry.ts";

test("each kind stands once", () => {
  const names = destinationKinds.map((kind) => kind.kind);
  expect(new Set(names).size).toBe(names.length);
});

test.each(destinationKinds)("$kind has its cases beside it", ({ kind }) => {
  expect(existsSync(path.join(import.meta.dirname, `kinds/${kind}.test.ts`))).toBe(true);
});

test("a kind that does not exist is refused by a list of those that do", () => {
  expect(() => destinationKind("carrier-pigeon")).toThrow(
    `kind: must be one of ${destinationKinds.map((kind) => kind.kind).join(", ")}`,
  );
});

test("the browser is given no more of a kind than its form", () => {
  for (const description of destinationKindDescriptions()) {
    expect(Object.keys(description).sort()).toEqual(["description", "fields", "kind", "label"]);
  }
});
