import { expect, test } from "vitest";
import { z } from "zod";
import { completeConfig } from "./config.ts";
import { defineDestination } from "./define-destination.ts";
import { describeDestination, secretFieldsOf } from "./describe-destination.ts";
import { sqs } from "./kinds/sqs.ts";
import { isShown } from "./terms.ts";

const shared = {
  name: z.string().meta({ title: "Name", description: "n", group: "Who" }),
  text: z.string().optional().meta({ title: "Text", description: "t", input: "long-text" }),
  tags: z.array(z.string()).optional().meta({ title: "Tags", description: "l" }),
  levels: z
    .partialRecord(z.enum(["LOW", "HIGH"]), z.string())
    .optional()
    .meta({ title: "Levels", description: "m", optionLabels: { LOW: "Low", HIGH: "High" } }),
  headers: z.record(z.string(), z.string()).optional().meta({ title: "Headers", description: "h" }),
  region: z
    .enum(["us", "eu"])
    .default("eu")
    .meta({ title: "Region", description: "r", optionLabels: { us: "US", eu: "EU" } }),
  count: z.int().default(3).meta({ title: "Count", description: "c" }),
  isLoud: z.boolean().default(false).meta({ title: "Loud", description: "b" }),
};
const kind = defineDestination({
  kind: "example",
  label: "Example",
  description: "An example.",
  config: z
    .discriminatedUnion("way", [
      z.strictObject({
        ...shared,
        way: z.literal("hook"),
        url: z.url().meta({ title: "URL", description: "u", aims: true }),
      }),
      z.strictObject({
        ...shared,
        way: z.literal("token"),
        token: z.string().min(8).meta({ title: "Token", description: "s", secret: true }),
        url: z.url().meta({ title: "URL", description: "u", aims: true }),
      }),
    ])
    .meta({ title: "Way", description: "w", optionLabels: { hook: "A hook", token: "A token" } }),
  generate: { token: () => "generated" },
  send: async () => ({ statusCode: 200, message: "" }),
});
const fields = Object.fromEntries(describeDestination(kind).fields.map((field) => [field.name, field]));

test.each([
  ["name", { input: "text", isRequired: true, group: "Who" }],
  ["text", { input: "long-text", isRequired: false, group: null }],
  ["tags", { input: "list" }],
  [
    "levels",
    {
      input: "map",
      options: [
        { value: "LOW", label: "Low" },
        { value: "HIGH", label: "High" },
      ],
    },
  ],
  ["headers", { input: "map", options: [] }],
  [
    "region",
    {
      input: "select",
      initial: "eu",
      options: [
        { value: "us", label: "US" },
        { value: "eu", label: "EU" },
      ],
    },
  ],
  ["count", { input: "number", initial: 3 }],
  ["isLoud", { input: "checkbox", initial: false }],
  [
    "way",
    {
      input: "select",
      initial: "hook",
      isRequired: true,
      showIf: null,
      options: [
        { value: "hook", label: "A hook" },
        { value: "token", label: "A token" },
      ],
    },
  ],
  ["url", { input: "url", showIf: null, isRequired: true }],
  ["token", { isSecret: true, isGenerated: true, isRequired: false, showIf: { field: "way", values: ["token"] } }],
])("%s is described from its shape", (name, expected) => {
  expect(fields[name]).toMatchObject(expected);
});

test("a field is shown with the variant that it belongs to", () => {
  const { token, url } = fields;
  if (!token || !url) throw new Error("not described");
  expect([isShown(token, { way: "token" }), isShown(token, { way: "hook" }), isShown(token, {})]).toEqual([
    true,
    false,
    false,
  ]);
  expect(isShown(url, {})).toBe(true);
});

test("a secret belongs to its variant alone", () => {
  expect(secretFieldsOf(kind)).toEqual(["token"]);
  expect(secretFieldsOf(kind, { way: "hook" })).toEqual([]);
  const given = { name: "n", url: "https://example.com/" };
  expect(completeConfig(kind, { ...given, way: "hook", token: "" }, null)).toMatchObject({ generated: {} });
  expect(completeConfig(kind, { ...given, way: "token" }, null)).toMatchObject({
    config: { token: "generated" },
    generated: { token: "generated" },
  });
});

test("fields of a variant stand where it has them, not behind all others", () => {
  const names = describeDestination(sqs).fields.map(({ name }) => name);
  expect(names.indexOf("accessKeyId")).toBeLessThan(names.indexOf("messageGroupId"));
  expect(names.indexOf("roleArn")).toBeGreaterThan(names.indexOf("credentials"));
});
