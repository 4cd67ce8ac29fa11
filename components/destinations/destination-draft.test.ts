import { expect, test } from "vitest";
import type { Destination, DestinationField, DestinationKindDescription } from "#lib/destinations/schema.ts";
import {
  configToSend,
  draftOf,
  fieldPath,
  missingConfig,
  newDraft,
  parseDraft,
  withoutSecrets,
} from "./destination-draft.ts";

const field = (name: string, more: Partial<DestinationField> = {}): DestinationField => ({
  name,
  title: name,
  description: "",
  placeholder: "",
  input: "text",
  options: [],
  initial: null,
  group: null,
  showIf: null,
  isRequired: false,
  isSecret: false,
  isGenerated: false,
  usage: null,
  ...more,
});

const kind: DestinationKindDescription = {
  kind: "example",
  label: "Example",
  description: "",
  fields: [field("url", { isRequired: true }), field("token", { isRequired: true, isSecret: true }), field("channel")],
};
const draft = { ...newDraft(kind), displayName: "soar", config: { url: "https://example.com", token: "hunter2" } };

test("what the browser keeps never holds a secret", () => {
  const kept = JSON.stringify(withoutSecrets(draft, kind));
  expect(kept).not.toContain("hunter2");
  expect(parseDraft(JSON.parse(kept))).toEqual({ ...draft, config: { url: "https://example.com" } });
});

test("what is not a draft is not taken for one", () => {
  for (const other of [undefined, null, [], "", { alertTypes: 1 }]) expect(parseDraft(other)).toBeNull();
});

test("required fields are asked for, but not a secret that is set", () => {
  expect(missingConfig({ ...draft, config: {} }, kind, [])).toEqual({
    "config.url": "Is required",
    "config.token": "Is required",
  });
  expect(missingConfig({ ...draft, config: { url: "https://example.com", token: "" } }, kind, ["token"])).toEqual({});
});

test("a new destination is told of everything", () => {
  expect(newDraft(kind).alertTypes).toHaveLength(6);
  expect(newDraft(kind).severities).toHaveLength(5);
});

const rich: DestinationKindDescription = {
  ...kind,
  fields: [
    field("way", { input: "select", isRequired: true, initial: "key" }),
    field("secret", { isSecret: true, isRequired: true, showIf: { field: "way", values: ["key"] } }),
    field("role", { isRequired: true, showIf: { field: "way", values: ["role"] } }),
    field("labels", { input: "list" }),
    field("priorities", { input: "map", options: [{ value: "HIGH", label: "High" }] }),
    field("attributes", { input: "map" }),
  ],
};

test("only what belongs to the chosen variant is asked for and sent, without what was left empty", () => {
  const given = newDraft(rich);
  expect(given.config).toEqual({ way: "key" });
  expect(missingConfig(given, rich, [])).toEqual({ "config.secret": "Is required" });
  const config = {
    way: "role",
    secret: "left over",
    role: "arn",
    labels: [" a ", "", "b"],
    priorities: { HIGH: " ", LOW: "Low" },
    attributes: [
      ["team", "soc"],
      ["", ""],
    ],
  };
  expect(configToSend({ ...given, config }, rich)).toEqual({
    way: "role",
    role: "arn",
    labels: ["a", "b"],
    priorities: { LOW: "Low" },
    attributes: { team: "soc" },
  });
  expect(configToSend({ ...given, config: { way: "role", labels: [""], attributes: [] } }, rich)).toEqual({
    way: "role",
  });
});

test("a stored map is typed on as entries", () => {
  const stored = {
    displayName: "q",
    alertTypes: [],
    severities: [],
    isEnabled: true,
    config: { attributes: { team: "soc" } },
  };
  const opened = draftOf(stored as unknown as Destination, rich);
  expect(opened.config.attributes).toEqual([["team", "soc"]]);
  expect(configToSend(opened, rich)).toEqual({ attributes: { team: "soc" } });
});

test.each([
  ["config.labels.0", "config.labels"],
  ["config.url", "config.url"],
  ["alertTypes.1", "alertTypes"],
  ["displayName", "displayName"],
])("an error at %s belongs to the field %s", (path, expected) => {
  expect(fieldPath(path)).toBe(expected);
});
