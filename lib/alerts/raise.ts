import "server-only";
import type pg from "pg";
import { systemActor } from "#lib/auth/actor.ts";
import type { AlertType, Severity } from "#lib/destinations/schema.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import { postgresJson, storableText } from "#lib/postgres-json.ts";
import { addActivity } from "./activity.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import { composeWaiting } from "./delivery-messages.ts";
import { enqueueDeliveries, routedDestinationIds } from "./enqueue.ts";

/** An alert that was marked invalid stays so when it goes on within this time; later it comes back. */
const invalidQuietMs = 24 * 60 * 60 * 1000;

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
  /** What the alert says. `previous` is null when it opens or comes back, else the facts it has. */
  describe(previous: Record<string, unknown> | null): {
    facts: Record<string, unknown>;
    title: string;
    description: string;
    runbook: string;
  };
}

/** What a report did, and which destinations are now owed a message: nudge them after the commit. */
export interface Raised {
  alertId: string;
  outcome: "opened" | "regressed" | "appended";
  destinationIds: string[];
}

async function insert(client: pg.ClientBase, report: AlertReport, now: Date): Promise<AlertRow | undefined> {
  const described = report.describe(null);
  const { rows } = await client.query<AlertRow>(
    `INSERT INTO alerts AS a (type, kind, subject, severity, title, description, runbook, facts, source_id, source_type,
       event_count, created_at, opened_at, first_event_at, last_event_at, updated_at, tags)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $12, $12, $12, $13)
     ON CONFLICT (kind, subject) DO NOTHING RETURNING ${alertColumns}`,
    [
      report.type,
      report.kind,
      report.subject,
      report.severity,
      storableText(described.title),
      storableText(described.description),
      storableText(described.runbook),
      postgresJson(described.facts),
      report.sourceId,
      report.sourceType,
      report.count,
      now,
      report.tags,
    ],
  );
  return rows[0];
}

/** Whether a report is added to the alert as it is; otherwise the alert comes back. */
export function isQuiet(alert: AlertRow, report: AlertReport, now: Date): boolean {
  if (alert.status === "OPEN" || alert.status === "TRIAGED") return true;
  if (alert.status !== "CLOSED" || alert.resolvedAt === null || report.isReportedOnce) return false;
  return now.getTime() - alert.resolvedAt.getTime() < invalidQuietMs;
}

/** Adds the report to a row whose lock is held: quietly when the alert is active, else it comes back. */
async function update(client: pg.ClientBase, alert: AlertRow, report: AlertReport, now: Date): Promise<AlertRow> {
  const isAppended = isQuiet(alert, report, now);
  if (!isAppended) await composeWaiting(client, [alert.id]);
  const described = report.describe(isAppended ? alert.facts : null);
  const { rows } = await client.query<AlertRow>(
    `UPDATE alerts AS a SET title = $2, description = $3, runbook = $4, facts = $5, source_type = $6, tags = $9,
       event_count = event_count + $7, first_event_at = LEAST(first_event_at, $8),
       last_event_at = GREATEST(last_event_at, $8), updated_at = $8
       ${isAppended ? "" : ", status = 'OPEN', is_regressed = true, resolved_at = NULL, snoozed_until = NULL, opened_at = GREATEST($8, resolved_at)"}
     WHERE id = $1 RETURNING ${alertColumns}`,
    [
      alert.id,
      storableText(described.title),
      storableText(described.description),
      storableText(described.runbook),
      postgresJson(described.facts),
      report.sourceType,
      report.count,
      now,
      report.tags,
    ],
  );
  return rows[0] as AlertRow;
}

/**
 * Opens the alert of (kind, subject), reopens it as regressed, or appends to it, in the caller's transaction; when it
 * opened or came back a PENDING delivery a matching destination is written with it. Two transactions that raise the same
 * (kind, subject) at once are put in a row by the alert's lock, which is held until the transaction ends.
 */
export async function raiseAlert(client: pg.ClientBase, report: AlertReport, now: Date): Promise<Raised> {
  const inserted = await insert(client, report, now);
  let alert = inserted;
  let outcome: Raised["outcome"] = "opened";
  if (!alert) {
    const { rows } = await client.query<AlertRow>(
      `SELECT ${alertColumns} FROM alerts a WHERE kind = $1 AND subject = $2 FOR NO KEY UPDATE OF a`,
      [report.kind, report.subject],
    );
    // Deleted between the two statements: the next insert succeeds.
    if (!rows[0]) return raiseAlert(client, report, now);
    outcome = isQuiet(rows[0], report, now) ? "appended" : "regressed";
    alert = await update(client, rows[0], report, now);
  }
  if (report.sourceId !== null) await markHealthDue(client, [report.sourceId], now);
  const detail = { count: report.count };
  if (outcome === "appended") {
    if (report.event) await addActivity(client, alert.id, "reported", systemActor, detail, now, report.event);
    return { alertId: alert.id, outcome, destinationIds: [] };
  }
  await addActivity(client, alert.id, outcome, systemActor, detail, now, report.event);
  const destinationIds = await routedDestinationIds(client, report);
  await enqueueDeliveries(client, alert.id, outcome, destinationIds, now);
  return { alertId: alert.id, outcome, destinationIds };
}
