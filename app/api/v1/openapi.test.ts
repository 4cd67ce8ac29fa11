import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { openApiDocument } from "#lib/api/openapi.ts";
import { operations } from "./operations.ts";

interface Described {
  operationId: string;
  parameters?: { name: string; in: string; required: boolean; schema: object }[];
  requestBody?: unknown;
  responses: Record<string, { content?: Record<string, { schema: object }>; headers?: object }>;
}

const document = openApiDocument(operations);
const paths = document.paths as Record<string, Record<string, Described>>;
const all = Object.values(paths).flatMap((methods) => Object.values(methods));
const at = (method: string, path: string) => {
  const found = paths[path]?.[method];
  if (!found) throw new Error(`${method} ${path} is not described`);
  return found;
};
const parameter = (of: Described, name: string) => of.parameters?.find((candidate) => candidate.name === name);

describe("the OpenAPI document", () => {
  test("is valid against the 3.1 meta-schema, and its references resolve", async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe("3.1");
    const text = JSON.stringify(document);
    for (const [, path] of text.matchAll(/"\$ref":"#\/components\/([^"]+)"/g)) {
      const found = path
        ?.split("/")
        .reduce<unknown>((of, key) => (of as Record<string, unknown>)[key], document.components);
      expect(found, path).toBeTypeOf("object");
    }
  });

  test("describes every operation", () => {
    expect(all.map(({ operationId }) => operationId).sort()).toEqual(operations.map(({ id }) => id).sort());
  });

  test("says the true types of query parameters", () => {
    const list = at("get", "/alerts");
    expect(parameter(list, "limit")).toEqual({
      name: "limit",
      in: "query",
      required: false,
      schema: { type: "integer", minimum: 1, maximum: 50, default: 25 },
    });
    expect(parameter(list, "created-after")?.schema).toMatchObject({ type: "string", format: "date-time" });
    expect(parameter(list, "severity")?.schema).toMatchObject({
      type: "array",
      items: { type: "string", enum: ["INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"] },
    });
    expect(parameter(list, "event-count-min")?.schema).toMatchObject({ type: "integer" });
  });

  test("says what is sent and answered, and which headers are taken", () => {
    const put = at("put", "/schemas/{name}");
    expect(parameter(put, "name")).toMatchObject({ in: "path", required: true });
    expect(put.requestBody).toMatchObject({
      required: true,
      content: {
        "application/json": { schema: { required: ["spec"], properties: { revision: { type: "integer" } } } },
      },
    });
    expect(put.responses["200"]?.content?.["application/json"]?.schema).toMatchObject({
      properties: { fieldCount: { type: "integer" } },
      additionalProperties: false,
    });
    expect(put.parameters).toContainEqual({ $ref: "#/components/parameters/IfMatch" });
    expect(put.responses["200"]?.headers).toHaveProperty("etag");
    expect(Object.keys(put.responses)).toEqual(
      expect.arrayContaining(["200", "400", "401", "403", "404", "409", "412", "413", "default"]),
    );
    expect(at("post", "/destinations").parameters).toContainEqual({ $ref: "#/components/parameters/IdempotencyKey" });
    expect(at("post", "/notifications/seen").responses["204"]?.content).toBeUndefined();
  });
});
