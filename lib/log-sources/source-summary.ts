import "server-only";
import { dropOffRuleOf } from "#lib/drop-off/support.ts";
import { healthOf } from "./health.ts";
import type { LastDay } from "./last-day.ts";
import type { LogSourceSummary } from "./schema.ts";
import { refusedOf, type SourceRow } from "./source-rows.ts";

/** What is told of a source wherever it is shown. */
export function toSummary(row: SourceRow, day: LastDay, now: Date): LogSourceSummary {
  return {
    integrationId: row.id,
    integrationLabel: row.label,
    integrationType: row.kind,
    logTypes: row.logTypes,
    logStreamType: row.logStreamType,
    isPaused: row.isPaused,
    health: healthOf({ ...row, refused: refusedOf(row.refusals) }, now),
    lastEventReceivedAtTime: row.lastReceivedAt?.toISOString() ?? null,
    lastEventProcessedAtTime: row.lastEventProcessedAt?.toISOString() ?? null,
    createdAtTime: row.createdAt.toISOString(),
    lastModified: row.updatedAt.toISOString(),
    dropOff: dropOffRuleOf(row.kind).isSupported ? row.dropOff : null,
    counts: day.counts,
    ribbon: day.ribbon,
  };
}
