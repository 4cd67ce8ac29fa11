"use client";

import { Suspense } from "react";
import { useIsHydrated } from "#components/shell/use-is-hydrated.ts";
import { useNow, useZone } from "#components/ui/clock.tsx";
import { lazily } from "#components/ui/lazily.ts";
import { exactCount, plural } from "#components/ui/number-format.ts";
import { duration, zoneAbbreviation } from "#components/ui/time-format.ts";
import { Legend } from "./legend.tsx";
import type { CountedBar } from "./ribbon-geometry.ts";

/** Recharts is larger than all else on a page: it comes after the page, to a place that is kept for it. */
const BarPlot = lazily(() => import("./bar-plot.tsx").then((module) => module.BarPlot));

interface HealthChartProps {
  /** Oldest first, without holes. */
  bars: readonly CountedBar[];
  barMinutes: number;
  /** What is drawn, for the text alternative: the source's name. */
  name: string;
  height?: number;
}

/** Classified and not classified events over time, with axes; failures at the foot of each bar. */
export function HealthChart({ bars, barMinutes, name, height = 220 }: HealthChartProps) {
  const { zone } = useZone();
  const now = useNow();
  const isHydrated = useIsHydrated();
  const classified = bars.reduce((sum, bar) => sum + bar.classified, 0);
  const failed = bars.reduce((sum, bar) => sum + bar.failed, 0);
  return (
    <figure>
      <div
        role="img"
        aria-label={`${name}: ${plural(classified, "event")} classified, ${exactCount(failed)} not classified`}
        style={{ height }}
      >
        <Suspense>{isHydrated && <BarPlot bars={bars} barMinutes={barMinutes} />}</Suspense>
      </div>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink-3 text-quiet">
        <Legend colour="bg-flow" words={`classified ${exactCount(classified)}`} />
        <Legend colour="bg-fail" words={`not classified ${exactCount(failed)}`} />
        <span className="ml-auto">
          {duration(barMinutes * 60_000)} a bar, times in {zoneAbbreviation(now, zone)}
        </span>
      </figcaption>
    </figure>
  );
}
