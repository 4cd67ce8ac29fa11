import "server-only";
import type { KeptLinesVerdict } from "#lib/kept-lines/schema.ts";
import { readKeptLinesVerdicts } from "#lib/kept-lines/verdicts.ts";
import type { AlertRow } from "./alert-row.ts";
import { deliveriesOf } from "./deliveries.ts";
import type { Alert, AlertActor, AlertDelivery } from "./schema.ts";
import { alertIdOf } from "./terms.ts";

function toAlert(row: AlertRow, deliveries: AlertDelivery[], keptLines: KeptLinesVerdict | undefined): Alert {
  const updatedBy: AlertActor | undefined =
    row.updatedById !== null && row.updatedByType !== null
      ? { id: row.updatedById, type: row.updatedByType }
      : undefined;
  return {
    id: alertIdOf(row.id),
    type: row.type,
    status: row.status,
    severity: row.severity,
    title: row.title,
    description: row.description,
    runbook: row.runbook,
    createdAt: row.createdAt.toISOString(),
    openedAt: row.openedAt.toISOString(),
    firstEventOccurredAt: row.firstEventAt.toISOString(),
    lastReceivedEventAt: row.lastEventAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    ...(row.resolvedAt ? { resolvedAt: row.resolvedAt.toISOString() } : {}),
    ...(row.snoozedUntil ? { snoozedUntil: row.snoozedUntil.toISOString() } : {}),
    isRegressed: row.isRegressed,
    eventCount: row.eventCount,
    ...(row.assigneeId ? { assignee: { id: row.assigneeId, type: "user", name: row.assigneeName ?? "" } } : {}),
    ...(updatedBy ? { updatedBy } : {}),
    context: row.facts,
    ...(row.type === "SYSTEM_ERROR"
      ? {
          systemError: {
            type: row.kind,
            ...(row.sourceId ? { sourceId: row.sourceId } : {}),
            ...(row.sourceType ? { sourceType: row.sourceType } : {}),
          },
        }
      : {}),
    ...(keptLines ? { keptLines } : {}),
    deliveries,
  };
}

/** The alerts of rows, in their order, with their deliveries. */
export async function withDeliveries(rows: readonly AlertRow[]): Promise<Alert[]> {
  const ids = rows.map((row) => row.id);
  const [deliveries, verdicts] = await Promise.all([deliveriesOf(ids), readKeptLinesVerdicts(ids)]);
  return rows.map((row) => toAlert(row, deliveries.get(row.id) ?? [], verdicts.get(row.id)));
}
