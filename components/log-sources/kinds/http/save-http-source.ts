import { callOperation, callWithEtag } from "#components/shell/call-operation.ts";
import { defaultThresholdMinutes } from "#lib/drop-off/terms.ts";
import { authMethod } from "#lib/log-source-kinds/auth-methods/registry.ts";
import type { HttpSource } from "#lib/log-source-kinds/kinds/http/schema.ts";
import { newSourceSecret } from "#lib/log-source-kinds/source-secret.ts";
import { bodyOf, type HttpSourceDraft } from "./http-source-draft.ts";

/** A source that a draft was saved as before. */
export interface SavedSource {
  id: string;
  /** The method that its secret is for; null when it has none. */
  secretOf: string | null;
}

export function savedSourceOf({ integrationId, authMethod: method }: HttpSource): SavedSource {
  return { id: integrationId, secretOf: authMethod(method).secret ? method : null };
}

interface SavedHttpSource {
  answer: HttpSource;
  etag: string | null;
  madeSecret: string | null;
}

/**
 * Creates the source of a draft, or changes it. Where one is needed and none was typed a secret is made.
 * @returns the source, and the secret when it was made: it is not to be had again.
 * @param ifMatch the ETag of what the draft was made from.
 * @throws ApiError
 */
export async function saveHttpSource(
  before: SavedSource | null,
  draft: HttpSourceDraft,
  ifMatch: string | undefined,
): Promise<SavedHttpSource> {
  const body = bodyOf(draft);
  if (before === null) {
    // The alarm that the last step asks about begins with yes: it is made with the source, whichever way the wizard is left.
    const query = { "drop-off-minutes": String(defaultThresholdMinutes) };
    const answer = await callOperation("POST /log-sources/http", { query, body });
    return { answer, etag: null, madeSecret: answer.generatedSecret ?? null };
  }
  const path = authMethod(draft.authMethod).secret?.path;
  const mustMake = path !== undefined && !body[path] && before.secretOf !== draft.authMethod;
  const madeSecret = mustMake ? newSourceSecret() : null;
  const given = mustMake ? { ...body, [path]: madeSecret } : body;
  const put = { params: { id: before.id }, body: given, ifMatch };
  const { answer, etag = null } = await callWithEtag("PUT /log-sources/http/{id}", put);
  return { answer, etag, madeSecret };
}
