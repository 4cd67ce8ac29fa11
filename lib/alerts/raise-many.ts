import "server-only";
import { randomBytes } from "node:crypto";
import type { Tx } from "#lib/change.ts";
import { CopyBuffer } from "#lib/copy-buffer.ts";
import { copyRows } from "#lib/copy-in.ts";
import { textArray, uuidArray } from "#lib/postgres-array.ts";
import { postgresJson } from "#lib/postgres-json.ts";
import type { RecordedAction } from "./activity.ts";
import { type AlertReport, applyReports, newAlertColumns, type Raised } from "./alert-report.ts";
import { type NamedRule, routingRules } from "./enqueue.ts";
import { raiseAlert } from "./raise.ts";
import { isRoutedTo } from "./routing.ts";

/** A report with what it came to. */
interface Raising extends Raised {
  report: AlertReport;
}

/** Ids of one time that follow each other (RFC 9562, version 7), so that many new rows stand side by side in each index. */
function orderedIds(count: number, now: Date): string[] {
  const time = Math.max(0, now.getTime()).toString(16).padStart(12, "0").slice(-12);
  const [first = 0, second = 0] = randomBytes(2);
  const random = randomBytes(count * 5).toString("hex");
  return Array.from({ length: count }, (_, at) => {
    // 26 bits that count up from a random start, then 40 that are random.
    const rising = (((first << 18) | (second << 10)) >>> 1) + at;
    const high = ((rising >>> 14) & 0xfff).toString(16).padStart(3, "0");
    const low = (0x8000 | (rising & 0x3fff)).toString(16);
    const tail = random.slice(at * 10, at * 10 + 10).padStart(12, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${high}-${low}-${tail}`;
  });
}

const uniqueViolation = "23505";

/** The fields of a new alert that many have in common, encoded once. */
function commonFields({ type, kind, severity, tags, sourceType }: AlertReport, now: Date): Uint8Array {
  const fields = new CopyBuffer(256);
  for (const text of [type, kind, severity]) fields.textField(text);
  fields.textArrayField(tags);
  if (sourceType === null) fields.nullField();
  else fields.textField(sourceType);
  for (let count = 0; count < 5; count++) fields.instantField(now);
  return fields.take();
}

/**
 * Copies alerts that are new.
 * @returns those that were raised; none when there is an alert of one of them already.
 */
async function insertNew(tx: Tx, reports: readonly AlertReport[]): Promise<Raising[]> {
  if (reports.length === 0) return [];
  const ids = orderedIds(reports.length, tx.now);
  const rows = new CopyBuffer(reports.length * 1_200);
  let latest: AlertReport | undefined;
  let common: Uint8Array = new Uint8Array();
  for (const [index, report] of reports.entries()) {
    if (!latest || !isAlike(latest, report)) common = commonFields(report, tx.now);
    latest = report;
    const { title, description, runbook, facts } = report.describe(null);
    rows.int16(newAlertColumns.length);
    rows.uuidField(ids[index] ?? "");
    rows.textField(report.subject);
    if (report.sourceId === null) rows.nullField();
    else rows.uuidField(report.sourceId);
    rows.textField(title);
    rows.textField(description);
    rows.textField(runbook);
    rows.textField(postgresJson(facts));
    rows.int64Field(report.count);
    rows.raw(common);
  }
  await tx.query("SAVEPOINT raise_alerts");
  try {
    await copyRows(tx, "alerts", newAlertColumns, reports.length, rows.take());
    await tx.query("RELEASE SAVEPOINT raise_alerts");
    return reports.map((report, index) => {
      return { report, alertId: ids[index] ?? "", outcome: "opened", notified: [] };
    });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === uniqueViolation)) throw error;
    await tx.query("ROLLBACK TO SAVEPOINT raise_alerts");
    return [];
  }
}

function isAlike(one: AlertReport, other: AlertReport): boolean {
  return (
    one.type === other.type &&
    one.kind === other.kind &&
    one.severity === other.severity &&
    one.tags === other.tags &&
    one.sourceType === other.sourceType
  );
}

const activityColumns = [
  "alert_id",
  "action",
  "detail",
  "event",
  "occurred_at",
  "actor_type",
  "actor_id",
  "actor_name",
];

/** What stands of it in the timeline, and among the alert's events. */
async function addActivities(tx: Tx, raised: readonly Raising[]): Promise<void> {
  const common = new CopyBuffer(128);
  common.instantField(tx.now);
  for (const text of [tx.actor.type, tx.actor.id, tx.actor.name]) common.textField(text);
  const fields = common.take();
  const rows = new CopyBuffer(raised.length * 400);
  let count = 0;
  for (const { alertId, outcome, report } of raised) {
    if (outcome === "appended" && report.event === null) continue;
    const action: RecordedAction = outcome === "appended" ? "reported" : outcome;
    rows.int16(activityColumns.length);
    rows.uuidField(alertId);
    rows.textField(action);
    rows.textField(`{"count":${report.count}}`);
    if (report.event === null) rows.nullField();
    else rows.textField(postgresJson(report.event));
    rows.raw(fields);
    count++;
  }
  await copyRows(tx, "alert_activities", activityColumns, count, rows.take());
}

/** After the latest delivery of each alert that came back, even when a clock is late. */
async function nextDeliveryTimes({ sql, now }: Tx, raised: readonly Raising[]): Promise<Map<string, Date>> {
  const ids = raised.filter(({ outcome }) => outcome === "regressed").map(({ alertId }) => alertId);
  if (ids.length === 0) return new Map();
  const rows = await sql<{ id: string; at: Date }>`
    SELECT alert_id AS id, GREATEST(${now}, max(created_at) + interval '1 millisecond') AS at
      FROM deliveries WHERE alert_id = ANY(${uuidArray(ids)}::uuid[]) GROUP BY alert_id`;
  return new Map(rows.map((row) => [row.id, row.at]));
}

const deliveryColumns = [
  "id",
  "alert_id",
  "destination_id",
  "destination_name",
  "reason",
  "next_attempt_at",
  "created_at",
];

/** One PENDING delivery an alert and destination. */
async function enqueue(tx: Tx, raised: readonly Raising[], rules: ReadonlyMap<string, NamedRule>): Promise<void> {
  const { now } = tx;
  const times = await nextDeliveryTimes(tx, raised);
  const count = raised.reduce((sum, { notified }) => sum + notified.length, 0);
  const ids = orderedIds(count, now).values();
  const rows = new CopyBuffer(count * 160);
  for (const { alertId, outcome, notified } of raised) {
    for (const destinationId of notified) {
      rows.int16(deliveryColumns.length);
      rows.uuidField(ids.next().value ?? "");
      rows.uuidField(alertId);
      rows.uuidField(destinationId);
      rows.textField(rules.get(destinationId)?.displayName ?? "");
      rows.textField(outcome);
      rows.instantField(now);
      rows.instantField(times.get(alertId) ?? now);
    }
  }
  await copyRows(tx, "deliveries", deliveryColumns, count, rows.take());
}

/** The reports of which there is no alert yet. */
async function withoutAlert({ sql }: Tx, reports: readonly AlertReport[]): Promise<AlertReport[]> {
  const rows = await sql<{ kind: string; subject: string }>`
    SELECT kind, subject FROM alerts
      JOIN unnest(${textArray(reports.map((report) => report.kind))}::text[],
                  ${textArray(reports.map((report) => report.subject))}::text[]) AS g (kind, subject) USING (kind, subject)`;
  const known = new Set(rows.map((row) => `${row.kind} ${row.subject}`));
  return reports.filter((report) => !known.has(`${report.kind} ${report.subject}`));
}

/** The reports that have come to nothing yet. */
function without(reports: readonly AlertReport[], raised: readonly Raising[]): AlertReport[] {
  if (raised.length === reports.length) return [];
  const done = new Set(raised.map(({ report }) => report));
  return reports.filter((report) => !done.has(report));
}

/** Routes alerts that opened or came back, and writes their deliveries. */
async function notifyDestinations(tx: Tx, loud: readonly Raising[]): Promise<void> {
  const rules = new Map<string, NamedRule>();
  for (const type of new Set(loud.map(({ report }) => report.type))) {
    const known = await routingRules(tx, type);
    for (const rule of known) rules.set(rule.id, rule);
    // All that routing asks of a report of this type.
    const routed = new Map<string, string[]>();
    for (const item of loud) {
      const { report } = item;
      if (report.type !== type) continue;
      const asked = `${report.severity} ${report.excludedDestinationId}`;
      const found = routed.get(asked) ?? known.filter((rule) => isRoutedTo(report, rule)).map((rule) => rule.id);
      routed.set(asked, found);
      item.notified = found;
    }
  }
  await enqueue(tx, loud, rules);
  tx.deliveriesDue(new Set(loud.flatMap(({ notified }) => notified)));
}

/**
 * As `raiseAlert`, for many alerts in a fixed number of statements. No two reports may be of the same (kind, subject). The
 * caller marks the health of their sources as due.
 * @returns one outcome a report, in no order.
 */
export async function raiseAlerts(tx: Tx, reports: readonly AlertReport[]): Promise<Raised[]> {
  if (reports.length === 0) return [];
  const sorted = reports.toSorted((a, b) => (a.kind < b.kind || (a.kind === b.kind && a.subject < b.subject) ? -1 : 1));
  // Mostly all of them are new. What is known stops the copy at the first such row, and costs a look-up of all.
  const raised = await insertNew(tx, sorted);
  if (raised.length === 0) raised.push(...(await insertNew(tx, await withoutAlert(tx, sorted))));
  const others = without(sorted, raised);
  if (others.length > 0) raised.push(...(await applyReports(tx, others)).map((one) => ({ ...one, notified: [] })));
  await addActivities(tx, raised);
  const loud = raised.filter(({ outcome }) => outcome !== "appended");
  if (loud.length > 0) await notifyDestinations(tx, loud);
  const results: Raised[] = raised;
  // What another transaction opened at the same time and has not shown yet.
  for (const report of without(sorted, raised)) results.push(await raiseAlert(tx, report));
  return results;
}
