import type { AlertType, Destination, DestinationKindDescription, Severity } from "#lib/destinations/schema.ts";
import { alertTypes, severities } from "#lib/destinations/schema.ts";

/** What is typed into the form of a destination, of any kind. */
export interface DestinationDraft {
  displayName: string;
  alertTypes: AlertType[];
  severities: Severity[];
  isEnabled: boolean;
  config: Record<string, unknown>;
}

/** A new destination is told of everything. */
export const newDraft: DestinationDraft = {
  displayName: "",
  alertTypes: [...alertTypes],
  severities: [...severities],
  isEnabled: true,
  config: {},
};

export function draftOf(destination: Destination): DestinationDraft {
  const { displayName, isEnabled, config } = destination;
  return { displayName, alertTypes: destination.alertTypes, severities: destination.severities, isEnabled, config };
}

/** A draft without its secrets, as the browser may keep it. */
export function withoutSecrets(draft: DestinationDraft, kind: DestinationKindDescription): DestinationDraft {
  const secrets = new Set(kind.fields.filter((field) => field.isSecret).map((field) => field.name));
  return {
    ...draft,
    config: Object.fromEntries(Object.entries(draft.config).filter(([name]) => !secrets.has(name))),
  };
}

/** A draft from what the browser kept; null when it is not one. */
export function parseDraft(text: string): DestinationDraft | null {
  try {
    const kept = JSON.parse(text) as Partial<DestinationDraft> | null;
    if (typeof kept !== "object" || kept === null || !Array.isArray(kept.alertTypes)) return null;
    return { ...newDraft, ...kept };
  } catch {
    return null;
  }
}

/** Required fields of the kind that are still empty, by their path. A secret that is set may stay empty. */
export function missingConfig(
  draft: DestinationDraft,
  kind: DestinationKindDescription,
  secretsSet: readonly string[],
): Record<string, string> {
  const missing = kind.fields.filter(({ name, isRequired, isSecret }) => {
    const value = draft.config[name];
    const isEmpty = value === undefined || value === null || value === "";
    return isRequired && isEmpty && !(isSecret && secretsSet.includes(name));
  });
  return Object.fromEntries(missing.map(({ name }) => [`config.${name}`, "Is required"]));
}
