import type { Destination, DestinationField, DestinationKindDescription } from "#lib/destinations/schema.ts";
import type { AlertType, Severity } from "#lib/destinations/terms.ts";
import { alertTypes, isShown, severities } from "#lib/destinations/terms.ts";

/** What is typed into the form of a destination, of any kind. */
export interface DestinationDraft {
  displayName: string;
  alertTypes: AlertType[];
  severities: Severity[];
  isEnabled: boolean;
  /** As the inputs hold it: of a map whose keys are free its entries, also unfinished ones. */
  config: Record<string, unknown>;
}

type Fields = Pick<DestinationKindDescription, "fields">;

const hasFreeKeys = (field: DestinationField) => field.input === "map" && field.options.length === 0;
const isEmpty = (value: unknown) => value === undefined || value === null || value === "";

/** The entries of a map whose keys are free, as they are typed. */
export function entriesOf(value: unknown): [name: string, value: string][] {
  return Array.isArray(value) ? (value as [string, string][]) : [];
}

/** What each field holds before anything is typed. */
function initialConfig({ fields }: Fields): Record<string, unknown> {
  return Object.fromEntries(fields.flatMap(({ name, initial }) => (initial === null ? [] : [[name, initial]])));
}

/** A new destination is told of everything. */
export function newDraft(kind: Fields): DestinationDraft {
  return {
    displayName: "",
    alertTypes: [...alertTypes],
    severities: [...severities],
    isEnabled: true,
    config: initialConfig(kind),
  };
}

export function draftOf(destination: Destination, { fields }: Fields): DestinationDraft {
  const { displayName, isEnabled, alertTypes: types, severities: chosen } = destination;
  const free = fields.filter(hasFreeKeys).map(({ name }) => [name, Object.entries(destination.config[name] ?? {})]);
  const config = { ...destination.config, ...Object.fromEntries(free) };
  return { displayName, alertTypes: types, severities: chosen, isEnabled, config };
}

function sentValue(field: DestinationField, value: unknown): unknown {
  if (field.input === "list" && Array.isArray(value)) {
    const lines = value.map((line) => String(line).trim()).filter(Boolean);
    return lines.length > 0 ? lines : undefined;
  }
  if (field.input !== "map") return value;
  const entries = hasFreeKeys(field) ? entriesOf(value) : Object.entries((value ?? {}) as Record<string, string>);
  const filled = entries
    .map(([name, text]) => [name.trim(), text.trim()] as const)
    .filter(([name, text]) => (hasFreeKeys(field) ? name !== "" || text !== "" : text !== ""));
  return filled.length > 0 ? Object.fromEntries(filled) : undefined;
}

/** The config that is sent: what belongs to the chosen variant, without what was left empty. Secrets may be empty. */
export function configToSend(draft: DestinationDraft, { fields }: Fields): Record<string, unknown> {
  return Object.fromEntries(
    fields
      .filter((field) => isShown(field, draft.config))
      .map((field) => [field.name, sentValue(field, draft.config[field.name])] as const)
      .filter(([, value]) => !isEmpty(value)),
  );
}

/** A draft without its secrets, as the browser may keep it. */
export function withoutSecrets(draft: DestinationDraft, { fields }: Fields): DestinationDraft {
  const secrets = new Set(fields.filter((field) => field.isSecret).map((field) => field.name));
  return {
    ...draft,
    config: Object.fromEntries(Object.entries(draft.config).filter(([name]) => !secrets.has(name))),
  };
}

/** A draft from what the browser kept; null when it is not one. */
export function parseDraft(kept: unknown): Partial<DestinationDraft> | null {
  const draft = kept as Partial<DestinationDraft> | null | undefined;
  return typeof draft === "object" && Array.isArray(draft?.alertTypes) ? draft : null;
}

/** Required fields of the kind that are still empty, by their path. A secret that is set may stay empty. */
export function missingConfig(
  draft: DestinationDraft,
  { fields }: Fields,
  secretsSet: readonly string[],
): Record<string, string> {
  const missing = fields.filter((field) => {
    const isKept = field.isSecret && secretsSet.includes(field.name);
    return isShown(field, draft.config) && field.isRequired && isEmpty(draft.config[field.name]) && !isKept;
  });
  return Object.fromEntries(missing.map(({ name }) => [`config.${name}`, "Is required"]));
}

/** The path of the field that an error belongs to: `config.labels` for one at `config.labels.0`. */
export function fieldPath(path: string): string {
  return path
    .split(".")
    .slice(0, path.startsWith("config.") ? 2 : 1)
    .join(".");
}
