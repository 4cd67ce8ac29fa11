import { expect, test } from "vitest";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import { fieldRows } from "./field-rows.ts";

test("nested fields follow their parent with their path", () => {
  const { schema } = parseSchema(`
version: 0
fields:
  - name: actor
    type: object
    required: true
    fields:
      - name: email
        type: string
        indicators: [email, username]
  - name: targets
    type: array
    element:
      type: object
      fields:
        - name: at
          type: timestamp
          timeFormats: [rfc3339, unix]
          isEventTime: true
  - name: level
    type: string
    description: How grave.
    validate:
      allow: [info, warn]
  - name: ips
    type: array
    element:
      type: string
      validate:
        ip: ipv4
`);
  if (!schema) throw new Error("the schema is wrong");
  expect(fieldRows(schema).map(({ path, depth, type, notes }) => [path, depth, type, ...notes])).toEqual([
    ["actor", 0, "object"],
    ["actor.email", 1, "string", "indicator email, username"],
    ["targets", 0, "array of object"],
    ["targets[].at", 1, "timestamp", "rfc3339 or unix", "event time"],
    ["level", 0, "string", "one of info, warn"],
    ["ips", 0, "array of string", "an IPv4 address"],
  ]);
  expect(fieldRows(schema)[0]?.isRequired).toBe(true);
  expect(fieldRows(schema)[4]?.description).toBe("How grave.");
});
