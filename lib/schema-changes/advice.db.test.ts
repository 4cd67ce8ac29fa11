/** For each reason that classification can give the advice is followed, and the line then passes. */
import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { adviceOn, type SchemaChange } from "#lib/classification/advice.ts";
import { attachSchema, Classifier } from "#lib/classification/classifier.ts";
import { Explainer } from "#lib/classification/explain.ts";
import { judge, type KeptLine } from "#lib/classification/line-judge.ts";
import {
  defaultStreamLimits,
  type FailureDetail,
  type FailureReason,
  type StreamType,
} from "#lib/classification/schema.ts";
import { closeConnections } from "#lib/db.ts";
import { parseSchema } from "#lib/schemas/parse-schema.ts";
import { contextOf } from "#lib/testing/contexts.ts";
import { replaceSchema } from "./commands.ts";

afterAll(closeConnections);

const arrivedAt = Date.UTC(2026, 10, 28) * 1000;

function attached(logType: string, spec: string) {
  const { schema } = parseSchema(spec);
  if (schema === undefined) throw new Error("no schema");
  return attachSchema(logType, schema);
}

function refusals(logType: string, spec: string, line: string): FailureDetail[] {
  const schemas = [attached(logType, spec)];
  const outcome = new Classifier(schemas, 100, arrivedAt).classify(line, false);
  if (outcome.kind === "event") return [];
  return new Explainer(schemas, 100, arrivedAt).details(line, outcome);
}

type Value = {
  type: string;
  required?: boolean;
  fields?: (Value & { name: string })[];
  element?: Value;
  timeFormat?: string;
  timeFormats?: string[];
  validate?: { allow?: string[]; deny?: string[] };
};

/** The declaration of what stands at a JSON path. */
function valueAt(root: { fields: (Value & { name: string })[] }, path: string): Value {
  let value: Value = { type: "object", ...root };
  for (const [, name, quoted] of path.slice(1).matchAll(/\.([A-Za-z_]\w*)|\["([^"]*)"\]|\[\d+\]/g)) {
    const field = name ?? quoted;
    const next = field === undefined ? value.element : value.fields?.find((one) => one.name === field);
    if (next === undefined) throw new Error(`nothing stands at ${path}`);
    value = next;
  }
  return value;
}

/** Does in a schema what the advice says, as a person would. @param given what a person knows: a time format, a value. */
function follow(spec: string, path: string, change: SchemaChange, given: string): string {
  const root = parse(spec);
  const value = valueAt(root, path);
  const { validate } = value;
  switch (change.kind) {
    case "make-optional":
      delete value.required;
      break;
    case "set-type":
      for (const key of ["fields", "element", "timeFormat", "timeFormats", "isEventTime", "indicators", "validate"]) {
        Reflect.deleteProperty(value, key);
      }
      value.type = change.type;
      break;
    case "add-time-format":
      value.timeFormats = [...(value.timeFormats ?? [value.timeFormat ?? ""]), given];
      delete value.timeFormat;
      break;
    case "allow-value":
      validate?.allow?.push(given);
      break;
    case "stop-denying":
      if (validate?.deny) validate.deny = validate.deny.filter((one) => one !== given);
      break;
    case "drop-rule":
      delete value.validate;
  }
  return stringify(root);
}

type Case = [reason: FailureReason, field: string, value: string, change: SchemaChange, given?: string];
const type = (name: (SchemaChange & { kind: "set-type" })["type"]): SchemaChange => ({ kind: "set-type", type: name });

const cases: Case[] = [
  ["missing_field", "type: string, required: true", "null", { kind: "make-optional" }],
  ["missing_field", "type: timestamp, timeFormat: unix, required: true", '""', { kind: "make-optional" }],
  ["missing_field", "type: array, element: { type: int, required: true }", "[1,null]", { kind: "make-optional" }],
  [
    "missing_field",
    'type: object, fields: [{ name: "a-b", type: int, required: true }]',
    "{}",
    { kind: "make-optional" },
  ],
  ["wrong_type", "type: int", '"12.5"', type("float")],
  ["wrong_type", "type: int", "12.5", type("float")],
  ["wrong_type", "type: bigint", "1e3", type("float")],
  ["wrong_type", "type: int", '"many"', type("string")],
  ["wrong_type", "type: smallint", "true", type("string")],
  ["wrong_type", "type: int", "[1]", type("json")],
  ["wrong_type", "type: float", '"n/a"', type("string")],
  ["wrong_type", "type: float", "{}", type("json")],
  ["wrong_type", "type: boolean", '"yes"', type("string")],
  ["wrong_type", "type: boolean", "2", type("string")],
  ["wrong_type", "type: boolean", "[]", type("json")],
  ["wrong_type", "type: string", "{}", type("json")],
  ["wrong_type", "type: string, indicators: [ip], validate: { ip: any }", "[]", type("json")],
  ["wrong_type", "type: timestamp, timeFormat: rfc3339", "true", type("string")],
  ["wrong_type", "type: timestamp, timeFormat: rfc3339", "[]", type("json")],
  ["wrong_type", "type: array, element: { type: int }", "5", type("json")],
  ["wrong_type", "type: array, element: { type: int }", '[1,"x"]', type("string")],
  ["wrong_type", "type: array, element: { type: string }", "[{}]", type("json")],
  ["wrong_type", "type: object, fields: [{ name: a, type: int }]", '"x"', type("json")],
  ["wrong_type", "type: object, fields: [{ name: a, type: int }]", '{"a":0.5}', type("float")],
  ["out_of_range", "type: smallint", "40000", type("int")],
  ["out_of_range", "type: smallint", "4000000000", type("bigint")],
  ["out_of_range", "type: int", '"-2147483649"', type("bigint")],
  ["out_of_range", "type: int", "9223372036854775808", type("string")],
  ["out_of_range", "type: bigint", "9223372036854775808", type("string")],
  ["out_of_range", "type: float", "1e999", type("string")],
  [
    "wrong_time_format",
    "type: timestamp, timeFormat: rfc3339",
    '"2026/11/28 10:00"',
    { kind: "add-time-format" },
    "%Y/%m/%d %H:%M",
  ],
  [
    "wrong_time_format",
    "type: timestamp, timeFormats: [unix]",
    '"Nov 28 10:00:00"',
    { kind: "add-time-format" },
    "%b %e %H:%M:%S",
  ],
  ["not_allowed", "type: string, validate: { allow: [a] }", '"b"', { kind: "allow-value" }, "b"],
  ["denied", "type: string, validate: { deny: [a, b] }", '"b"', { kind: "stop-denying" }, "b"],
  ["not_an_ip", "type: string, validate: { ip: ipv4 }", '"::1"', { kind: "drop-rule" }],
  ["not_a_cidr", "type: string, validate: { cidr: any }", '"10.0.0.1"', { kind: "drop-rule" }],
];

test.each(cases)(
  "%s: a field of %s that holds %s passes once the advice is followed",
  async (reason, field, value, change, given = "") => {
    const logType = `Custom.Advice${randomUUID().slice(0, 8).replaceAll("-", "")}`;
    const line = `{"id":"1","x":${value}}`;
    const saved = await replaceSchema(contextOf(), logType, {
      spec: `fields:\n  - { name: id, type: string, required: true }\n  - { name: x, ${field} }\n`,
    });
    const [refusal, ...others] = refusals(logType, saved.spec, line);
    expect([refusal?.reason, others]).toEqual([reason, []]);
    const advice = adviceOn({ ...(refusal as FailureDetail), schema: logType });
    expect(advice.change).toEqual(change);
    const next = await replaceSchema(contextOf(), logType, {
      spec: follow(saved.spec, refusal?.path ?? "", change, given),
      revision: saved.revision,
    });
    expect(next.revision).toBe(2);
    expect(refusals(logType, next.spec, line)).toEqual([]);
  },
);

/** Reasons that no change of a schema helps against: the source, a setting or the sender has to be changed. */
const outside: FailureReason[] = [
  "invalid_json",
  "not_an_object",
  "not_an_array",
  "envelope_not_found",
  "no_schema",
  "line_too_long",
  "too_deep",
  "body_too_large",
  "invalid_utf8",
  "nul_byte",
  "gzip_truncated",
  "gzip_corrupt",
  "gzip_trailing_bytes",
];

const kept = (payload: string, isBody = false): KeptLine[] => [{ payload, arrivedAt: arrivedAt / 1000, isBody }];
const open = [attached("Custom.Open", "fields: [{ name: a, type: json, required: true }]")];
const settings = (streamType: StreamType, envelope?: string) => ({
  streamType,
  streamTypeOptions: envelope === undefined ? {} : { jsonArrayEnvelopeField: envelope },
  limits: defaultStreamLimits,
});

describe("what is done outside of the schema", () => {
  test("every reason is followed here or above", () => {
    const followed = new Set([...cases.map(([reason]) => reason), ...outside]);
    const all: Record<FailureReason, true> = {
      line_too_long: true,
      too_deep: true,
      invalid_utf8: true,
      nul_byte: true,
      gzip_truncated: true,
      gzip_corrupt: true,
      gzip_trailing_bytes: true,
      body_too_large: true,
      envelope_not_found: true,
      not_an_array: true,
      invalid_json: true,
      not_an_object: true,
      no_schema: true,
      missing_field: true,
      wrong_type: true,
      out_of_range: true,
      wrong_time_format: true,
      not_allowed: true,
      denied: true,
      not_an_ip: true,
      not_a_cidr: true,
    };
    expect([...followed].sort()).toEqual(Object.keys(all).sort());
    for (const reason of outside) {
      const advice = adviceOn({ schema: null, reason, expected: "", found: "" });
      expect(advice.change).toBeNull();
      expect(advice.words).toMatch(/sender|source|setting|configuration|batches|read/);
    }
  });

  test.each<
    [reason: string, before: ReturnType<typeof settings>, after: ReturnType<typeof settings>, line: KeptLine[]]
  >([
    ["invalid_json", settings("Lines"), settings("Auto"), kept('{"a":1}{"a":2}')],
    ["not_an_object", settings("JSON"), settings("JsonArray"), kept('[{"a":1}]', true)],
    ["not_an_array", settings("JsonArray"), settings("Auto"), kept('{"a":1}', true)],
    [
      "envelope_not_found",
      settings("JsonArray", "records"),
      settings("JsonArray", "Records"),
      kept('{"Records":[{"a":1}]}', true),
    ],
  ])("%s: another setting of the source", (_, before, after, line) => {
    expect([judge(open, before, line), judge(open, after, line)]).toEqual([[false], [true]]);
  });

  test("no_schema, line_too_long, too_deep: a schema is attached, a limit raised", () => {
    const line = kept('{"a":[[1]]}');
    const small = (limits: object) => ({ ...settings("Lines"), limits: { ...defaultStreamLimits, ...limits } });
    expect([judge([], settings("Lines"), line), judge(open, settings("Lines"), line)]).toEqual([[false], [true]]);
    expect(judge(open, small({ maxLineBytes: 5 }), line)).toEqual([false]);
    expect(judge(open, small({ maxDepth: 2 }), line)).toEqual([false]);
  });

  test("that schemas beyond the first fifty refuse is not said to be none attached", () => {
    const { words } = adviceOn({
      schema: null,
      reason: "no_schema",
      expected: "a line that fits a schema",
      found: "10 more",
    });
    expect(words).toBe(
      "More schemas are attached than are told of for each line. Detach those that these lines have nothing to do with.",
    );
  });
});
