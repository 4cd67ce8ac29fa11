import "server-only";
import { z } from "zod";
import { AppError, type AppErrorCode } from "#lib/errors.ts";
import { defineOperation, type Operation } from "./define-operation.ts";
import { comparesVersions, creates, impliedErrors } from "./implied-errors.ts";

type Json = Record<string, unknown>;

/** What a refusal means, in the words of the document. */
const meanings: Record<AppErrorCode, string> = {
  invalid: "The request is not as this operation takes it; `field` names what is at fault",
  unauthenticated: "Neither an API token nor a session",
  forbidden: "The permission is missing, or a session writes from another origin",
  "not-found": "There is no such thing",
  conflict: "It stands against what there is",
  changed: "If-Match stands for another state; `current` is the thing as it is by now",
  "too-large": "The body is over 1 MiB",
  "key-reused": "Idempotency-Key came with another request before",
  unavailable: "It cannot be done now; try again later",
};

const errorSchema: Json = {
  type: "object",
  required: ["message"],
  properties: {
    message: { type: "string", description: "Names the field and the rule, and may be shown" },
    field: { type: "string", description: "The path of the field at fault, such as config.url" },
    requestId: { type: "string", format: "uuid", description: "Of a failure on our side" },
    current: { description: "Of 412: the thing as it is by now" },
  },
};

/** The JSON Schema of what is sent (`input`) or answered (`output`), without what only a whole document says. */
function schemaOf(shape: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(shape, { io, target: "draft-2020-12", unrepresentable: "any" });
  return schema as Json;
}

interface ObjectSchema {
  properties?: Record<string, Json>;
  required?: string[];
}

/** Parameters of a path or of a query, from the object they are read as. */
function parametersOf(shape: z.ZodType | undefined, place: "path" | "query"): Json[] {
  if (!shape) return [];
  const { properties = {}, required = [] } = schemaOf(shape, "input") as ObjectSchema;
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }));
}

function headersOf(operation: Operation): Json[] {
  const headers: Json[] = [];
  if (comparesVersions(operation)) headers.push({ $ref: "#/components/parameters/IfMatch" });
  if (creates(operation)) headers.push({ $ref: "#/components/parameters/IdempotencyKey" });
  return headers;
}

const answerHeaders = { "x-request-id": { $ref: "#/components/headers/RequestId" } };

function successOf(operation: Operation): Json {
  const headers = operation.version
    ? { ...answerHeaders, etag: { $ref: "#/components/headers/ETag" } }
    : { ...answerHeaders };
  if (operation.status === 204) return { description: "Done", headers };
  return {
    description: operation.status === 201 ? "Created" : "The answer",
    headers,
    content: { "application/json": { schema: schemaOf(operation.response, "output") } },
  };
}

/** By status: codes that share one are told together. */
function refusalsOf(operation: Operation): Record<string, Json> {
  const codes = [...new Set([...impliedErrors(operation), ...(operation.errors ?? [])])];
  const told = new Map<number, string[]>();
  for (const code of codes) {
    const { status } = new AppError(code, "");
    told.set(status, [...(told.get(status) ?? []), meanings[code]]);
  }
  const content = { "application/json": { schema: { $ref: "#/components/schemas/Error" } } };
  const refusals = [...told].map(([status, words]) => [
    String(status),
    { description: words.join(". "), headers: answerHeaders, content },
  ]);
  return Object.fromEntries(refusals);
}

function operationObject(operation: Operation): Json {
  const { id, summary, permission, body } = operation;
  const parameters = [
    ...parametersOf(operation.params, "path"),
    ...parametersOf(operation.query, "query"),
    ...headersOf(operation),
  ];
  return {
    operationId: id,
    tags: [id.split(".")[0]],
    summary,
    description: permission === null ? "Needs no permission." : `Needs the permission ${permission}.`,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body
      ? { requestBody: { required: true, content: { "application/json": { schema: schemaOf(body, "input") } } } }
      : {}),
    responses: {
      [operation.status]: successOf(operation),
      ...refusalsOf(operation),
      default: { $ref: "#/components/responses/Failure" },
    },
  };
}

const components = {
  securitySchemes: {
    token: { type: "apiKey", in: "header", name: "X-API-Key", description: "An API token" },
    session: {
      type: "apiKey",
      in: "cookie",
      name: "next-auth.session-token",
      description: "A signed-in session; it writes only from the console's own pages",
    },
  },
  parameters: {
    IfMatch: {
      name: "If-Match",
      in: "header",
      required: false,
      description:
        "The ETag of the thing as it was seen; a thing in another state is not changed. If-None-Match: * instead asks that it is not there yet",
      schema: { type: "string" },
    },
    IdempotencyKey: {
      name: "Idempotency-Key",
      in: "header",
      required: false,
      description:
        "The same key with the same request is done once and answered the same for 24 hours; it is the caller's own",
      schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[\\x21-\\x7e]+$" },
    },
  },
  headers: {
    RequestId: { description: "Of this request, for questions about it", schema: { type: "string", format: "uuid" } },
    ETag: { description: "Stands for the state of the thing, to be sent as If-Match", schema: { type: "string" } },
  },
  schemas: { Error: errorSchema },
  responses: {
    Failure: {
      description: "A failure on our side; it is logged under the request id",
      headers: answerHeaders,
      content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
    },
  },
};

/** The OpenAPI 3.1 document of these operations, mounted at /api/v1. */
export function openApiDocument(operations: readonly Operation[]): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: operationObject(operation) };
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Telltale",
      version: "1",
      description:
        "Log sources, drop-off alarms, schemas, destinations, alerts and system errors. Lists come in pages: `next` of one answer is the `cursor` of the following request, and is absent on the last page.",
      license: { name: "Apache 2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/api/v1" }],
    security: [{ token: [] }, { session: [] }],
    paths,
    components,
  };
}

/** The operation that answers with the document of all others and of itself. */
export function openApiOperation(others: readonly Operation[]) {
  const described: Operation[] = [...others];
  let document: Json | undefined;
  const operation = defineOperation({
    id: "openapi.get",
    method: "GET",
    path: "/openapi.json",
    summary: "Describe this API as an OpenAPI document",
    permission: null,
    status: 200,
    response: z.record(z.string(), z.unknown()),
    run: async () => {
      document ??= openApiDocument(described);
      return document;
    },
  });
  described.push(operation);
  return operation;
}
