import type { CheckId, HealthStatus } from "#lib/health-checks/schema.ts";
import type { SourceBucket } from "#lib/log-processing/schema.ts";

const bucketsPerHour = 4;

interface Hour {
  events: number;
  failed: number;
  refused: number;
}

/** What an hour of counts says to each check; what is not here has no history. */
const statusOfHour: Partial<Record<CheckId, (hour: Hour) => HealthStatus>> = {
  receiving: ({ events }) => (events > 0 ? "healthy" : "unknown"),
  authentication: ({ events, refused }) => (refused > 0 ? "failing" : events > 0 ? "healthy" : "unknown"),
  classification: ({ events, failed }) => (failed > 0 ? "failing" : events > 0 ? "healthy" : "unknown"),
};

/** How a check stood in each of the last 24 hours, oldest first; empty when it has no history. */
export function checkHours(id: CheckId, ribbon: readonly SourceBucket[]): HealthStatus[] {
  const statusOf = statusOfHour[id];
  if (!statusOf) return [];
  return Array.from({ length: Math.ceil(ribbon.length / bucketsPerHour) }, (_, hour) => {
    const buckets = ribbon.slice(hour * bucketsPerHour, (hour + 1) * bucketsPerHour);
    const sum = (of: (bucket: SourceBucket) => number) => buckets.reduce((total, bucket) => total + of(bucket), 0);
    const failed = sum((bucket) => bucket.failed);
    return statusOf({
      events: failed + sum((bucket) => bucket.classified),
      failed,
      refused: sum((bucket) => bucket.refused),
    });
  });
}
