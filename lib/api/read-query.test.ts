import { describe, expect, test } from "vitest";
import { z } from "zod";
import { limitOf, listOf, optionalInstant, optionalInteger, optionalText } from "./query-values.ts";
import { readQuery } from "./read-query.ts";

const shape = z.object({
  limit: limitOf(25, 50),
  min: optionalInteger,
  at: optionalInstant,
  tag: listOf(z.string()),
  level: listOf(z.int()),
  cursor: optionalText,
  isOpen: z.boolean().optional(),
});

function read(query: string) {
  const result = shape.safeParse(readQuery(new URL(`http://x/?${query}`), shape));
  return result.success ? result.data : `${result.error.issues[0]?.path.join(".")}: ${result.error.issues[0]?.message}`;
}

describe("a query", () => {
  test("has the types of its shape", () => {
    const instant = "2026-01-01T00:00:00Z";
    expect(read(`limit=3&min=-4&at=${instant}&tag=a&level=1&level=2&cursor=7&isOpen=true`)).toEqual({
      limit: 3,
      min: -4,
      at: new Date(instant),
      tag: ["a"],
      level: [1, 2],
      cursor: "7",
      isOpen: true,
    });
  });

  test("that is empty, or holds empty values, is as if it were not sent", () => {
    const none = { limit: 25, tag: [], level: [] };
    expect(read("")).toEqual(none);
    expect(read("limit=&min=&at=&tag=&level=&cursor=&isOpen=")).toEqual(none);
    expect(read("tag=&tag=a&unknown=1")).toEqual({ ...none, tag: ["a"] });
  });

  test.each([
    ["limit=0", "limit: must be from 1 to 50"],
    ["limit=51", "limit: must be from 1 to 50"],
    ["limit=x", "limit: must be a whole number from 1 to 50"],
    ["limit=1.5", "limit: must be a whole number from 1 to 50"],
    ["limit=1&limit=2", "limit: must be a whole number from 1 to 50"],
    ["min=1e3", "min: must be a whole number"],
    ["at=yesterday", "at: must be a date, RFC 3339, or Unix seconds"],
    ["level=x", "level.0: Invalid input: expected number, received string"],
    ["isOpen=1", "isOpen: Invalid input: expected boolean, received string"],
  ])("%s is refused: %s", (query, words) => {
    expect(read(query)).toBe(words);
  });

  test.each([
    ["2025-01-01", "2025-01-01T00:00:00.000Z"],
    ["2025-01", "2025-01-01T00:00:00.000Z"],
    ["1735689600", "2025-01-01T00:00:00.000Z"],
  ])("takes the instant %s", (text, instant) => {
    expect(read(`at=${text}`)).toMatchObject({ at: new Date(instant) });
  });
});
