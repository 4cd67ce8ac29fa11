import "server-only";
import { dropOffRuleOf } from "#lib/drop-off/support.ts";
import type { SourceHealth } from "#lib/health-checks/schema.ts";
import type { LastDay } from "#lib/log-processing/last-day.ts";
import type { LogSourceSummary } from "./schema.ts";
import type { SourceRow } from "./source-rows.ts";

const unlooked: SourceHealth = { status: "unknown", reasons: [] };

/** What is told of a source wherever it is shown. */
export function toSummary(row: SourceRow, health: SourceHealth | undefined, day: LastDay): LogSourceSummary {
  return {
    integrationId: row.id,
    integrationLabel: row.label,
    integrationType: row.kind,
    logTypes: row.logTypes,
    logStreamType: row.logStreamType,
    isPaused: row.isPaused,
    health: health ?? unlooked,
    lastEventReceivedAtTime: row.lastReceivedAt?.toISOString() ?? null,
    lastEventProcessedAtTime: row.lastEventProcessedAt?.toISOString() ?? null,
    createdAtTime: row.createdAt.toISOString(),
    lastModified: row.updatedAt.toISOString(),
    dropOff: dropOffRuleOf(row.kind).isSupported ? row.dropOff : null,
    counts: day.counts,
    ribbon: day.ribbon,
  };
}
