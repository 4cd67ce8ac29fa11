/**
 * How senders prove who they are: one method is one file here and one entry in registry.ts. The files run in the browser too,
 * where the forms are drawn from them, so whoever verifies brings the cryptography.
 */
import type { RefusalReason } from "#lib/log-source-kinds/refusal-reasons.ts";

/** What a source's method is set to, as it was sent; "" for what was left out. Nothing secret. */
export interface AuthSettings {
  authHeaderKey: string;
  authHmacAlg: string;
  authUsername: string;
}

/** The fields of the API that carry a secret; each method has one of them at most. */
export type SecretPath = "authSecretValue" | "authPassword" | "authBearerToken";

/** A setting as the forms ask for it. */
export interface AuthField {
  path: keyof AuthSettings;
  label: string;
  help: string;
  /** What the forms begin with; also what holds when nothing is sent, unless it is required. */
  initial: string;
  isRequired: boolean;
  /** The values there are; any text when left out. */
  options?: readonly { value: string; label: string }[];
}

/** The secret of a method, as the forms and the rules know it. */
export interface AuthSecret {
  path: SecretPath;
  /** With a capital: "Shared secret". */
  label: string;
  /** Inside a sentence: "secret". */
  what: string;
  /** What is wrong with a secret; null when nothing is. Never asked about an empty one. */
  problem(secret: string): string | null;
}

/** The cryptography of whoever verifies or signs. */
export interface AuthCrypto {
  /** In a time that does not depend on where they differ. */
  isSame(a: string | Uint8Array, b: string | Uint8Array): boolean;
  hmac(algorithm: "sha256" | "sha512", key: Uint8Array): { update(bytes: Uint8Array): void; digest(): Uint8Array };
}

export interface Credentials {
  settings: AuthSettings;
  /** Null when the source has none, which lets nobody in who has to have one. */
  secret: string | null;
}

/** Why a sender is not who it has to be, in the words that it is told. */
export interface AuthRefusal {
  reason: RefusalReason;
  message: string;
  /** The value of WWW-Authenticate (RFC 9110, 11.6.1). */
  challenge: string;
}

/** Holds a body against its signature while it comes in, as it comes over the wire. */
export interface BodyCheck {
  update(bytes: Uint8Array): void;
  /** After the last byte. Null: the body is the sender's. */
  end(): AuthRefusal | null;
}

/** The headers of a request, by lower-case name. */
export type HeaderReader = (name: string) => string | undefined;

/** A secret inside a command: as it is, or from the environment when it is null. */
export type ShellSecret = string | null;

export interface AuthMethod<Name extends string = string> {
  /** `authMethod` of the public API. */
  method: Name;
  label: string;
  /** For whoever chooses, in a sentence. */
  text: string;
  fields: readonly AuthField[];
  secret: AuthSecret | null;
  /** Whether the proof is about the body, so that it stands only after the last byte. */
  signsBody: boolean;
  /** What is wrong with the settings: the field and the rule. */
  problem(settings: AuthSettings): { path: keyof AuthSettings; message: string } | null;
  /** The header that carries the proof, as it was set or by default; "" when there is none. */
  headerKey(settings: AuthSettings): string;
  /** What the sender has to do, in one sentence; header names stand in backticks. */
  instruction(settings: AuthSettings): string;
  /** The lines before a curl command that sends `body`, and its arguments. */
  curl(
    settings: AuthSettings,
    secret: ShellSecret,
    body: string,
  ): { before: readonly string[]; arguments: readonly string[] };
  /** The headers that a sender of `body` adds. */
  headersFor(credentials: Credentials, body: Uint8Array, crypto: AuthCrypto): Record<string, string>;
  /** Null: the sender may send. A check: it may if the body passes. */
  verify(header: HeaderReader, credentials: Credentials, crypto: AuthCrypto, now: Date): AuthRefusal | BodyCheck | null;
}

/** Ties the name to its type. */
export function defineAuthMethod<const Name extends string>(method: AuthMethod<Name>): AuthMethod<Name> {
  return method;
}

const minSecretLength = 16;

/** A secret that a header can carry and that nobody guesses. */
export function headerSecretProblem(secret: string): string | null {
  if (!/^[!-~](?:[ -~]*[!-~])?$/.test(secret)) {
    return "must be printable ASCII without spaces at its ends, so that a header can carry it";
  }
  return secretLengthProblem(secret);
}

/** @returns the rule when a secret is so short that it can be guessed. */
export function secretLengthProblem(secret: string): string | null {
  return secret.length < minSecretLength ? `must have at least ${minSecretLength} characters` : null;
}

/** The first entry of a field's help for a header. */
export function headerField(help: string, initial: string): AuthField {
  return { path: "authHeaderKey", label: "Header", help, initial, isRequired: false };
}
