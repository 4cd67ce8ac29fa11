import { Legend } from "#components/charts/legend.tsx";
import { Ribbon } from "#components/charts/ribbon.tsx";
import { type RibbonSeries, ribbonTotals } from "#components/charts/ribbon-geometry.ts";
import { Card } from "#components/ui/card.tsx";
import { count } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";

/** The source's last day, large. */
export function AlertRibbon({ series, sourceLabel }: { series: RibbonSeries; sourceLabel: string }) {
  const totals = ribbonTotals(series);
  return (
    <Card>
      <Ribbon series={series} name={sourceLabel} height={64} className="mt-1.5" />
      <div className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-ink-3 text-quiet">
        <Legend colour="bg-flow" words={`classified ${count(totals.classified)}`} />
        <Legend colour="bg-fail" words={`not classified ${count(totals.failed)}`} />
        <span className="ml-auto">
          since <RelativeTime at={series.startAt} form="day-and-time" />
        </span>
      </div>
    </Card>
  );
}
