import { Ribbon } from "#components/charts/ribbon.tsx";
import type { SourceBucket } from "#lib/log-sources/schema.ts";

interface SourceRibbonProps {
  name: string;
  buckets: readonly SourceBucket[];
  barMinutes?: number;
  height?: number;
  className?: string;
}

/** The ribbon of one log source. */
export function SourceRibbon({ name, buckets, barMinutes = 15, ...props }: SourceRibbonProps) {
  const first = buckets[0];
  if (!first) return null;
  return (
    <Ribbon
      {...props}
      name={name}
      series={{
        startAt: first.at,
        barMinutes,
        classified: buckets.map((bucket) => bucket.classified),
        failed: buckets.map((bucket) => bucket.failed),
      }}
    />
  );
}
