import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Operation } from "#lib/api/define-operation.ts";
import { operations } from "./operations.ts";

/** The method that a verb has; any other verb says what a POST does. */
const methodOfVerb: Record<string, Operation["method"]> = {
  list: "GET",
  get: "GET",
  create: "POST",
  replace: "PUT",
  update: "PATCH",
  "update-many": "PATCH",
  delete: "DELETE",
};

/** Where Panther's contract has another method. */
const otherMethods: Record<string, Operation["method"]> = { "alert-comment.update": "POST" };

/** What a summary begins with. */
const imperatives =
  /^(List|Get|Read|Create|Replace|Change|Set|Remove|Delete|Rename|Count|Comment|Send|Try|Test|Find|Mark|Give|Learn|Say|Describe|Take|Attach|Hold)[ ,]/;

/** What needs no permission: who is known may know what there is. */
const forEverybody = ["openapi.get"];

/** Lists of a few things that the product has, or that one thing has, come whole; of names the best matches come. */
const whole = ["destination-kind.list", "drop-off-alarm.list", "log-source-name.list"];

const all: readonly Operation[] = operations;
const each = all.map((operation) => [operation.id, operation] as const);

describe("the operations", () => {
  test("have ids, and methods with paths, of their own", () => {
    const routes = all.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, "{}")}`);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(routes).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(40);
  });

  test("are all that there is below /api/v1", () => {
    const files = readdirSync("app/api/v1", { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => /(^|\/)route\.tsx?$/.test(file))).toEqual(["[[...path]]/route.ts"]);
  });

  test.each(each)("%s is a thing and a verb that has its method", (id, { method, path }) => {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/);
    const verb = id.split(".")[1] ?? "";
    expect(method).toBe(otherMethods[id] ?? methodOfVerb[verb] ?? "POST");
    if (verb === "create" || verb === "list") expect(path).not.toMatch(/\}$/);
  });

  test.each(each)("%s says in one imperative sentence what it does", (_, { summary }) => {
    expect(summary).toMatch(imperatives);
    expect(summary).not.toMatch(/\.$|\n/);
  });

  test.each(each)("%s needs a permission, unless anybody who is known may do it", (id, { permission }) => {
    expect(permission === null).toBe(forEverybody.includes(id));
  });

  test.each(each.filter(([id]) => id.endsWith(".list") && !whole.includes(id)))(
    "%s comes in pages",
    (_, { query, response }) => {
      expect(Object.keys(query instanceof z.ZodObject ? query.shape : {})).toEqual(
        expect.arrayContaining(["cursor", "limit"]),
      );
      const page = response instanceof z.ZodObject ? response.shape : {};
      expect(Object.keys(page)).toEqual(["results", "next"]);
      // Absent on the last page, never empty.
      expect(page.next?.safeParse(undefined).success).toBe(true);
      expect(page.next?.safeParse("").success).toBe(false);
    },
  );

  test.each(each)("%s reads each parameter of its path", (_, { path, params }) => {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(params instanceof z.ZodObject ? Object.keys(params.shape) : []).toEqual(named);
  });

  test.each(each)("%s describes its answer", (_, { response, status }) => {
    if (status === 204) expect(response).toBeInstanceOf(z.ZodVoid);
    else expect(response).not.toBeInstanceOf(z.ZodUnknown);
  });
});
