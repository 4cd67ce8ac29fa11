import "server-only";
import { z } from "zod";
import { defineOperation, noContent } from "#lib/api/define-operation.ts";
import { pageQuery } from "#lib/api/query-values.ts";
import { pageOf } from "#lib/api/shapes.ts";
import { schemaBodyShape, schemaDetailShape, schemaVersion } from "#lib/schemas/schema.ts";
import { attachSchemaToSource } from "./attach.ts";
import { replaceSchema, restoreSchemaRevision } from "./commands.ts";
import { getSchemaRevision, listSchemaRevisions } from "./queries.ts";
import { schemaRevisionShape, schemaRevisionSummaryShape } from "./schema.ts";

const withName = z.object({ name: z.string() });
const withRevision = withName.extend({
  revision: z
    .string()
    .regex(/^[1-9]\d{0,8}$/, "must be a whole number above 0")
    .transform(Number),
});

/** The operations that change log schemas, and on what they were before. */
export const schemaChangeOperations = [
  defineOperation({
    id: "schema.replace",
    method: "PUT",
    path: "/schemas/{name}",
    summary: "Create a custom log schema or change it",
    permission: "LogSourceModify",
    status: 200,
    params: withName,
    body: schemaBodyShape,
    response: schemaDetailShape,
    version: schemaVersion,
    errors: ["conflict", "unavailable"],
    run: ({ params, body }, context) => replaceSchema(context, params.name, body),
  }),
  defineOperation({
    id: "schema.attach",
    method: "POST",
    path: "/schemas/{name}/attach",
    summary: "Attach a log schema to a log source",
    permission: "LogSourceModify",
    status: 204,
    params: withName,
    body: z.object({ sourceId: z.uuid("must be the id of a log source") }),
    response: noContent,
    errors: ["not-found"],
    run: ({ params, body }, context) => attachSchemaToSource(context, params.name, body.sourceId),
  }),
  defineOperation({
    id: "schema-revision.list",
    method: "GET",
    path: "/schemas/{name}/revisions",
    summary: "List the revisions of a custom log schema, newest first",
    permission: "LogSourceRead",
    status: 200,
    params: withName,
    query: z.object(pageQuery(50, 200)),
    response: pageOf(schemaRevisionSummaryShape),
    run: ({ params, query }, { actor }) => listSchemaRevisions(actor, params.name, query),
  }),
  defineOperation({
    id: "schema-revision.restore",
    method: "POST",
    path: "/schemas/{name}/revisions/{revision}/restore",
    summary: "Take changes back to an earlier revision of a custom log schema",
    permission: "LogSourceModify",
    status: 200,
    params: withRevision,
    response: schemaDetailShape,
    version: schemaVersion,
    errors: ["not-found", "conflict", "unavailable"],
    run: ({ params }, context) => restoreSchemaRevision(context, params.name, params.revision),
  }),
  defineOperation({
    id: "schema-revision.get",
    method: "GET",
    path: "/schemas/{name}/revisions/{revision}",
    summary: "Read one revision of a custom log schema with its text",
    permission: "LogSourceRead",
    status: 200,
    params: withRevision,
    response: schemaRevisionShape,
    errors: ["not-found"],
    run: ({ params }, { actor }) => getSchemaRevision(actor, params.name, params.revision),
  }),
] as const;
