import "server-only";
import { z } from "zod";
import { defineOperation, type Operation } from "#lib/api/define-operation.ts";
import { AppError } from "#lib/errors.ts";
import { createOrUpdateSchema, validateSchema } from "./commands.ts";
import { maxSpecLength } from "./log-schema.ts";
import { getSchema, listSchemas } from "./queries.ts";

const withName = z.object({ name: z.string() });
const specShape = z.string().max(maxSpecLength, `must have at most ${maxSpecLength} characters`);

/** The operations on log schemas. */
export const schemaOperations: readonly Operation[] = [
  defineOperation({
    id: "schema#list",
    method: "GET",
    path: "/schemas",
    summary: "List log schemas, managed and custom",
    permission: "LogSourceRead",
    status: 200,
    run: async () => ({ results: await listSchemas() }),
  }),
  defineOperation({
    id: "schema#validate",
    method: "POST",
    path: "/schemas/validate",
    summary: "Find the mistakes of a schema text",
    permission: "LogSourceRead",
    status: 200,
    body: z.object({ spec: specShape }),
    run: async ({ body }) => {
      const errors = validateSchema(body.spec);
      return { isValid: errors.length === 0, errors };
    },
  }),
  defineOperation({
    id: "schema#get",
    method: "GET",
    path: "/schemas/{name}",
    summary: "Read a log schema with its text",
    permission: "LogSourceRead",
    status: 200,
    params: withName,
    run: async ({ params }) => {
      const schema = await getSchema(params.name);
      if (schema === null) throw new AppError("not-found", `There is no schema ${params.name}`);
      return schema;
    },
  }),
  defineOperation({
    id: "schema#put",
    method: "PUT",
    path: "/schemas/{name}",
    summary: "Create a custom log schema or change it",
    permission: "LogSourceModify",
    status: 200,
    params: withName,
    body: z.object({
      spec: specShape,
      description: z.string().max(2000).optional(),
      referenceURL: z.union([z.literal(""), z.url({ protocol: /^https?$/ })]).optional(),
      revision: z.int().min(0).optional(),
    }),
    run: ({ actor, params, body }) => createOrUpdateSchema(actor, params.name, body),
  }),
];
