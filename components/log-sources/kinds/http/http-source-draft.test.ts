import { expect, test } from "vitest";
import { bodyOf, emptyDraft, generateSecret, parseDraft, serialiseDraft, stepOfField } from "./http-source-draft.ts";

const draft = { ...emptyDraft, integrationLabel: " okta-prod ", logTypes: ["Okta.SystemLog"] };

test("what the browser keeps never holds the secret", () => {
  const kept = serialiseDraft({ ...draft, secretFrom: "own", ownSecret: "hunter2-hunter2" });
  expect(kept).not.toContain("hunter2");
  expect(parseDraft(kept)).toEqual({ ...draft, secretFrom: "own", ownSecret: "" });
});

test("what is not a draft is not taken for one", () => {
  for (const text of ["", "null", "1", "{}", '{"logTypes":"a"}']) expect(parseDraft(text)).toBeNull();
});

test("an own secret is sent, a generated one is left to the server", () => {
  expect(bodyOf({ ...draft, secretFrom: "own", ownSecret: "s" }).authSecretValue).toBe("s");
  expect(bodyOf({ ...draft, secretFrom: "generated", ownSecret: "s" }).authSecretValue).toBe("");
});

test("a source without authentication carries neither header nor secret", () => {
  const body = bodyOf({ ...draft, authMethod: "None", secretFrom: "own", ownSecret: "s" });
  expect([body.authHeaderKey, body.authSecretValue]).toEqual(["", ""]);
});

test("the envelope field goes with JSON arrays only", () => {
  const withField = { ...draft, jsonArrayEnvelopeField: "Records" };
  expect(bodyOf({ ...withField, logStreamType: "JsonArray" }).logStreamTypeOptions).toEqual({
    jsonArrayEnvelopeField: "Records",
  });
  expect(bodyOf({ ...withField, logStreamType: "JSON" }).logStreamTypeOptions).toBeNull();
});

test("each field belongs to a step", () => {
  expect(["integrationLabel", "logTypes", "authHeaderKey", "authSecretValue"].map(stepOfField)).toEqual([
    "source",
    "source",
    "authentication",
    "authentication",
  ]);
});

test("a secret that is made here fits into a header and is never made twice", () => {
  const made = new Set(Array.from({ length: 50 }, generateSecret));
  expect(made.size).toBe(50);
  for (const secret of made) expect(secret).toMatch(/^tt_s_[\w-]{43}$/);
});
