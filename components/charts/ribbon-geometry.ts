import { plural } from "#components/ui/number-format.ts";

/** What a ribbon draws: bars of equal length from `startAt` on; the arrays have one number a bar. */
export interface RibbonSeries {
  /** ISO 8601; start of the first bar. */
  startAt: string;
  barMinutes: number;
  classified: readonly number[];
  failed: readonly number[];
  /** Bars inside a scheduled quiet time; absent when there is none. */
  quiet?: readonly boolean[] | undefined;
}

/** A bar as the queries count it. */
export interface CountedBar {
  /** Start, ISO 8601. */
  at: string;
  classified: number;
  failed: number;
}

/** A series from counted bars, oldest first and without holes. */
export function toRibbonSeries(bars: readonly CountedBar[], barMinutes = 15): RibbonSeries {
  return {
    startAt: bars[0]?.at ?? new Date(0).toISOString(),
    barMinutes,
    classified: bars.map((bar) => bar.classified),
    failed: bars.map((bar) => bar.failed),
  };
}

export interface RibbonShape {
  /** SVG path data in a box of `bars * 3` by `height`. */
  flow: string;
  failed: string;
  silent: string;
  quiet: string;
  width: number;
}

const pitch = 3;
const barWidth = 2.1;
const silentHeight = 1;
const thinnestFailure = 2.5;

const box = (x: number, y: number, width: number, height: number) => `M${x} ${y}h${width}v${height}h${-width}z`;
const round = (value: number) => Math.round(value * 100) / 100;

/**
 * The bars as four paths. Heights are on a square-root scale of the highest bar, so that small sources still show; the
 * failed part stands at the foot, on the same scale as the bars, and is never thinner than `thinnestFailure`.
 */
export function ribbonShape(series: RibbonSeries, height: number): RibbonShape {
  const totals = series.classified.map((classified, at) => classified + (series.failed[at] ?? 0));
  const scale = height / Math.sqrt(Math.max(1, ...totals));
  const shape: RibbonShape = { flow: "", failed: "", silent: "", quiet: "", width: totals.length * pitch };
  totals.forEach((total, at) => {
    const x = at * pitch;
    if (series.quiet?.[at]) shape.quiet += box(x, 0, pitch, height);
    if (total === 0) {
      shape.silent += box(x, height - silentHeight, barWidth, silentHeight);
      return;
    }
    const failed = series.failed[at] ?? 0;
    const full = Math.max(failed > 0 ? thinnestFailure : 2, Math.sqrt(total) * scale);
    const red = failed === 0 ? 0 : Math.min(full, Math.max(thinnestFailure, Math.sqrt(failed) * scale));
    if (full > red) shape.flow += box(x, round(height - full), barWidth, round(full - red));
    if (red > 0) shape.failed += box(x, round(height - red), barWidth, round(red));
  });
  return shape;
}

export interface RibbonTotals {
  classified: number;
  failed: number;
  /** Start of the first bar with a failure; null when there is none. */
  failedSince: string | null;
  /** The silence that reaches to the end; null when the last bars have events. */
  silence: RibbonSilence | null;
}

/** How much a ribbon knows of when silence began: some time in the last bar with events. */
export interface RibbonSilence {
  /** Start and end of that bar, ISO 8601; null when the ribbon has no events at all. */
  lastBusy: { from: string; to: string } | null;
}

/** Start of bar `at`, ISO 8601. */
export function barStart(series: RibbonSeries, at: number): string {
  return new Date(Date.parse(series.startAt) + at * series.barMinutes * 60_000).toISOString();
}

/** The sums of a ribbon, and when failures and silence began. The last bar is still filling and does not count as silent. */
export function ribbonTotals(series: RibbonSeries): RibbonTotals {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const firstFailed = series.failed.findIndex((failed) => failed > 0);
  const totals = series.classified.map((classified, at) => classified + (series.failed[at] ?? 0));
  const lastBusy = totals.findLastIndex((total) => total > 0);
  return {
    classified: sum(series.classified),
    failed: sum(series.failed),
    failedSince: firstFailed === -1 ? null : barStart(series, firstFailed),
    silence:
      lastBusy < totals.length - 2
        ? {
            lastBusy: lastBusy === -1 ? null : { from: barStart(series, lastBusy), to: barStart(series, lastBusy + 1) },
          }
        : null,
  };
}

/** What is said of a ribbon that cannot be seen, in words of the clock that is given. */
export interface RibbonClock {
  /** "Today, 08:14 UTC". */
  dayAndTime(at: Date): string;
  /** "08:14". */
  clockTime(at: Date): string;
  now: Date;
}

function spanWords(series: RibbonSeries, { dayAndTime, now }: RibbonClock): string {
  const bars = series.classified.length;
  const hours = Math.round((bars * series.barMinutes) / 60);
  const span = hours > 48 ? plural(Math.round(hours / 24), "day") : plural(hours, "hour");
  const endAt = new Date(barStart(series, bars));
  // The last bar of a ribbon that is about now is still filling.
  return endAt < now ? `${span} until about ${dayAndTime(endAt)}` : `last ${span}`;
}

function silenceWords({ lastBusy }: RibbonSilence, { dayAndTime, clockTime }: RibbonClock): string {
  if (lastBusy === null) return "no events at all";
  return `last events between ${dayAndTime(new Date(lastBusy.from))} and ${clockTime(new Date(lastBusy.to))}, none since`;
}

/**
 * The text alternative of a ribbon. It says no moment more exactly than the bars know it.
 * @param count puts a number into words.
 */
export function ribbonSummary(
  name: string,
  series: RibbonSeries,
  clock: RibbonClock,
  count: (value: number) => string,
): string {
  const { classified, failed, failedSince, silence } = ribbonTotals(series);
  return [
    `${name}, ${spanWords(series, clock)}: ${count(classified)} classified`,
    `${count(failed)} failed${failedSince ? ` since about ${clock.dayAndTime(new Date(failedSince))}` : ""}`,
    ...(silence ? [silenceWords(silence, clock)] : []),
  ].join(", ");
}
