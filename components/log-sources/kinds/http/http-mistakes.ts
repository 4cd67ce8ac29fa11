import { checkShape } from "#components/ui/check-shape.ts";
import { type FieldErrors, fieldErrorsOf } from "#components/ui/use-form-errors.ts";
import { authMethod } from "#lib/log-source-kinds/auth-methods/registry.ts";
import { httpSourceShape } from "#lib/log-source-kinds/kinds/http/schema.ts";
import { bodyOf, type HttpSourceDraft } from "./http-source-draft.ts";

/** What is wrong with a secret that is still to be typed, by its field; empty when nothing is. */
function missingSecret(draft: HttpSourceDraft): Record<string, string> {
  const { secret } = authMethod(draft.authMethod);
  if (secret === null || draft.secretFrom !== "own" || draft.ownSecret !== "") return {};
  return { [secret.path]: `Type the ${secret.what}, or choose the other way above` };
}

/** What is wrong with a draft, by the path of the field. */
export function mistakesOf(draft: HttpSourceDraft): FieldErrors {
  const checked = checkShape(httpSourceShape, bodyOf(draft));
  return { ...missingSecret(draft), ...(checked.success ? {} : fieldErrorsOf(checked.error.issues)) };
}
