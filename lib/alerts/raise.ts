import "server-only";
import { randomUUID } from "node:crypto";
import type { Tx } from "#lib/change.ts";
import { markHealthDue } from "#lib/log-source-kinds/health-due.ts";
import { postgresJson, storableText } from "#lib/postgres-json.ts";
import { Fragment } from "#lib/sql.ts";
import { addActivity } from "./activity.ts";
import { type AlertReport, applyReports, newAlertColumns, type Raised } from "./alert-report.ts";
import { enqueueDeliveries, routedDestinationIds } from "./enqueue.ts";

const columns = new Fragment([newAlertColumns.join(", ")], []);

/** @returns the id of the alert; undefined when there is one already. */
async function insert({ sql, now }: Tx, report: AlertReport): Promise<string | undefined> {
  const { title, description, runbook, facts } = report.describe(null);
  const { subject, sourceId, count, type, kind, severity, tags, sourceType } = report;
  const [row] = await sql<{ id: string }>`
    INSERT INTO alerts (${columns})
    VALUES (${randomUUID()}, ${subject}, ${sourceId}, ${storableText(title)}, ${storableText(description)},
            ${storableText(runbook)}, ${postgresJson(facts)}, ${count}, ${type}, ${kind}, ${severity}, ${tags}, ${sourceType},
            ${now}, ${now}, ${now}, ${now}, ${now})
    ON CONFLICT (kind, subject) DO NOTHING RETURNING id`;
  return row?.id;
}

/**
 * Opens the alert of (kind, subject), reopens it as regressed, or appends to it, in the caller's transaction; when it
 * opened or came back a PENDING delivery a matching destination is written with it. Two transactions that raise the same
 * (kind, subject) at once are put in a row by the alert's lock, which is held until the transaction ends.
 */
export async function raiseAlert(tx: Tx, report: AlertReport): Promise<Raised> {
  const opened = await insert(tx, report);
  const [applied] = opened === undefined ? await applyReports(tx, [report]) : [];
  if (opened === undefined && !applied) {
    // Deleted between the two statements: the next insert succeeds.
    return raiseAlert(tx, report);
  }
  if (report.sourceId !== null) await markHealthDue(tx, [report.sourceId], tx.now);
  const alertId = opened ?? applied?.alertId ?? "";
  const outcome = applied?.outcome ?? "opened";
  const detail = { count: report.count };
  if (outcome === "appended") {
    if (report.event) await addActivity(tx, alertId, "reported", detail, report.event);
    return { alertId, outcome, notified: [] };
  }
  await addActivity(tx, alertId, outcome, detail, report.event);
  const notified = await routedDestinationIds(tx, report);
  await enqueueDeliveries(tx, alertId, outcome, notified);
  return { alertId, outcome, notified };
}
