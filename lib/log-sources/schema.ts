/** Client-safe shapes of log sources: nothing here may import from the server. */
import { z } from "zod";
import { streamTypes } from "#lib/classification/schema.ts";
import type { AlarmCalendar } from "./drop-off/schema.ts";

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

/** PATCH `/log-sources/{id}`. */
export const logSourceChangeShape = z
  .object({ integrationLabel: httpSourceShape.shape.integrationLabel, isPaused: z.boolean("must be true or false") })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "send integrationLabel or isPaused");
export type LogSourceChange = z.infer<typeof logSourceChangeShape>;

/** "unknown" is never shown as healthy: nothing was received yet, the source is paused, or it is silent and nothing says whether it may be. */
export type HealthStatus = "healthy" | "failing" | "unknown";

export type HealthReasonKind =
  | "classification-failures"
  | "log-drop-off"
  | "silent"
  | "refused-requests"
  | "failed-batches"
  | "late-batches"
  | "never-received"
  | "paused";

export interface HealthReason {
  kind: HealthReasonKind;
  /** Whether this makes the source failing; otherwise it is worth knowing only. */
  isFailing: boolean;
  /** One sentence with its numbers. */
  message: string;
  count: number | null;
  /** ISO 8601. */
  since: string | null;
  /** The open System Error, when there is one. */
  alertId: string | null;
}

export interface SourceHealth {
  status: HealthStatus;
  /** What fails first, then what is worth knowing. */
  reasons: HealthReason[];
}

/** What was counted in one interval. */
export interface SourceBucket {
  /** Start of the interval, ISO 8601. */
  at: string;
  classified: number;
  failed: number;
  /** Requests that were turned away. */
  refused: number;
}

/** What a list shows of the drop-off alarms of a source. */
export interface SourceDropOff {
  /** Of the alarm on no events at all; null when it is not set. */
  minutesThreshold: number | null;
  /** When that alarm expects events; null for always. */
  calendar: AlarmCalendar | null;
  /** Alarms on single log types, low volume and late data. */
  others: number;
  /** Whether the alarm on no events at all has raised its alert. */
  isOut: boolean;
}

/** A row of `GET /log-sources`. Instants are ISO 8601. */
export interface LogSourceSummary {
  integrationId: string;
  integrationLabel: string;
  integrationType: string;
  logTypes: string[];
  logStreamType: LogStreamType;
  isPaused: boolean;
  health: SourceHealth;
  lastEventReceivedAtTime: string | null;
  lastEventProcessedAtTime: string | null;
  createdAtTime: string;
  lastModified: string;
  /** Null for a kind of source that can have no drop-off alarm. */
  dropOff: SourceDropOff | null;
  /** Over the last 24 hours. */
  counts: { classified: number; failed: number; refused: number; bytes: number };
  /** 96 quarters of an hour, oldest first; the last one is running. */
  ribbon: SourceBucket[];
}

/** Refused requests of the last 24 hours with one reason. */
export interface SourceRefusal {
  reason: RefusalReason;
  /** What the sender was told the last time. */
  detail: string;
  count: number;
  lastAt: string;
}

/** `GET /log-sources/{id}`. */
export interface LogSourceDetail extends LogSourceSummary {
  /** Why a source can only be looked at, in a sentence: its kind is of another version. Null for the kinds that are known. */
  unsupportedReason: string | null;
  logStreamTypeOptions: HttpSource["logStreamTypeOptions"] | null;
  /** Null for a kind that does not authenticate requests. */
  auth: { method: AuthMethod; headerKey: string; hasSecret: boolean } | null;
  ingestUrl: string | null;
  refusals: SourceRefusal[];
  /** Bodies that wait to be classified, and bodies that could not be. */
  batches: { pending: number; failed: number; oldestPendingAt: string | null; lastError: string | null };
}

export const metricRanges = ["24h", "7d", "30d"] as const;
export type MetricRange = (typeof metricRanges)[number];

/** Quarters of an hour, 2 hours, 6 hours. */
export const metricIntervalMinutes: Record<MetricRange, number> = { "24h": 15, "7d": 120, "30d": 360 };
export const metricIntervalCount: Record<MetricRange, number> = { "24h": 96, "7d": 84, "30d": 120 };

export interface MetricBucket extends SourceBucket {
  bytes: number;
  /** Classified events by log type; log types without any are absent. */
  byLogType: Record<string, number>;
}

/** `GET /log-sources/{id}/metrics`. */
export interface LogSourceMetrics {
  range: MetricRange;
  intervalMinutes: number;
  buckets: MetricBucket[];
  totals: { classified: number; failed: number; refused: number; bytes: number };
  /** Most first. */
  logTypes: { logType: string; classified: number; bytes: number }[];
}

/** `GET /log-sources/{id}/first-event`: what the wizard waits for. */
export interface FirstEvent {
  /** The first accepted request with a body; null while none came. */
  received: { batchId: string; at: string; bytes: number; lines: number } | null;
  /** What came of it; null while it waits. */
  processed: { at: string; classified: number; failed: number; logTypes: string[]; lastError: string | null } | null;
  /** Why the first line that failed was refused, in words; null when none failed. */
  failure: string | null;
  /** The open System Error, when there is one. */
  alertId: string | null;
  /** Requests that were turned away so far, the latest first: why nothing arrives. */
  refusals: SourceRefusal[];
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

/** What the intake answers to an accepted request. `batchId` is null for an empty body. */
export interface IntakeReceipt {
  accepted: { bytes: number; lines: number };
  batchId: string | null;
}
