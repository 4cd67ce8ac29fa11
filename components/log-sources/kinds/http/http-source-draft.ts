import type { StreamType } from "#lib/classification/schema.ts";
import type { AuthSettings } from "#lib/log-source-kinds/auth-methods/define-auth-method.ts";
import { type AuthMethodName, authMethod, authMethods } from "#lib/log-source-kinds/auth-methods/registry.ts";
import type { HttpSource, HttpSourceBody } from "#lib/log-source-kinds/kinds/http/schema.ts";
import type { StreamTypeOptions } from "#lib/log-source-kinds/schema.ts";

/** What is typed into the form of an HTTP source. */
export interface HttpSourceDraft extends AuthSettings {
  integrationLabel: string;
  logTypes: string[];
  logStreamType: StreamType;
  jsonArrayEnvelopeField: string;
  /** Options that the form does not show, as they were saved. */
  otherOptions: StreamTypeOptions;
  authMethod: AuthMethodName;
  secretFrom: "generated" | "own";
  /** Never kept anywhere but in memory. */
  ownSecret: string;
}

/** The settings that a method's form begins with. */
function initialSettings(name: AuthMethodName): AuthSettings {
  const initial = authMethod(name).fields.map((field) => [field.path, field.initial]);
  return { authHeaderKey: "", authHmacAlg: "", authUsername: "", ...Object.fromEntries(initial) };
}

export const emptyDraft: HttpSourceDraft = {
  integrationLabel: "",
  logTypes: [],
  logStreamType: "Auto",
  jsonArrayEnvelopeField: "",
  otherOptions: {},
  authMethod: "SharedSecret",
  ...initialSettings("SharedSecret"),
  secretFrom: "generated",
  ownSecret: "",
};

/** A saved source as a draft. Its secret is write-only and stays as it is when none is typed. */
export function draftOf(source: HttpSource): HttpSourceDraft {
  const { integrationLabel, logTypes, logStreamType, authMethod: method } = source;
  const { authHeaderKey, authHmacAlg, authUsername } = source;
  const { jsonArrayEnvelopeField = "", ...otherOptions } = source.logStreamTypeOptions ?? {};
  return {
    ...emptyDraft,
    ...{ integrationLabel, logTypes, jsonArrayEnvelopeField, otherOptions },
    // Those that this version cannot read no source of its own has.
    logStreamType: logStreamType as StreamType,
    ...{ authMethod: method, authHeaderKey, authHmacAlg, authUsername },
  };
}

/** What the fields are called, for the change of somebody else. */
export const draftLabels: Readonly<Record<string, string>> = {
  integrationLabel: "Name",
  logTypes: "Log types",
  logStreamType: "Stream type",
  jsonArrayEnvelopeField: "Field that holds the array",
  authMethod: "Authentication",
  authHeaderKey: "Header",
  authHmacAlg: "Algorithm",
  authUsername: "User name",
};

/** What changes in a draft with another method: its settings begin anew, and so does the secret. */
export function withMethod(name: AuthMethodName): Partial<HttpSourceDraft> {
  return { authMethod: name, ...initialSettings(name), secretFrom: "generated", ownSecret: "" };
}

/** A draft as the API takes it: of the method only what it has. */
export function bodyOf(draft: HttpSourceDraft): HttpSourceBody {
  const envelope = draft.jsonArrayEnvelopeField.trim();
  const hasEnvelope = draft.logStreamType === "JsonArray" && envelope !== "";
  const options = { ...draft.otherOptions, ...(hasEnvelope ? { jsonArrayEnvelopeField: envelope } : {}) };
  const method = authMethod(draft.authMethod);
  const settings = method.fields.map(({ path }) => [path, draft[path].trim()]);
  const ownSecret = draft.secretFrom === "own" ? draft.ownSecret : "";
  return {
    integrationLabel: draft.integrationLabel.trim(),
    logTypes: draft.logTypes,
    logStreamType: draft.logStreamType,
    logStreamTypeOptions: Object.keys(options).length > 0 ? options : null,
    authMethod: draft.authMethod,
    ...Object.fromEntries(settings),
    ...(method.secret ? { [method.secret.path]: ownSecret } : {}),
  };
}

/** The step of the wizard a field stands on, by the path the API names it with. */
export function stepOfField(path: string): "source" | "authentication" {
  return path.startsWith("auth") ? "authentication" : "source";
}

/** A draft from what the browser kept; null when it is not one. */
export function parseDraft(kept: unknown): HttpSourceDraft | null {
  const draft = kept as Partial<HttpSourceDraft> | null | undefined;
  if (typeof draft !== "object" || draft === null || !Array.isArray(draft.logTypes)) return null;
  const isKnown = authMethods.some(({ method }) => method === draft.authMethod);
  return isKnown ? { ...emptyDraft, ...draft, ownSecret: "" } : null;
}

/** A draft as the browser may keep it: without its secret. */
export function withoutSecret(draft: HttpSourceDraft): HttpSourceDraft {
  return { ...draft, ownSecret: "" };
}
