import { type RibbonSeries, toRibbonSeries } from "#components/charts/ribbon-geometry.ts";
import { quietBars } from "#lib/drop-off/alarm/quiet-bars.ts";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";

const barMinutes = 15;

/** The ribbon of one log source; times in which its drop-off alarm expects nothing are hatched. */
export function sourceSeries({ ribbon, dropOff }: Pick<LogSourceSummary, "ribbon" | "dropOff">): RibbonSeries {
  const first = ribbon[0];
  const calendar = first && dropOff?.calendar;
  const series = toRibbonSeries(ribbon, barMinutes);
  return calendar ? { ...series, quiet: quietBars(calendar, first.at, barMinutes, ribbon.length) } : series;
}

/** What the browser is given of a source in a list. */
export interface ListedSource
  extends Omit<LogSourceSummary, "ribbon" | "createdAtTime" | "lastModified" | "logStreamType"> {
  series: RibbonSeries;
}

export function toListedSource(source: LogSourceSummary): ListedSource {
  const { ribbon: _ribbon, createdAtTime: _created, lastModified: _modified, logStreamType: _type, ...shown } = source;
  return { ...shown, series: sourceSeries(source) };
}
