import { checkShape } from "#components/ui/check-shape.ts";
import { type FieldErrors, fieldErrorsOf } from "#components/ui/use-form-errors.ts";
import type { DestinationKindDescription } from "#lib/destinations/schema.ts";
import { destinationBody } from "#lib/destinations/write-shape.ts";
import { configToSend, type DestinationDraft, missingConfig } from "./destination-draft.ts";

/** What is wrong with a draft, by the path of the field. */
export function mistakesOf(
  draft: DestinationDraft,
  kind: DestinationKindDescription,
  secretsSet: readonly string[],
): FieldErrors {
  const checked = checkShape(destinationBody, { ...draft, config: configToSend(draft, kind) });
  return {
    ...(checked.success ? {} : fieldErrorsOf(checked.error.issues)),
    ...missingConfig(draft, kind, secretsSet),
  };
}
