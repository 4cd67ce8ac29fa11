import "server-only";
import { type RibbonSeries, toRibbonSeries } from "#components/charts/ribbon-geometry.ts";
import type { RibbonAsked } from "#components/system-errors/define-kind-page.ts";
import type { Alert } from "#lib/alerts/schema.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { AppError } from "#lib/errors.ts";
import { readRibbons } from "#lib/log-sources/list-queries.ts";
import { getLogSource, getLogSourceMetrics } from "#lib/log-sources/queries.ts";

/** The last day of a source; null when the source is gone or may not be seen. */
export async function sourceSeries(actor: Actor, sourceId: string, now: Date): Promise<RibbonSeries | null> {
  try {
    return toRibbonSeries((await getLogSource(actor, sourceId, now)).ribbon);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** From this window on a week would show next to nothing but silence. */
const longWindowMinutes = 3 * 1440;

/**
 * The days up to the moment `at`, when an alarm went off, of what it watches: a week, or 30 days for a long window. Null when
 * the source is gone or may not be seen.
 * @param alarm a log type has its own events only; what no schema takes is of no log type.
 */
export async function daysBefore(
  actor: Actor,
  alarm: { sourceId: string; logType: string; minutesThreshold: number },
  at: Date,
): Promise<RibbonSeries | null> {
  const { sourceId, logType, minutesThreshold } = alarm;
  try {
    const range = minutesThreshold < longWindowMinutes ? "7d" : "30d";
    const { buckets, intervalMinutes } = await getLogSourceMetrics(actor, sourceId, range, at);
    const bars = logType
      ? buckets.map(({ at, byLogType }) => ({ at, classified: byLogType[logType] ?? 0, failed: 0 }))
      : buckets;
    return toRibbonSeries(bars, intervalMinutes);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** The bars at the head of an alert's page; null where it asks for none or its source is gone. */
export async function ribbonOf(
  actor: Actor,
  alert: Alert,
  asked: RibbonAsked | null,
  now: Date,
): Promise<RibbonSeries | null> {
  const sourceId = alert.systemError?.sourceId;
  if (asked === null || sourceId === undefined) return null;
  if (asked.of === "last-day") return sourceSeries(actor, sourceId, now);
  return daysBefore(actor, { sourceId, ...asked }, new Date(asked.at));
}

/** The last day of each source that the alerts are about, by source id. */
export async function seriesOfAlerts(
  actor: Actor,
  alerts: readonly Alert[],
  now: Date,
): Promise<Record<string, RibbonSeries>> {
  const ids = [...new Set(alerts.flatMap((alert) => alert.systemError?.sourceId ?? []))];
  if (ids.length === 0 || !actor.permissions.has("LogSourceRead")) return {};
  const ribbons = await readRibbons(actor, ids, now);
  return Object.fromEntries(Object.entries(ribbons).map(([id, ribbon]) => [id, toRibbonSeries(ribbon)]));
}
