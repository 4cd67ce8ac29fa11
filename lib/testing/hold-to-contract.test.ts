import { describe, expect, test } from "vitest";
import { z } from "zod";
import { defineOperation, noContent } from "#lib/api/define-operation.ts";
import { holdToContract } from "./hold-to-contract.ts";

const get = defineOperation({
  id: "thing.get",
  method: "GET",
  path: "/things/{id}",
  summary: "Get a thing",
  permission: null,
  status: 200,
  response: z.object({ name: z.string(), parts: z.array(z.object({ at: z.iso.datetime() })) }),
  errors: ["not-found"],
  run: async () => ({ name: "", parts: [] }),
});
const remove = defineOperation({
  id: "thing.delete",
  method: "DELETE",
  path: "/things/{id}",
  summary: "Delete a thing",
  permission: null,
  status: 204,
  response: noContent,
  run: async () => {},
});

const thing = { name: "a", parts: [{ at: "2026-01-01T00:00:00.000Z" }] };

describe("an answer is held against its operation", () => {
  test("and passes when it is what the operation says", () => {
    holdToContract(get, 200, thing);
    holdToContract(get, 404, { message: "no" });
    holdToContract(get, 401, { message: "no" });
    holdToContract(remove, 204, null);
  });

  test.each([
    [get, 200, { ...thing, secret: "x" }, "does not name: .secret"],
    [get, 200, { name: "a", parts: [{ ...thing.parts[0], b: 1 }] }, "does not name: .parts.0.b"],
    [get, 200, { name: "a" }, "what its response does not say"],
    [get, 200, { name: "a", parts: [{ at: "yesterday" }] }, "what its response does not say"],
    [get, 201, thing, "answered 201, not its 200"],
    [get, 409, { message: "no" }, "answered 409, which its errors do not declare"],
    [remove, 204, {}, "what its response does not say"],
  ] as const)("and fails when it is not: %#", (operation, status, json, words) => {
    expect(() => holdToContract(operation, status, json)).toThrow(words);
  });
});
