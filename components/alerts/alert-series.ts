import "server-only";
import { type RibbonSeries, toRibbonSeries } from "#components/charts/ribbon-geometry.ts";
import type { Alert } from "#lib/alerts/schema.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { AppError } from "#lib/errors.ts";
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

/** The week of a source up to the moment when its alarm went off; null when the source is gone or may not be seen. */
export async function weekBefore(actor: Actor, sourceId: string, openedAt: Date): Promise<RibbonSeries | null> {
  try {
    const { buckets, intervalMinutes } = await getLogSourceMetrics(actor, sourceId, "7d", openedAt);
    return toRibbonSeries(buckets, intervalMinutes);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

/** The last day of each source that the alerts are about, by source id. */
export async function seriesOfAlerts(
  actor: Actor,
  alerts: readonly Alert[],
  now: Date,
): Promise<Record<string, RibbonSeries>> {
  const ids = [...new Set(alerts.flatMap((alert) => alert.systemError?.sourceId ?? []))];
  const series = await Promise.all(ids.map(async (id) => [id, await sourceSeries(actor, id, now)] as const));
  return Object.fromEntries(series.flatMap(([id, one]) => (one ? [[id, one] as const] : [])));
}
