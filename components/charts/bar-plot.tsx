"use client";

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { useNow, useZone } from "#components/ui/clock.tsx";
import { axisCount, exactCount } from "#components/ui/number-format.ts";
import { clockTime, shortDate, zoneAbbreviation } from "#components/ui/time-format.ts";
import type { CountedBar } from "./ribbon-geometry.ts";

interface BarPlotProps {
  /** Oldest first, without holes. */
  bars: readonly CountedBar[];
  barMinutes: number;
}

const hourMs = 3_600_000;

/** Steps of the time axis, in hours; the first that gives at most seven ticks is taken. */
const tickSteps = [1, 3, 6, 12, 24, 72, 120, 168];

/** Instants of the bars that carry a tick: whole steps of the zone that is shown. */
function tickInstants(bars: readonly CountedBar[], zone: string): { ticks: number[]; isByDay: boolean } {
  const instants = bars.map((bar) => Date.parse(bar.at));
  const first = instants[0] ?? 0;
  const last = instants.at(-1) ?? 0;
  const step = tickSteps.find((hours) => (last - first) / (hours * hourMs) <= 7) ?? 168;
  const hourOf = (ms: number) => Number(clockTime(new Date(ms), zone).slice(0, 2));
  const isWholeHour = (ms: number) => clockTime(new Date(ms), zone).endsWith(":00");
  if (step < 24) return { ticks: instants.filter((ms) => isWholeHour(ms) && hourOf(ms) % step === 0), isByDay: false };
  // A bar of several hours rarely begins at midnight; the first bar of each day stands for it.
  const dayOf = (ms: number) => shortDate(new Date(ms), zone, new Date(last));
  const days = instants.filter((ms, at) => at > 0 && dayOf(ms) !== dayOf(instants[at - 1] ?? ms));
  return { ticks: days.filter((_, at) => at % (step / 24) === 0), isByDay: true };
}

/** Classified and not classified events over time, with axes; failures at the foot of each bar. */
export function BarPlot({ bars, barMinutes }: BarPlotProps) {
  const { zone } = useZone();
  const now = useNow();
  const data = bars.map((bar) => ({ ms: Date.parse(bar.at), classified: bar.classified, failed: bar.failed }));
  const { ticks, isByDay } = tickInstants(bars, zone);
  const axisWords = (ms: number) => (isByDay ? shortDate(new Date(ms), zone, now) : clockTime(new Date(ms), zone));
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={data} barCategoryGap="18%" margin={{ top: 6, right: 0, bottom: 0, left: 0 }}>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="ms"
          ticks={ticks}
          tickFormatter={axisWords}
          tickLine={false}
          axisLine={false}
          interval="preserveStartEnd"
          tick={{ fill: "var(--ink-3)", fontSize: 12 }}
        />
        <YAxis
          width={40}
          tickFormatter={axisCount}
          tickLine={false}
          axisLine={false}
          allowDecimals={false}
          tickCount={4}
          tick={{ fill: "var(--ink-3)", fontSize: 12 }}
        />
        <Tooltip
          cursor={{ fill: "var(--ink)", fillOpacity: 0.06 }}
          isAnimationActive={false}
          content={({ active, payload }) => {
            const bar = payload?.[0]?.payload as (typeof data)[number] | undefined;
            if (!active || !bar) return null;
            const end = new Date(bar.ms + barMinutes * 60_000);
            return (
              <div className="rounded-control border border-line bg-surface px-2.5 py-1.5 text-small shadow-float">
                <p className="font-medium">
                  {isByDay && `${shortDate(new Date(bar.ms), zone, now)}, `}
                  {clockTime(new Date(bar.ms), zone)} to {clockTime(end, zone)} {zoneAbbreviation(end, zone)}
                </p>
                <p className="text-ink-2">{exactCount(bar.classified)} classified</p>
                <p className={bar.failed > 0 ? "text-fail-ink" : "text-ink-2"}>
                  {exactCount(bar.failed)} not classified
                </p>
              </div>
            );
          }}
        />
        <Bar dataKey="failed" stackId="events" fill="var(--fail)" isAnimationActive={false} />
        <Bar dataKey="classified" stackId="events" fill="var(--flow)" isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
