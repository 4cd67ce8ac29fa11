import { Ribbon } from "#components/charts/ribbon.tsx";
import { toRibbonSeries } from "#components/charts/ribbon-geometry.ts";
import { quietBars } from "#lib/drop-off/alarm/quiet-bars.ts";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";

interface SourceRibbonProps {
  source: Pick<LogSourceSummary, "integrationLabel" | "ribbon" | "dropOff">;
  height?: number;
  className?: string;
}

const barMinutes = 15;

/** The ribbon of one log source; times in which its drop-off alarm expects nothing are hatched. */
export function SourceRibbon({ source, ...props }: SourceRibbonProps) {
  const { ribbon, dropOff, integrationLabel } = source;
  const first = ribbon[0];
  if (!first) return null;
  const calendar = dropOff?.calendar;
  const quiet = calendar ? quietBars(calendar, first.at, barMinutes, ribbon.length) : undefined;
  return <Ribbon {...props} name={integrationLabel} series={{ ...toRibbonSeries(ribbon, barMinutes), quiet }} />;
}
