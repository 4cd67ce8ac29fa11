/** Client-safe shapes of log sources: nothing here may import from the server. */
import { z } from "zod";
import { instantShape, pageOf } from "#lib/api/shapes.ts";
import { calendarShape } from "#lib/drop-off/schema.ts";
import { checkResultShape, sourceHealthShape } from "#lib/health-checks/schema.ts";
import { metricBucketShape, sourceBucketShape, sourceCountsShape } from "#lib/log-processing/schema.ts";
import { metricRanges } from "#lib/log-processing/terms.ts";
import { refusalReasons } from "#lib/log-source-kinds/refusal-reasons.ts";
import { labelShape, sourceAuthShape, streamTypeOptionsShape } from "#lib/log-source-kinds/schema.ts";
import { logStreamTypes } from "#lib/log-source-kinds/terms.ts";

/** PATCH `/log-sources/{id}`. */
export const logSourceChangeShape = z
  .object({ integrationLabel: labelShape, isPaused: z.boolean("must be true or false") })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "send integrationLabel or isPaused");
export type LogSourceChange = z.infer<typeof logSourceChangeShape>;

/** The answer of `POST /log-sources/{id}/rotate-secret`: the one time the secret is shown. */
export const newSecretShape = z.object({ integrationId: z.string(), generatedSecret: z.string() });

/** What a change of a source may replace: its ETag stands for these. The others follow from the source itself. */
export function sourceVersion<Answer extends object>(answer: Answer): object {
  const {
    integrationId: _,
    ingestUrl: __,
    ...version
  } = answer as Answer & Record<"integrationId" | "ingestUrl", unknown>;
  return version;
}

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

const sourceDropOffShape = z.object({
  minutesThreshold: z
    .int()
    .nullable()
    .meta({ description: "Of the alarm on no events at all; null when it is not set." }),
  calendar: calendarShape.nullable().meta({ description: "When that alarm expects events; null for always." }),
  others: z.int().meta({ description: "Alarms on single log types, low volume and late data." }),
  isOut: z.boolean().meta({ description: "Whether the alarm on no events at all has raised its alert." }),
});
/** What a list shows of the drop-off alarms of a source. */
export type SourceDropOff = z.output<typeof sourceDropOffShape>;

const logSourceSummaryShape = z.object({
  integrationId: z.string(),
  integrationLabel: z.string(),
  integrationType: z.string(),
  logTypes: z.array(z.string()),
  logStreamType: z.enum(logStreamTypes),
  isPaused: z.boolean(),
  health: sourceHealthShape,
  lastEventReceivedAtTime: instantShape.nullable(),
  lastEventProcessedAtTime: instantShape.nullable(),
  createdAtTime: instantShape,
  lastModified: instantShape,
  dropOff: sourceDropOffShape
    .nullable()
    .meta({ description: "Null for a kind of source that can have no drop-off alarm." }),
  counts: sourceCountsShape.meta({ description: "Over the last 24 hours." }),
  ribbon: z
    .array(sourceBucketShape)
    .meta({ description: "96 quarters of an hour, oldest first; the last one is running." }),
});
/** A row of `GET /log-sources`. */
export type LogSourceSummary = z.output<typeof logSourceSummaryShape>;

/** `GET /log-sources`. */
export const logSourcePageShape = pageOf(logSourceSummaryShape);

const sourceRefusalShape = z.object({
  reason: z.enum(refusalReasons),
  detail: z.string().meta({ description: "What the sender was told the last time." }),
  count: z.int(),
  lastAt: instantShape,
});
/** Refused requests with one reason. */
export type SourceRefusal = z.infer<typeof sourceRefusalShape>;

/** `GET /log-sources/{id}`. */
export const logSourceDetailShape = logSourceSummaryShape.extend({
  checks: z
    .array(checkResultShape)
    .meta({ description: "What each health check found just now, in the order of the way that events take." }),
  unsupportedReason: z.string().nullable().meta({
    description:
      "Why a source can only be looked at: its kind is of another version. Null for the kinds that are known.",
  }),
  logStreamTypeOptions: streamTypeOptionsShape.nullable(),
  auth: sourceAuthShape.nullable().meta({ description: "Null for a kind that does not authenticate requests." }),
  ingestUrl: z.string().nullable(),
  refusals: z.array(sourceRefusalShape).meta({ description: "Of the last 24 hours, the latest first." }),
  batches: z
    .object({
      pending: z.int(),
      failed: z.int(),
      oldestPendingAt: instantShape.nullable(),
      lastError: z.string().nullable(),
    })
    .meta({ description: "Batches that wait to be classified, and batches that could not be." }),
});
export type LogSourceDetail = z.output<typeof logSourceDetailShape>;

/** `GET /log-sources/{id}/metrics`. */
export const logSourceMetricsShape = z.object({
  range: z.enum(metricRanges),
  intervalMinutes: z.int(),
  buckets: z.array(metricBucketShape),
  totals: sourceCountsShape,
  logTypes: z
    .array(z.object({ logType: z.string(), classified: z.int(), bytes: z.int() }))
    .meta({ description: "Most first." }),
});
export type LogSourceMetrics = z.infer<typeof logSourceMetricsShape>;

/** `GET /log-sources/{id}/first-event`: what the wizard waits for. */
export const firstEventShape = z.object({
  received: z
    .object({ batchId: z.string(), at: instantShape, bytes: z.int(), lines: z.int() })
    .nullable()
    .meta({ description: "The first accepted request with a body; null while none came." }),
  processed: z
    .object({
      at: instantShape,
      classified: z.int(),
      failed: z.int(),
      logTypes: z.array(z.string()),
      lastError: z.string().nullable(),
    })
    .nullable()
    .meta({ description: "What came of it; null while it waits." }),
  failure: z
    .string()
    .nullable()
    .meta({ description: "Why the first line that failed was refused; null when none failed." }),
  alertId: z.string().nullable().meta({ description: "The open System Error, when there is one." }),
  refusals: z
    .array(sourceRefusalShape)
    .meta({ description: "Requests that were turned away so far, the latest first: why nothing arrives." }),
});
export type FirstEvent = z.infer<typeof firstEventShape>;

/** `POST /log-sources/{id}/retry-failed`. */
export const retriedShape = z.object({ batches: z.int() });
