/** Client-safe shapes of the kinds of log sources: nothing here may import from the server. */
import { z } from "zod";
import { streamTypes } from "#lib/classification/schema.ts";

/** `integrationType` of an HTTP source. */
export const httpSourceKind = "http-ingest";

/** The stream types of the public API; an HTTP source takes those of `streamTypes`. */
export const logStreamTypes = [...streamTypes, "CloudWatchLogs", "XML"] as const;
export type LogStreamType = (typeof logStreamTypes)[number];

export const authMethods = ["SharedSecret", "HMAC", "Bearer", "Basic", "None"] as const;
export type AuthMethod = (typeof authMethods)[number];

/** The methods a source can be saved with. */
export const availableAuthMethods = ["SharedSecret", "None"] as const satisfies readonly AuthMethod[];

export const authMethodLabels: Record<AuthMethod, string> = {
  SharedSecret: "Shared secret",
  HMAC: "HMAC signature",
  Bearer: "Bearer token",
  Basic: "User name and password",
  None: "None",
};

/** The header that carries the shared secret when no other was chosen. */
export const defaultSecretHeader = "x-telltale-secret";

export const labelMaxLength = 128;

/** Headers that HTTP itself gives a meaning to. */
const reservedHeaders = new Set(
  "connection content-encoding content-length content-type expect host te trailer transfer-encoding upgrade".split(" "),
);

function isOneOf<T extends string>(values: readonly T[], value: string): value is T {
  return (values as readonly string[]).includes(value);
}

const list = new Intl.ListFormat("en", { type: "disjunction" });

/** What POST and PUT `/log-sources/http` take. Empty text counts as absent, as the public API's clients send it. */
export const httpSourceShape = z.object({
  integrationLabel: z
    .string("must be a text")
    .max(labelMaxLength, `must have at most ${labelMaxLength} characters`)
    .refine((label) => label.trim() !== "", "must not be empty")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
    .refine((label) => !/[\u0000-\u001f\u007f]/.test(label), "must not hold control characters"),
  logStreamType: z
    .enum(logStreamTypes, `must be one of ${list.format(logStreamTypes)}`)
    .refine(
      (type) => isOneOf(streamTypes, type),
      `HTTP sources take ${list.format(streamTypes)}; other stream types are not supported yet`,
    )
    .transform((type) => type as (typeof streamTypes)[number]),
  logTypes: z
    .array(z.string("must be the name of a schema"), "must be a list of schema names")
    .min(1, "must name at least one schema")
    .refine((names) => new Set(names).size === names.length, "must not name a schema twice"),
  logStreamTypeOptions: z
    .object({ jsonArrayEnvelopeField: z.string().max(256).optional(), xmlRootElement: z.string().max(256).optional() })
    .nullish()
    .transform((options) => (options && Object.keys(options).length > 0 ? options : null)),
  authMethod: z
    .enum(authMethods, `must be one of ${list.format(authMethods)}`)
    .refine(
      (method) => isOneOf(availableAuthMethods, method),
      `must be ${list.format(availableAuthMethods)}; the other methods are not supported yet`,
    )
    .transform((method) => method as (typeof availableAuthMethods)[number]),
  authHeaderKey: z
    .string()
    .regex(/^(?:[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64})?$/, "must be the name of an HTTP header")
    .refine((name) => !reservedHeaders.has(name.toLowerCase()), "must be a header that HTTP itself does not use")
    .default(""),
  authHmacAlg: z.string().max(64).default(""),
  authUsername: z.string().max(256).default(""),
  authSecretValue: z
    .string()
    .max(1024, "must have at most 1024 characters")
    .regex(
      /^(?:[!-~](?:[ -~]*[!-~])?)?$/,
      "must be printable ASCII without spaces at its ends, so that a header can carry it",
    )
    .default(""),
  authPassword: z.string().max(1024).default(""),
  authBearerToken: z.string().max(4096).default(""),
});

/** As it is sent. */
export type HttpSourceBody = z.input<typeof httpSourceShape>;
/** After it was checked. */
export type HttpSourceValues = z.output<typeof httpSourceShape>;

/** What `/log-sources/http` answers. Secrets are write-only and always "". */
export interface HttpSource {
  integrationId: string;
  integrationLabel: string;
  logStreamType: LogStreamType;
  /** In the order they were given. */
  logTypes: string[];
  /** As they were sent; absent when none were. */
  logStreamTypeOptions?: { jsonArrayEnvelopeField?: string | undefined; xmlRootElement?: string | undefined };
  authMethod: AuthMethod;
  authHeaderKey: string;
  authHmacAlg: string;
  authUsername: string;
  authSecretValue: "";
  authPassword: "";
  authBearerToken: "";
  /** Where senders POST. */
  ingestUrl: string;
}

/** The answer to POST and to a rotation: the one time a secret that was made here is shown. */
export type HttpSourceWithSecret = HttpSource & { generatedSecret?: string };

/** How senders prove who they are. */
export interface SourceAuth {
  method: AuthMethod;
  headerKey: string;
  hasSecret: boolean;
}

/** Why a request was turned away, as it is counted. */
export const refusalReasons = [
  "missing_secret",
  "wrong_secret",
  "body_too_large",
  "inflated_too_large",
  "unsupported_encoding",
  "paused",
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

export const refusalLabels: Record<RefusalReason, string> = {
  missing_secret: "Secret missing",
  wrong_secret: "Wrong secret",
  body_too_large: "Body too large",
  inflated_too_large: "Too large after decompression",
  unsupported_encoding: "Unsupported encoding",
  paused: "Source is paused",
};

/** What an alarm watches: no event at all, fewer events than expected, or events that arrive late. */
export const alarmSignals = ["no-data", "low-volume", "late-data"] as const;
export type AlarmSignal = (typeof alarmSignals)[number];
