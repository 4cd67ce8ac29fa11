import { expect, test } from "vitest";
import { bodyOf, emptyDraft, parseDraft, stepOfField, withMethod, withoutSecret } from "./http-source-draft.ts";

const draft = { ...emptyDraft, integrationLabel: " okta-prod ", logTypes: ["Okta.SystemLog"] };

test("what the browser keeps never holds the secret", () => {
  const kept = JSON.stringify(withoutSecret({ ...draft, secretFrom: "own", ownSecret: "hunter2-hunter2" }));
  expect(kept).not.toContain("hunter2");
  expect(parseDraft(JSON.parse(kept))).toEqual({ ...draft, secretFrom: "own", ownSecret: "" });
});

test("what is not a draft is not taken for one", () => {
  for (const other of ["", null, 1, {}, { logTypes: "a" }]) expect(parseDraft(other)).toBeNull();
});

test("an own secret is sent, a generated one is left to the server", () => {
  expect(bodyOf({ ...draft, secretFrom: "own", ownSecret: "s" }).authSecretValue).toBe("s");
  expect(bodyOf({ ...draft, secretFrom: "generated", ownSecret: "s" }).authSecretValue).toBe("");
});

test("a source without authentication carries neither header nor secret", () => {
  const body = bodyOf({ ...draft, authMethod: "None", secretFrom: "own", ownSecret: "s" });
  expect([body.authHeaderKey, body.authSecretValue]).toEqual([undefined, undefined]);
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

test("of the method only its own fields are sent", () => {
  const basic = { ...draft, ...withMethod("Basic"), authUsername: " ada ", secretFrom: "own" as const, ownSecret: "p" };
  expect(bodyOf(basic)).toMatchObject({ authMethod: "Basic", authUsername: "ada", authPassword: "p" });
  expect(bodyOf(basic)).not.toHaveProperty("authSecretValue");
  expect(bodyOf({ ...basic, ...withMethod("HMAC") })).toMatchObject({ authHmacAlg: "sha256", authSecretValue: "" });
});

test("options that the form does not show are sent back as they were saved", () => {
  const options = { xmlRootElement: "root" };
  expect(bodyOf({ ...draft, otherOptions: options }).logStreamTypeOptions).toEqual(options);
});
