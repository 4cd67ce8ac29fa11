"use client";

import { type KeyboardEvent, type PointerEvent, useId, useState } from "react";
import { classNames } from "#components/ui/class-names.ts";
import { useNow, useZone } from "#components/ui/clock.tsx";
import { count, exactCount } from "#components/ui/number-format.ts";
import { clockTime, dayAndTime, zoneAbbreviation } from "#components/ui/time-format.ts";
import { barStart, type RibbonSeries, ribbonShape, ribbonSummary } from "./ribbon-geometry.ts";

interface RibbonProps {
  series: RibbonSeries;
  /** The source, first in the text alternative. */
  name: string;
  height?: number;
  className?: string;
}

/**
 * The telltale: 24 hours of a source as a strip of bars, failures red at the foot, silence a hair line, quiet time
 * hatched. Hover, touch or arrow keys (Home, End) tell a bar's time and counts; its text alternative says the whole.
 */
export function Ribbon({ series, name, height = 26, className }: RibbonProps) {
  const { zone } = useZone();
  const now = useNow();
  const hatchId = useId();
  const [at, setAt] = useState<number | null>(null);
  const bars = series.classified.length;
  const shape = ribbonShape(series, height);
  const clock = {
    now,
    dayAndTime: (instant: Date) => dayAndTime(instant, zone, now),
    clockTime: (instant: Date) => clockTime(instant, zone),
  };
  const summary = ribbonSummary(name, series, clock, count);

  const bar = at === null ? null : describeBar(series, at, zone);

  function follow(event: PointerEvent<HTMLElement>) {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setAt(Math.min(bars - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * bars))));
  }

  function move(event: KeyboardEvent) {
    const from = at ?? bars - 1;
    const to = {
      ArrowLeft: from - 1,
      ArrowRight: from + 1,
      PageUp: from - 4,
      PageDown: from + 4,
      Home: 0,
      End: bars - 1,
    }[event.key];
    if (event.key === "Escape") setAt(null);
    if (to === undefined) return;
    event.preventDefault();
    setAt(Math.min(bars - 1, Math.max(0, to)));
  }

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={summary}
      aria-readonly="true"
      aria-valuemin={0}
      aria-valuemax={bars - 1}
      aria-valuenow={at ?? bars - 1}
      aria-valuetext={bar ? `${bar.time}: ${bar.words}` : summary}
      onPointerMove={follow}
      onPointerDown={follow}
      onPointerLeave={() => setAt(null)}
      onFocus={(event) => event.currentTarget.matches(":focus-visible") && setAt(bars - 1)}
      onBlur={() => setAt(null)}
      onKeyDown={move}
      className={classNames("relative touch-pan-y rounded-[3px]", className)}
      style={{ height }}
    >
      <svg
        aria-hidden="true"
        viewBox={`0 0 ${shape.width} ${height}`}
        preserveAspectRatio="none"
        className="block size-full overflow-visible"
      >
        {shape.quiet && (
          <>
            <defs>
              <pattern id={hatchId} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                <line x1="0" y1="0" x2="0" y2="5" className="stroke-line-strong" strokeWidth="1.5" />
              </pattern>
            </defs>
            <path d={shape.quiet} fill={`url(#${hatchId})`} />
          </>
        )}
        {at !== null && <rect x={at * 3 - 0.45} y={0} width={3} height={height} className="fill-ink/12" />}
        <path d={shape.silent} className="fill-silent" />
        <path d={shape.flow} className="fill-flow" />
        <path d={shape.failed} className="fill-fail" />
      </svg>
      {bar && at !== null && (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute bottom-full z-30 mb-1.5 whitespace-nowrap rounded-control border border-line bg-surface px-2.5 py-1 text-small shadow-float"
          style={at < bars / 2 ? { left: `${(at / bars) * 100}%` } : { right: `${((bars - 1 - at) / bars) * 100}%` }}
        >
          <span className="font-medium">{bar.time}</span> <span className="text-ink-2">{bar.words}</span>
        </div>
      )}
    </div>
  );
}

function describeBar(series: RibbonSeries, at: number, zone: string): { time: string; words: string } {
  const start = new Date(barStart(series, at));
  const end = new Date(barStart(series, at + 1));
  const classified = series.classified[at] ?? 0;
  const failed = series.failed[at] ?? 0;
  const isQuiet = series.quiet?.[at] ?? false;
  const words =
    classified + failed === 0
      ? isQuiet
        ? "scheduled quiet time"
        : "no events"
      : [`${exactCount(classified)} classified`, failed > 0 && `${exactCount(failed)} failed`]
          .filter(Boolean)
          .join(", ");
  return { time: `${clockTime(start, zone)} to ${clockTime(end, zone)} ${zoneAbbreviation(end, zone)}`, words };
}
