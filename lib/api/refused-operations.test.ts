import { expect, test } from "vitest";
import { z } from "zod";
import { tokenActor } from "#lib/auth/actor.ts";
import { allPermissions } from "#lib/auth/schema.ts";
import { defineOperation } from "./define-operation.ts";
import { refusedOperations } from "./refused-operations.ts";

const operation = (method: "GET" | "PUT", permission: "AlertRead" | "AlertModify" | null) =>
  defineOperation({
    id: `thing.${method.toLowerCase()}`,
    method,
    path: `/things/${permission}`,
    summary: "",
    permission,
    status: 200,
    response: z.object({}),
    run: async () => ({}),
  });
const operations = [operation("GET", "AlertRead"), operation("PUT", "AlertModify"), operation("GET", null)];
const refusedTo = (...permissions: Parameters<typeof tokenActor>[1][]) =>
  refusedOperations(
    operations,
    tokenActor(
      { id: "1", name: "x" },
      permissions.flatMap((some) => [...some]),
    ),
  );

test("what an actor may not call is named with the permission that is missing", () => {
  expect(refusedTo(["AlertRead"])).toEqual({ "PUT /things/AlertModify": "AlertModify" });
  expect(refusedTo([])).toEqual({ "PUT /things/AlertModify": "AlertModify", "GET /things/AlertRead": "AlertRead" });
  expect(refusedTo(allPermissions)).toEqual({});
});
