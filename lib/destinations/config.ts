import "server-only";
import { AppError } from "#lib/errors.ts";
import type { Outbound } from "#lib/http.ts";
import { seal, unseal } from "#lib/secrets.ts";
import type { DestinationKind } from "./define-destination.ts";
import { discriminatorOf, fieldShapesOf, metaOf, secretFieldsOf } from "./describe-destination.ts";

export type Config = Record<string, unknown>;

/** A config cut in two for storage. */
export interface StoredConfig {
  shown: Config;
  /** Sealed; the empty string when there is no secret. */
  sealedSecrets: string;
}

const place = (id: string) => `destinations:${id}`;
const isEmpty = (value: unknown) => value === undefined || value === null || value === "";

function refusal(path: string, rule: string): AppError {
  return new AppError("invalid", `${path}: ${rule}`, { field: path });
}

/** The field by which secrets go somewhere else than before; null when they go where they went. */
function changedAim(kind: DestinationKind, given: Config, stored: Config): string | null {
  const shapes = fieldShapesOf(kind, given);
  const aims = Object.keys(shapes).filter((name) => metaOf(shapes[name]).aims === true);
  // Compared as they are stored, so that a trailing slash is no change.
  const parsed = kind.config.safeParse({ ...stored, ...given });
  const now = parsed.success ? (parsed.data as Config) : given;
  return aims.find((name) => now[name] !== stored[name]) ?? null;
}

/** What is filled in for secrets that are left empty: the stored one, or one that is made just now. */
function withSecrets(kind: DestinationKind, given: Config, stored: Config | null) {
  const config: Config = { ...given };
  const generated: Record<string, string> = {};
  const own = new Set(secretFieldsOf(kind, given));
  const left = secretFieldsOf(kind).filter((name) => isEmpty(given[name]));
  for (const name of left) delete config[name];
  const kept = left.filter((name) => own.has(name) && stored?.[name] !== undefined);
  const aim = stored === null || kept.length === 0 ? null : changedAim(kind, config, stored);
  if (aim !== null) {
    const shapes = fieldShapesOf(kind);
    const [first = ""] = kept;
    const [secret, where] = [metaOf(shapes[first]).title ?? first, metaOf(shapes[aim]).title ?? aim];
    throw refusal(
      `config.${first}`,
      `enter ${secret} again: ${where} was changed, and a stored secret is sent nowhere else`,
    );
  }
  for (const name of left) {
    if (!own.has(name)) continue;
    const make = kind.generate?.[name];
    if (stored?.[name] !== undefined) config[name] = stored[name];
    else if (make) config[name] = generated[name] = make();
  }
  return { config, generated };
}

/**
 * A whole config from what a person sent: an empty or missing secret keeps the stored one, or is generated.
 * @param stored the config before, with its secrets; null on creation.
 * @returns `generated`, the secrets that were made just now and are shown this once.
 * @throws AppError (invalid) that names the field, for example `config.url`; also when the place that stored secrets would
 * be sent to has changed and they were not given again.
 */
export function completeConfig(
  kind: DestinationKind,
  given: Config,
  stored: Config | null,
): { config: Config; generated: Record<string, string> } {
  const { config, generated } = withSecrets(kind, given, stored);
  const result = kind.config.safeParse(config);
  if (result.success) return { config: result.data as Config, generated };
  const [issue] = result.error.issues;
  const discriminator = discriminatorOf(kind.config);
  if (issue?.code === "invalid_union" && discriminator !== null) {
    throw refusal(`config.${discriminator}`, `must be one of ${[...variantNames(kind, discriminator)].join(", ")}`);
  }
  const isMissing = issue?.code === "invalid_type" && issue.input === undefined;
  // Of the key of a map zod says only that it is none; the rule stands inside.
  const broken = issue?.code === "invalid_key" ? issue.issues[0] : issue;
  throw refusal(["config", ...(issue?.path ?? [])].join("."), isMissing ? "is required" : (broken?.message ?? ""));
}

function variantNames(kind: DestinationKind, discriminator: string): string[] {
  if (!("options" in kind.config)) return [];
  return kind.config.options.map((variant) => String((variant.shape[discriminator] as { value: unknown }).value));
}

/** Refuses a config whose addresses can never be reached, beside the field. @throws AppError (invalid). */
export function refuseClosedAddresses(config: Config, outbound: Outbound): void {
  for (const [name, value] of Object.entries(config)) {
    if (typeof value !== "string" || !/^https?:\/\//i.test(value)) continue;
    const refused = outbound.refusal(value);
    if (refused) throw refusal(`config.${name}`, refused.message);
  }
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

/** The config of a row, without secrets that were sealed with another key. */
export function openedConfig(stored: StoredConfig, id: string): Config {
  try {
    return fromStored(stored, id);
  } catch {
    return { ...stored.shown };
  }
}

/** Names of the secrets of a row that can be opened. */
export function secretsSetIn(stored: StoredConfig, id: string): string[] {
  return Object.keys(openedConfig(stored, id)).filter((name) => !(name in stored.shown));
}

/** What may be shown: secret fields of its variant are empty strings. */
export function redacted(kind: DestinationKind, shown: Config): Config {
  return { ...shown, ...Object.fromEntries(secretFieldsOf(kind, shown).map((name) => [name, ""])) };
}
