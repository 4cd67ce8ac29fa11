/** Client-safe shapes of what processing counts: nothing here may import from the server. */
import { z } from "zod";

const count = z.number().int().nonnegative();

export const sourceBucketShape = z.object({
  at: z.iso.datetime().meta({ description: "Start of the interval." }),
  classified: count,
  failed: count,
  refused: count.meta({ description: "Requests that were turned away." }),
});
/** What was counted in one interval. */
export type SourceBucket = z.infer<typeof sourceBucketShape>;

export const metricRanges = ["24h", "7d", "30d"] as const;
export type MetricRange = (typeof metricRanges)[number];

/** Quarters of an hour, 2 hours, 6 hours. */
export const metricIntervalMinutes: Record<MetricRange, number> = { "24h": 15, "7d": 120, "30d": 360 };
export const metricIntervalCount: Record<MetricRange, number> = { "24h": 96, "7d": 84, "30d": 120 };

export const metricBucketShape = sourceBucketShape.extend({
  bytes: count,
  byLogType: z
    .record(z.string(), count)
    .meta({ description: "Classified events by log type; log types without any are absent." }),
});
export type MetricBucket = z.infer<typeof metricBucketShape>;

export const sourceCountsShape = z.object({ classified: count, failed: count, refused: count, bytes: count });
/** Sums over a range. */
export type SourceCounts = z.infer<typeof sourceCountsShape>;
