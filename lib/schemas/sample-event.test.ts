import { describe, expect, test } from "vitest";
import { compileSchema, MatchState } from "./compile.ts";
import { parseSchema } from "./parse-schema.ts";
import { sampleEvent } from "./sample-event.ts";

const arrivedAt = Date.UTC(2026, 10, 24) * 1000;

const at = new Date("2026-11-23T08:04:02.125Z");

function schemaOf(fields: string) {
  const { schema, errors } = parseSchema(`version: 0\nfields:\n${fields.replace(/^/gm, "  ")}`);
  if (!schema) throw new Error(JSON.stringify(errors));
  return schema;
}

function fits(fields: string): Record<string, unknown> {
  const schema = schemaOf(fields);
  const state = new MatchState(arrivedAt);
  // What is sent is text, and numbers are read from the text.
  state.text = JSON.stringify(sampleEvent(schema, at));
  const event = JSON.parse(state.text) as Record<string, unknown>;
  expect(compileSchema(schema).match(event, state)).toBe(1);
  return event;
}

describe("sampleEvent", () => {
  test("holds what is required, at any depth, and the event time", () => {
    const event = fits(`
- name: id
  type: string
  required: true
- name: published
  type: timestamp
  timeFormats: [rfc3339]
  isEventTime: true
- name: actor
  type: object
  required: true
  fields:
    - name: alternateId
      type: string
      required: true
- name: targets
  type: array
  required: true
  element:
    type: object
    fields:
      - name: count
        type: int
        required: true
- name: note
  type: string`);
    expect(event).toEqual({
      id: "sample-id",
      published: "2026-11-23T08:04:02Z",
      actor: { alternateId: "sample-alternateId" },
      targets: [{ count: 1 }],
    });
  });

  test("a schema that requires nothing lends optional fields, so that the event is not empty", () => {
    expect(fits("- name: a\n  type: string\n- name: b\n  type: boolean\n- name: c\n  type: string")).toEqual({
      a: "sample-a",
      c: "sample-c",
    });
  });

  test("strings keep to their rules", () => {
    expect(
      fits(`
- name: action
  type: string
  required: true
  validate:
    allow: [login, logout]
- name: address
  type: string
  required: true
  validate:
    ip: ipv6
- name: network
  type: string
  required: true
  validate:
    cidr: ipv4
- name: kind
  type: string
  required: true
  validate:
    deny: [sample-kind]`),
    ).toEqual({
      action: "login",
      address: "2001:db8::10",
      network: "203.0.113.0/24",
      kind: "sample-kind-1",
    });
  });

  test.each([
    "rfc3339",
    "unix",
    "unix_ms",
    "unix_us",
    "unix_ns",
    "'%Y-%m-%d %H:%M:%S.%f'",
    "'%d/%b/%Y:%H:%M:%S %z'",
    "'%a %b %e %T %Y'",
  ])("writes a time in the form %s", (format) => {
    fits(`- name: at\n  type: timestamp\n  required: true\n  timeFormats: [${format}]`);
  });
});
