import "server-only";
import { AppError } from "#lib/errors.ts";
import { seal, unseal } from "#lib/secrets.ts";
import { type DestinationKind, secretFieldsOf } from "./define-destination.ts";

export type Config = Record<string, unknown>;

/** A config cut in two for storage. */
export interface StoredConfig {
  shown: Config;
  /** Sealed; the empty string when the kind has no secret. */
  sealedSecrets: string;
}

const place = (id: string) => `destinations:${id}`;

/**
 * A whole config from what a person sent: an empty or missing secret keeps the stored one, or is generated.
 * @param stored the config before, with its secrets; null on creation.
 * @returns `generated`, the secrets that were made just now and are shown this once.
 * @throws AppError (invalid) that names the field, for example `config.url`.
 */
export function completeConfig(
  kind: DestinationKind,
  given: Config,
  stored: Config | null,
): { config: Config; generated: Record<string, string> } {
  const merged: Config = { ...given };
  const generated: Record<string, string> = {};
  for (const name of secretFieldsOf(kind)) {
    const isGiven = merged[name] !== undefined && merged[name] !== null && merged[name] !== "";
    if (isGiven) continue;
    delete merged[name];
    const make = kind.generate?.[name];
    if (stored?.[name] !== undefined) merged[name] = stored[name];
    else if (make) merged[name] = generated[name] = make();
  }
  const result = kind.config.safeParse(merged);
  if (!result.success) {
    const issue = result.error.issues[0];
    const field = ["config", ...(issue?.path ?? [])].join(".");
    const isMissing = issue?.code === "invalid_type" && issue.input === undefined;
    throw new AppError("invalid", `${field}: ${isMissing ? "is required" : issue?.message}`, { field });
  }
  return { config: result.data, generated };
}

/** Seals the secret fields for a destination's row. */
export function toStored(kind: DestinationKind, config: Config, id: string): StoredConfig {
  const secretNames = new Set(secretFieldsOf(kind));
  const entries = Object.entries(config);
  const secrets = Object.fromEntries(entries.filter(([name]) => secretNames.has(name)));
  return {
    shown: Object.fromEntries(entries.filter(([name]) => !secretNames.has(name))),
    sealedSecrets: Object.keys(secrets).length === 0 ? "" : seal(JSON.stringify(secrets), place(id)),
  };
}

/** The whole config of a row, with its secrets. @throws Error when they were sealed with another key. */
export function fromStored(stored: StoredConfig, id: string): Config {
  if (stored.sealedSecrets === "") return { ...stored.shown };
  return { ...stored.shown, ...(JSON.parse(unseal(stored.sealedSecrets, place(id))) as Config) };
}

/** What may be shown: secret fields are empty strings. */
export function redacted(kind: DestinationKind, shown: Config): Config {
  return { ...shown, ...Object.fromEntries(secretFieldsOf(kind).map((name) => [name, ""])) };
}
