import type { StreamType } from "#lib/classification/schema.ts";
import type { AuthSettings } from "#lib/log-source-kinds/auth-methods/define-auth-method.ts";
import { type AuthMethodName, authMethod, authMethods } from "#lib/log-source-kinds/auth-methods/registry.ts";
import type { HttpSourceBody } from "#lib/log-source-kinds/kinds/http/schema.ts";
import type { StreamTypeOptions } from "#lib/log-source-kinds/schema.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";

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
export function draftOf(source: LogSourceDetail): HttpSourceDraft {
  const { auth } = source;
  const { jsonArrayEnvelopeField = "", ...otherOptions } = source.logStreamTypeOptions ?? {};
  const settings = auth && { authHeaderKey: auth.headerKey, authHmacAlg: auth.hmacAlg, authUsername: auth.username };
  return {
    ...emptyDraft,
    integrationLabel: source.integrationLabel,
    logTypes: source.logTypes,
    logStreamType: source.logStreamType as StreamType,
    jsonArrayEnvelopeField,
    otherOptions,
    authMethod: auth?.method ?? "None",
    ...(settings ?? initialSettings("None")),
  };
}

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
export function parseDraft(text: string): HttpSourceDraft | null {
  try {
    const kept = JSON.parse(text) as Partial<HttpSourceDraft> | null;
    if (typeof kept !== "object" || kept === null || !Array.isArray(kept.logTypes)) return null;
    const isKnown = authMethods.some(({ method }) => method === kept.authMethod);
    return isKnown ? { ...emptyDraft, ...kept, ownSecret: "" } : null;
  } catch {
    return null;
  }
}

/** A draft as the browser may keep it: without its secret. */
export function serialiseDraft(draft: HttpSourceDraft): string {
  return JSON.stringify({ ...draft, ownSecret: "" });
}

/** How a form's draft outlives a reload. */
export const keptDraft = { parse: parseDraft, serialise: serialiseDraft };
