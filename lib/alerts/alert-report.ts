import "server-only";
import type { Tx } from "#lib/change.ts";
import type { AlertType, Severity } from "#lib/destinations/terms.ts";
import { textArray } from "#lib/postgres-array.ts";
import { postgresJson, storableText } from "#lib/postgres-json.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import { composePendingMessages } from "./delivery-messages.ts";
import { activeStatuses } from "./terms.ts";

/** An alert that was marked invalid stays so when it goes on within this time; later it comes back. */
const invalidQuietMs = 24 * 60 * 60 * 1000;

/** What an alert says. */
export interface AlertTexts {
  facts: Record<string, unknown>;
  title: string;
  description: string;
  runbook: string;
}

export interface AlertReport {
  type: AlertType;
  kind: string;
  subject: string;
  severity: Severity;
  sourceId: string | null;
  sourceType: string | null;
  excludedDestinationId?: string | undefined;
  /** Each report is a new occurrence, told of once: an alert that was marked invalid comes back with the next one. */
  isReportedOnce?: boolean | undefined;
  tags: readonly string[];
  /** How many events this report stands for; at least 1. */
  count: number;
  /** What `GET /alerts/{id}/events` lists of it; null for kinds whose events stand elsewhere. */
  event: Record<string, unknown> | null;
  /** `previous` is null when the alert opens or comes back, else the facts it has. */
  describe(previous: Record<string, unknown> | null): AlertTexts;
}

/** What a report did. */
export interface Raised {
  alertId: string;
  outcome: "opened" | "regressed" | "appended";
  /** The destinations to which a delivery was written. */
  notified: readonly string[];
}

/** The columns of a new alert in the order in which both ways to insert one give them. */
export const newAlertColumns = [
  "id",
  "subject",
  "source_id",
  "title",
  "description",
  "runbook",
  "facts",
  "event_count",
  "type",
  "kind",
  "severity",
  "tags",
  "source_type",
  "created_at",
  "opened_at",
  "first_event_at",
  "last_event_at",
  "updated_at",
] as const;

/** Whether a report is added to the alert as it is; otherwise the alert comes back. */
export function appendsTo(alert: AlertRow, report: AlertReport, now: Date): boolean {
  if (activeStatuses.includes(alert.status)) return true;
  if (alert.status !== "CLOSED" || alert.resolvedAt === null || report.isReportedOnce) return false;
  return now.getTime() - alert.resolvedAt.getTime() < invalidQuietMs;
}

/** What a report of an alert that was there already came to. */
export interface AppliedReport extends Omit<Raised, "notified"> {
  report: AlertReport;
}

/** Adds reports to the alerts that are there: quietly to active ones; the others come back. Locks their rows. */
export async function applyReports(tx: Tx, reports: readonly AlertReport[]): Promise<AppliedReport[]> {
  const { sql, now } = tx;
  const known = await sql<AlertRow>`
    SELECT ${alertColumns} FROM alerts a
      JOIN unnest(${textArray(reports.map((report) => report.kind))}::text[],
                  ${textArray(reports.map((report) => report.subject))}::text[]) AS g (kind, subject) USING (kind, subject)
     ORDER BY a.kind, a.subject FOR NO KEY UPDATE OF a`;
  const reportOf = new Map(reports.map((report) => [`${report.kind} ${report.subject}`, report]));
  const changes = known.flatMap((alert) => {
    const report = reportOf.get(`${alert.kind} ${alert.subject}`);
    if (!report) return [];
    const isAppended = appendsTo(alert, report, now);
    return [{ alert, report, isAppended, texts: report.describe(isAppended ? alert.facts : null) }];
  });
  if (changes.length === 0) return [];
  const comingBack = changes.filter(({ isAppended }) => !isAppended);
  await composePendingMessages(
    tx,
    comingBack.map(({ alert }) => alert.id),
  );
  await sql`
    UPDATE alerts AS a SET title = g.title, description = g.description, runbook = g.runbook, facts = g.facts::json,
      tags = g.tags::text[], source_type = g.source_type, event_count = event_count + g.count,
      first_event_at = LEAST(first_event_at, ${now}), last_event_at = GREATEST(last_event_at, ${now}), updated_at = ${now},
      status = CASE WHEN g.is_appended THEN status ELSE 'OPEN' END,
      is_regressed = is_regressed OR NOT g.is_appended,
      resolved_at = CASE WHEN g.is_appended THEN resolved_at END,
      snoozed_until = CASE WHEN g.is_appended THEN snoozed_until END,
      opened_at = CASE WHEN g.is_appended THEN opened_at ELSE GREATEST(${now}, resolved_at) END
      FROM unnest(${changes.map(({ alert }) => alert.id)}::uuid[],
                  ${changes.map(({ texts }) => storableText(texts.title))}::text[],
                  ${changes.map(({ texts }) => storableText(texts.description))}::text[],
                  ${changes.map(({ texts }) => storableText(texts.runbook))}::text[],
                  ${changes.map(({ texts }) => postgresJson(texts.facts))}::text[],
                  ${changes.map(({ report }) => report.sourceType)}::text[],
                  ${changes.map(({ report }) => report.count)}::bigint[],
                  ${changes.map(({ isAppended }) => isAppended)}::boolean[],
                  ${changes.map(({ report }) => textArray(report.tags))}::text[])
        AS g (id, title, description, runbook, facts, source_type, count, is_appended, tags)
     WHERE a.id = g.id`;
  return changes.map(({ report, alert, isAppended }) => ({
    report,
    alertId: alert.id,
    outcome: isAppended ? "appended" : "regressed",
  }));
}
