import { expect, test } from "vitest";
import type { DestinationField, DestinationKindDescription } from "#lib/destinations/schema.ts";
import { missingConfig, newDraft, parseDraft, withoutSecrets } from "./destination-draft.ts";

const field = (name: string, more: Partial<DestinationField> = {}): DestinationField => ({
  name,
  title: name,
  description: "",
  placeholder: "",
  input: "text",
  options: [],
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
const draft = { ...newDraft, displayName: "soar", config: { url: "https://example.com", token: "hunter2" } };

test("what the browser keeps never holds a secret", () => {
  const kept = JSON.stringify(withoutSecrets(draft, kind));
  expect(kept).not.toContain("hunter2");
  expect(parseDraft(kept)).toEqual({ ...draft, config: { url: "https://example.com" } });
});

test("what is not a draft is not taken for one", () => {
  for (const text of ["", "null", "[]", '{"alertTypes":1}']) expect(parseDraft(text)).toBeNull();
});

test("required fields are asked for, but not a secret that is set", () => {
  expect(missingConfig({ ...draft, config: {} }, kind, [])).toEqual({
    "config.url": "Is required",
    "config.token": "Is required",
  });
  expect(missingConfig({ ...draft, config: { url: "https://example.com", token: "" } }, kind, ["token"])).toEqual({});
});

test("a new destination is told of everything", () => {
  expect(newDraft.alertTypes).toHaveLength(6);
  expect(newDraft.severities).toHaveLength(5);
});
