import { type Answer, callOperation } from "#components/shell/call-operation.ts";
import { defaultThresholdMinutes } from "#lib/drop-off/terms.ts";
import { authMethod } from "#lib/log-source-kinds/auth-methods/registry.ts";
import { newSourceSecret } from "#lib/log-source-kinds/source-secret.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import { bodyOf, type HttpSourceDraft } from "./http-source-draft.ts";

/** A source that a draft was saved as before. */
export interface SavedSource {
  id: string;
  /** The method that its secret is for; null when it has none. */
  secretOf: string | null;
}

export function savedSourceOf(source: LogSourceDetail): SavedSource {
  return { id: source.integrationId, secretOf: source.auth?.hasSecret ? source.auth.method : null };
}

/**
 * Creates the source of a draft, or changes it. Where one is needed and none was typed a secret is made.
 * @returns the source, and the secret when it was made: it is not to be had again.
 * @throws ApiError
 */
export async function saveHttpSource(
  before: SavedSource | null,
  draft: HttpSourceDraft,
): Promise<{ saved: SavedSource; madeSecret: string | null }> {
  const body = bodyOf(draft);
  if (before === null) {
    // The alarm that the last step asks about begins with yes: it is made with the source, whichever way the wizard is left.
    const query = { "drop-off-minutes": String(defaultThresholdMinutes) };
    const answer = await callOperation("POST /log-sources/http", { query, body });
    return { saved: savedAs(answer), madeSecret: answer.generatedSecret ?? null };
  }
  const path = authMethod(draft.authMethod).secret?.path;
  const mustMake = path !== undefined && !body[path] && before.secretOf !== draft.authMethod;
  const madeSecret = mustMake ? newSourceSecret() : null;
  const given = mustMake ? { ...body, [path]: madeSecret } : body;
  const answer = await callOperation("PUT /log-sources/http/{id}", { params: { id: before.id }, body: given });
  return { saved: savedAs(answer), madeSecret };
}

function savedAs({ integrationId, authMethod: method }: Answer<"PUT /log-sources/http/{id}">): SavedSource {
  return { id: integrationId, secretOf: authMethod(method).secret ? method : null };
}

/** What is wrong with a secret that is still to be typed, by its field; empty when nothing is. */
export function missingSecret(draft: HttpSourceDraft): Record<string, string> {
  const { secret } = authMethod(draft.authMethod);
  if (secret === null || draft.secretFrom !== "own" || draft.ownSecret !== "") return {};
  return { [secret.path]: `Type the ${secret.what}, or choose the other way above` };
}
