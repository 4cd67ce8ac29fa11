import "server-only";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import { systemActor } from "#lib/auth/actor.ts";
import { CopyBuffer } from "#lib/copy-buffer.ts";
import { copyRows } from "#lib/copy-in.ts";
import { textArray, uuidArray } from "#lib/postgres-array.ts";
import { postgresJson, storableText } from "#lib/postgres-json.ts";
import type { RecordedAction } from "./activity.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import { composeWaiting } from "./delivery-messages.ts";
import { type NamedRule, routingRules } from "./enqueue.ts";
import { type AlertReport, isQuiet, type Raised, raiseAlert } from "./raise.ts";
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

const alertInsertColumns = [
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
];

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
async function insertNew(client: pg.ClientBase, reports: readonly AlertReport[], now: Date): Promise<Raising[]> {
  if (reports.length === 0) return [];
  const ids = orderedIds(reports.length, now);
  const rows = new CopyBuffer(reports.length * 1_200);
  let latest: AlertReport | undefined;
  let common: Uint8Array = new Uint8Array();
  for (const [index, report] of reports.entries()) {
    if (!latest || !isAlike(latest, report)) common = commonFields(report, now);
    latest = report;
    const { title, description, runbook, facts } = report.describe(null);
    rows.int16(alertInsertColumns.length);
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
  await client.query("SAVEPOINT raise_alerts");
  try {
    await copyRows(client, "alerts", alertInsertColumns, reports.length, rows.take());
    await client.query("RELEASE SAVEPOINT raise_alerts");
    return reports.map((report, index) => {
      return { report, alertId: ids[index] ?? "", outcome: "opened", destinationIds: [] };
    });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === uniqueViolation)) throw error;
    await client.query("ROLLBACK TO SAVEPOINT raise_alerts");
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

/** Adds reports to alerts that are there: quietly to active ones; the others come back. */
async function updateKnown(client: pg.ClientBase, reports: readonly AlertReport[], now: Date): Promise<Raising[]> {
  const { rows: known } = await client.query<AlertRow>(
    `SELECT ${alertColumns} FROM alerts a JOIN unnest($1::text[], $2::text[]) AS g (kind, subject) USING (kind, subject)
      ORDER BY a.kind, a.subject FOR UPDATE OF a`,
    [reports.map((report) => report.kind), reports.map((report) => report.subject)],
  );
  const reportOf = new Map(reports.map((report) => [`${report.kind} ${report.subject}`, report]));
  const changes = known.flatMap((alert) => {
    const report = reportOf.get(`${alert.kind} ${alert.subject}`);
    if (!report) return [];
    const isAppended = isQuiet(alert, report, now);
    return [{ alert, report, isAppended, described: report.describe(isAppended ? alert.facts : null) }];
  });
  await composeWaiting(
    client,
    changes.flatMap(({ alert, isAppended }) => (isAppended ? [] : [alert.id])),
  );
  await client.query(
    `UPDATE alerts AS a SET title = g.title, description = g.description, runbook = g.runbook, facts = g.facts::json, tags = g.tags::text[],
       source_type = g.source_type, event_count = event_count + g.count, last_event_at = GREATEST(last_event_at, $8),
       updated_at = $8,
       status = CASE WHEN g.is_appended THEN status ELSE 'OPEN' END,
       is_regressed = is_regressed OR NOT g.is_appended,
       resolved_at = CASE WHEN g.is_appended THEN resolved_at END,
       snoozed_until = CASE WHEN g.is_appended THEN snoozed_until END,
       opened_at = CASE WHEN g.is_appended THEN opened_at ELSE GREATEST($8, resolved_at) END
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $9::boolean[],
                   $10::text[]) AS g (id, title, description, runbook, facts, source_type, count, is_appended, tags)
      WHERE a.id = g.id`,
    [
      changes.map(({ alert }) => alert.id),
      changes.map(({ described }) => storableText(described.title)),
      changes.map(({ described }) => storableText(described.description)),
      changes.map(({ described }) => storableText(described.runbook)),
      changes.map(({ described }) => postgresJson(described.facts)),
      changes.map(({ report }) => report.sourceType),
      changes.map(({ report }) => report.count),
      now,
      changes.map(({ isAppended }) => isAppended),
      changes.map(({ report }) => textArray(report.tags)),
    ],
  );
  return changes.map(({ report, alert, isAppended }) => ({
    report,
    alertId: alert.id,
    outcome: isAppended ? ("appended" as const) : ("regressed" as const),
    destinationIds: [],
  }));
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
async function addActivities(client: pg.ClientBase, raised: readonly Raising[], now: Date): Promise<void> {
  const common = new CopyBuffer(128);
  common.instantField(now);
  for (const text of [systemActor.type, systemActor.id, systemActor.name]) common.textField(text);
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
  await copyRows(client, "alert_activities", activityColumns, count, rows.take());
}

/** After the latest delivery of each alert that came back, even when a clock is late. */
async function nextDeliveryTimes(
  client: pg.ClientBase,
  raised: readonly Raising[],
  now: Date,
): Promise<Map<string, Date>> {
  const ids = raised.filter(({ outcome }) => outcome === "regressed").map(({ alertId }) => alertId);
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; at: Date }>(
    `SELECT alert_id AS id, GREATEST($2, max(created_at) + interval '1 millisecond') AS at
       FROM deliveries WHERE alert_id = ANY($1::uuid[]) GROUP BY alert_id`,
    [uuidArray(ids), now],
  );
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
async function enqueue(
  client: pg.ClientBase,
  raised: readonly Raising[],
  rules: ReadonlyMap<string, NamedRule>,
  now: Date,
): Promise<void> {
  const times = await nextDeliveryTimes(client, raised, now);
  const count = raised.reduce((sum, { destinationIds }) => sum + destinationIds.length, 0);
  const ids = orderedIds(count, now).values();
  const rows = new CopyBuffer(count * 160);
  for (const { alertId, outcome, destinationIds } of raised) {
    for (const destinationId of destinationIds) {
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
  await copyRows(client, "deliveries", deliveryColumns, count, rows.take());
}

/** The reports of which there is no alert yet. */
async function withoutAlert(client: pg.ClientBase, reports: readonly AlertReport[]): Promise<AlertReport[]> {
  const { rows } = await client.query<{ kind: string; subject: string }>(
    `SELECT kind, subject FROM alerts JOIN unnest($1::text[], $2::text[]) AS g (kind, subject) USING (kind, subject)`,
    [textArray(reports.map((report) => report.kind)), textArray(reports.map((report) => report.subject))],
  );
  const known = new Set(rows.map((row) => `${row.kind} ${row.subject}`));
  return reports.filter((report) => !known.has(`${report.kind} ${report.subject}`));
}

/** The reports that have come to nothing yet. */
function without(reports: readonly AlertReport[], raised: readonly Raising[]): AlertReport[] {
  if (raised.length === reports.length) return [];
  const done = new Set(raised.map(({ report }) => report));
  return reports.filter((report) => !done.has(report));
}

/** Routes what is told and writes its deliveries. */
async function tell(client: pg.ClientBase, loud: readonly Raising[], now: Date): Promise<void> {
  const rules = new Map<string, NamedRule>();
  for (const type of new Set(loud.map(({ report }) => report.type))) {
    const known = await routingRules(client, type);
    for (const rule of known) rules.set(rule.id, rule);
    // All that routing asks of a report of this type.
    const routed = new Map<string, string[]>();
    for (const item of loud) {
      const { report } = item;
      if (report.type !== type) continue;
      const asked = `${report.severity} ${report.excludedDestinationId}`;
      const found = routed.get(asked) ?? known.filter((rule) => isRoutedTo(report, rule)).map((rule) => rule.id);
      routed.set(asked, found);
      item.destinationIds = found;
    }
  }
  await enqueue(client, loud, rules, now);
}

/**
 * As `raiseAlert`, for many alerts in a fixed number of statements. No two reports may be of the same (kind, subject). The
 * caller marks the health of their sources as due.
 * @returns one outcome a report, in no order.
 */
export async function raiseAlerts(
  client: pg.ClientBase,
  reports: readonly AlertReport[],
  now: Date,
): Promise<Raised[]> {
  if (reports.length === 0) return [];
  const sorted = reports.toSorted((a, b) => (a.kind < b.kind || (a.kind === b.kind && a.subject < b.subject) ? -1 : 1));
  // Mostly all of them are new. What is known stops the copy at the first such row, and costs a look-up of all.
  const raised = await insertNew(client, sorted, now);
  if (raised.length === 0) raised.push(...(await insertNew(client, await withoutAlert(client, sorted), now)));
  const others = without(sorted, raised);
  if (others.length > 0) raised.push(...(await updateKnown(client, others, now)));
  await addActivities(client, raised, now);
  const loud = raised.filter(({ outcome }) => outcome !== "appended");
  if (loud.length > 0) await tell(client, loud, now);
  const results: Raised[] = raised;
  // What another transaction opened at the same time and has not shown yet.
  for (const report of without(sorted, raised)) results.push(await raiseAlert(client, report, now));
  return results;
}
