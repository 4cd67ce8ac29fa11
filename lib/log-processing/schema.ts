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
