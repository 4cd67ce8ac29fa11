/** The ranges over which counts are shown, for the browser as well: no zod. */

export const metricRanges = ["24h", "7d", "30d"] as const;
export type MetricRange = (typeof metricRanges)[number];

/** Quarters of an hour, 2 hours, 6 hours. */
export const metricIntervalMinutes: Record<MetricRange, number> = { "24h": 15, "7d": 120, "30d": 360 };
export const metricIntervalCount: Record<MetricRange, number> = { "24h": 96, "7d": 84, "30d": 120 };
