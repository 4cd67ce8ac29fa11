import "server-only";
import { z } from "zod";
import { defineOperation } from "#lib/api/define-operation.ts";
import { pageQuery } from "#lib/api/query-values.ts";
import { pageOf } from "#lib/api/shapes.ts";
import { AppError } from "#lib/errors.ts";
import { getSchema, listSchemaPage, validateSchema } from "./queries.ts";
import {
  schemaDetailShape,
  schemaSummaryShape,
  schemaTextShape,
  schemaValidityShape,
  schemaVersion,
} from "./schema.ts";

const withName = z.object({ name: z.string() });

/** The operations on log schemas. */
export const schemaOperations = [
  defineOperation({
    id: "schema.list",
    method: "GET",
    path: "/schemas",
    summary: "List log schemas, managed and custom",
    permission: "LogSourceRead",
    status: 200,
    query: z.object(pageQuery(100, 500)),
    response: pageOf(schemaSummaryShape),
    run: ({ query }, { actor }) => listSchemaPage(actor, query),
  }),
  defineOperation({
    id: "schema.validate",
    method: "POST",
    path: "/schemas/validate",
    summary: "Find the mistakes of a schema text",
    permission: "LogSourceRead",
    status: 200,
    body: schemaTextShape,
    response: schemaValidityShape,
    run: async ({ body }) => validateSchema(body.spec),
  }),
  defineOperation({
    id: "schema.get",
    method: "GET",
    path: "/schemas/{name}",
    summary: "Read a log schema with its text",
    permission: "LogSourceRead",
    status: 200,
    params: withName,
    response: schemaDetailShape,
    version: schemaVersion,
    errors: ["not-found"],
    run: async ({ params }, { actor }) => {
      const schema = await getSchema(actor, params.name);
      if (schema === null) throw new AppError("not-found", `There is no schema ${params.name}`);
      return schema;
    },
  }),
] as const;
