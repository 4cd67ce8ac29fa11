import { Legend } from "#components/charts/legend.tsx";
import { Ribbon } from "#components/charts/ribbon.tsx";
import { type RibbonSeries, ribbonTotals } from "#components/charts/ribbon-geometry.ts";
import { Card } from "#components/ui/card.tsx";
import { count } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";

interface AlertRibbonProps {
  series: RibbonSeries;
  sourceLabel: string;
  /** The one log type that the series is of; empty or absent for the source as a whole. */
  logType?: string | undefined;
}

/** What came of the source, large. */
export function AlertRibbon({ series, sourceLabel, logType }: AlertRibbonProps) {
  const totals = ribbonTotals(series);
  return (
    <Card>
      <Ribbon
        series={series}
        name={logType ? `${sourceLabel}, ${logType}` : sourceLabel}
        height={64}
        className="mt-1.5"
      />
      <div className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink-3 text-quiet">
        <Legend colour="bg-flow" words={`${logType || "classified"} ${count(totals.classified)}`} />
        {!logType && <Legend colour="bg-fail" words={`not classified ${count(totals.failed)}`} />}
        <span className="ml-auto">
          since <RelativeTime at={series.startAt} form="day-and-time" />
        </span>
      </div>
    </Card>
  );
}
