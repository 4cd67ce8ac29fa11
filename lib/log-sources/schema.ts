/** Client-safe shapes of log sources: nothing here may import from the server. */
import { z } from "zod";
import type { AlarmCalendar } from "#lib/drop-off/schema.ts";
import type { CheckResult, SourceHealth } from "#lib/health-checks/schema.ts";
import type { MetricBucket, SourceBucket, SourceCounts } from "#lib/log-processing/schema.ts";
import type { MetricRange } from "#lib/log-processing/terms.ts";
import type { RefusalReason } from "#lib/log-source-kinds/refusal-reasons.ts";
import { labelShape, type SourceAuth, type StreamTypeOptions } from "#lib/log-source-kinds/schema.ts";
import type { LogStreamType } from "#lib/log-source-kinds/terms.ts";

/** PATCH `/log-sources/{id}`. */
export const logSourceChangeShape = z
  .object({ integrationLabel: labelShape, isPaused: z.boolean("must be true or false") })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "send integrationLabel or isPaused");
export type LogSourceChange = z.infer<typeof logSourceChangeShape>;

/** The answer of `POST /log-sources/{id}/rotate-secret`: the one time the secret is shown. */
export const newSecretShape = z.object({ integrationId: z.string(), generatedSecret: z.string() });

const sourceNameShape = z.object({
  integrationId: z.string(),
  integrationLabel: z.string(),
  integrationType: z.string(),
  logTypes: z.array(z.string()),
});
/** What there is of a source where it is only named. */
export type SourceName = z.infer<typeof sourceNameShape>;

/** `GET /log-source-names`. */
export const sourceNamesShape = z.object({
  results: z.array(sourceNameShape),
  total: z.int().meta({ description: "How many fit, of which `results` are the first" }),
});

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
  counts: SourceCounts;
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
  /** What each health check found just now, in the order of the way that events take. */
  checks: CheckResult[];
  /** Why a source can only be looked at, in a sentence: its kind is of another version. Null for the kinds that are known. */
  unsupportedReason: string | null;
  logStreamTypeOptions: StreamTypeOptions | null;
  /** Null for a kind that does not authenticate requests. */
  auth: SourceAuth | null;
  ingestUrl: string | null;
  refusals: SourceRefusal[];
  /** Bodies that wait to be classified, and bodies that could not be. */
  batches: { pending: number; failed: number; oldestPendingAt: string | null; lastError: string | null };
}

/** `GET /log-sources/{id}/metrics`. */
export interface LogSourceMetrics {
  range: MetricRange;
  intervalMinutes: number;
  buckets: MetricBucket[];
  totals: SourceCounts;
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
