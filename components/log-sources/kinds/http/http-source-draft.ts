import type { StreamType } from "#lib/classification/schema.ts";
import { availableAuthMethods, defaultSecretHeader, type HttpSourceBody } from "#lib/log-source-kinds/schema.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";

export type DraftAuthMethod = (typeof availableAuthMethods)[number];

/** What is typed into the form of an HTTP source. */
export interface HttpSourceDraft {
  integrationLabel: string;
  logTypes: string[];
  logStreamType: StreamType;
  jsonArrayEnvelopeField: string;
  authMethod: DraftAuthMethod;
  authHeaderKey: string;
  secretFrom: "generated" | "own";
  /** Never kept anywhere but in memory. */
  ownSecret: string;
}

export const emptyDraft: HttpSourceDraft = {
  integrationLabel: "",
  logTypes: [],
  logStreamType: "Auto",
  jsonArrayEnvelopeField: "",
  authMethod: "SharedSecret",
  authHeaderKey: defaultSecretHeader,
  secretFrom: "generated",
  ownSecret: "",
};

const isAvailable = (method: string): method is DraftAuthMethod =>
  (availableAuthMethods as readonly string[]).includes(method);

/** A saved source as a draft. Its secret is write-only and stays as it is when none is typed. */
export function draftOf(source: LogSourceDetail): HttpSourceDraft {
  const method = source.auth?.method ?? "None";
  return {
    ...emptyDraft,
    integrationLabel: source.integrationLabel,
    logTypes: source.logTypes,
    logStreamType: source.logStreamType as StreamType,
    jsonArrayEnvelopeField: source.logStreamTypeOptions?.jsonArrayEnvelopeField ?? "",
    authMethod: isAvailable(method) ? method : "SharedSecret",
    authHeaderKey: source.auth?.headerKey || defaultSecretHeader,
  };
}

/** A draft as the API takes it. */
export function bodyOf(draft: HttpSourceDraft): HttpSourceBody {
  const envelope = draft.jsonArrayEnvelopeField.trim();
  const hasSecret = draft.authMethod === "SharedSecret";
  return {
    integrationLabel: draft.integrationLabel.trim(),
    logTypes: draft.logTypes,
    logStreamType: draft.logStreamType,
    logStreamTypeOptions:
      draft.logStreamType === "JsonArray" && envelope !== "" ? { jsonArrayEnvelopeField: envelope } : null,
    authMethod: draft.authMethod,
    authHeaderKey: hasSecret ? draft.authHeaderKey.trim() : "",
    authSecretValue: hasSecret && draft.secretFrom === "own" ? draft.ownSecret : "",
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
    return { ...emptyDraft, ...kept, ownSecret: "" };
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

/** A secret of 256 random bits, made in the browser. */
export function generateSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `tt_s_${btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "")}`;
}
