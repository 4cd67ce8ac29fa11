import "server-only";
import { randomBytes } from "node:crypto";
import type pg from "pg";
import { systemActor } from "#lib/auth/actor.ts";
import { postgresJson, storableText } from "#lib/postgres-json.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import { copyRows } from "./copy-rows.ts";
import { type NamedRule, routingRules } from "./enqueue.ts";
import { composeMessage } from "./message.ts";
import { type AlertReport, isQuiet, type Raised, raiseAlert } from "./raise.ts";
import { isRoutedTo } from "./routing.ts";

/** A report with what it came to. */
interface Raising {
  report: AlertReport;
  alert: AlertRow;
  outcome: Raised["outcome"];
  destinationIds: string[];
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

function newAlert(report: AlertReport, id: string, now: Date): AlertRow {
  return {
    ...report.describe(null),
    id,
    type: report.type,
    kind: report.kind,
    subject: report.subject,
    severity: report.severity,
    status: "OPEN",
    isRegressed: false,
    sourceId: report.sourceId,
    sourceType: report.sourceType,
    assigneeId: null,
    assigneeName: null,
    eventCount: report.count,
    createdAt: now,
    openedAt: now,
    firstEventAt: now,
    lastEventAt: now,
    resolvedAt: null,
    snoozedUntil: null,
    updatedAt: now,
    updatedById: null,
    updatedByType: null,
  };
}

const alertInsertColumns = [
  "id",
  "type",
  "kind",
  "subject",
  "severity",
  "title",
  "description",
  "runbook",
  "facts",
  "source_id",
  "source_type",
  "event_count",
  "created_at",
  "opened_at",
  "first_event_at",
  "last_event_at",
  "updated_at",
];

const uniqueViolation = "23505";

/**
 * Copies alerts of which there are none yet.
 * @returns those that were raised; none when another transaction was quicker with one of them.
 */
async function insertNew(client: pg.ClientBase, reports: readonly AlertReport[], now: Date): Promise<Raising[]> {
  const ids = orderedIds(reports.length, now);
  const raising = reports.map((report, at) => ({
    report,
    alert: newAlert(report, ids[at] ?? "", now),
    outcome: "opened" as const,
    destinationIds: [],
  }));
  const at = now.toISOString();
  const rows = raising.map(({ alert }) => [
    alert.id,
    alert.type,
    alert.kind,
    alert.subject,
    alert.severity,
    storableText(alert.title),
    storableText(alert.description),
    storableText(alert.runbook),
    postgresJson(alert.facts),
    alert.sourceId,
    alert.sourceType,
    String(alert.eventCount),
    at,
    at,
    at,
    at,
    at,
  ]);
  await client.query("SAVEPOINT raise_alerts");
  try {
    await copyRows(client, "alerts", alertInsertColumns, rows);
    await client.query("RELEASE SAVEPOINT raise_alerts");
    return raising;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === uniqueViolation)) throw error;
    await client.query("ROLLBACK TO SAVEPOINT raise_alerts");
    return [];
  }
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
    const isAppended = isQuiet(alert, now);
    return [{ alert, report, isAppended, described: report.describe(isAppended ? alert.facts : null) }];
  });
  const { rows: updated } = await client.query<AlertRow>(
    `UPDATE alerts AS a SET title = g.title, description = g.description, runbook = g.runbook, facts = g.facts::jsonb,
       source_type = g.source_type, event_count = event_count + g.count, last_event_at = GREATEST(last_event_at, $8),
       updated_at = $8,
       status = CASE WHEN g.is_appended THEN status ELSE 'OPEN' END,
       is_regressed = is_regressed OR NOT g.is_appended,
       resolved_at = CASE WHEN g.is_appended THEN resolved_at END,
       snoozed_until = CASE WHEN g.is_appended THEN snoozed_until END,
       opened_at = CASE WHEN g.is_appended THEN opened_at ELSE GREATEST($8, resolved_at) END
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[], $9::boolean[])
         AS g (id, title, description, runbook, facts, source_type, count, is_appended)
      WHERE a.id = g.id RETURNING ${alertColumns}`,
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
    ],
  );
  const changed = new Map(updated.map((alert) => [alert.id, alert]));
  return changes.map(({ report, alert, isAppended }) => ({
    report,
    alert: changed.get(alert.id) as AlertRow,
    outcome: isAppended ? ("appended" as const) : ("regressed" as const),
    destinationIds: [],
  }));
}

async function addEvents(client: pg.ClientBase, raised: readonly Raising[], now: Date): Promise<void> {
  const at = now.toISOString();
  const rows = raised.map(({ alert, report }) => [alert.id, at, String(report.count), postgresJson(report.event)]);
  await copyRows(client, "alert_events", ["alert_id", "occurred_at", "count", "event"], rows);
}

async function addActivities(client: pg.ClientBase, raised: readonly Raising[], now: Date): Promise<void> {
  const at = now.toISOString();
  const { type, id, name } = systemActor;
  const rows = raised.map(({ alert, outcome, report }) => {
    return [alert.id, at, outcome, type, id, name, JSON.stringify({ count: report.count })];
  });
  const columns = ["alert_id", "occurred_at", "action", "actor_type", "actor_id", "actor_name", "detail"];
  await copyRows(client, "alert_activities", columns, rows);
}

/** After the latest delivery of each alert that came back, even when a clock is late. */
async function nextDeliveryTimes(
  client: pg.ClientBase,
  raised: readonly Raising[],
  now: Date,
): Promise<Map<string, string>> {
  const ids = raised.filter(({ outcome }) => outcome === "regressed").map(({ alert }) => alert.id);
  if (ids.length === 0) return new Map();
  const { rows } = await client.query<{ id: string; at: Date }>(
    `SELECT alert_id AS id, GREATEST($2, max(created_at) + interval '1 millisecond') AS at
       FROM deliveries WHERE alert_id = ANY($1::uuid[]) GROUP BY alert_id`,
    [ids, now],
  );
  return new Map(rows.map((row) => [row.id, row.at.toISOString()]));
}

/** One PENDING delivery an alert and destination. */
async function enqueue(
  client: pg.ClientBase,
  raised: readonly Raising[],
  rules: ReadonlyMap<string, NamedRule>,
  now: Date,
): Promise<void> {
  const times = await nextDeliveryTimes(client, raised, now);
  const at = now.toISOString();
  const ids = orderedIds(
    raised.reduce((sum, { destinationIds }) => sum + destinationIds.length, 0),
    now,
  ).values();
  function* rows() {
    for (const { alert, outcome, report, destinationIds } of raised) {
      const event = outcome === "opened" ? "alert.opened" : "alert.regressed";
      const message = destinationIds.length > 0 ? postgresJson(composeMessage(alert, event, now, report.tags)) : "";
      for (const id of destinationIds) {
        const name = rules.get(id)?.displayName ?? "";
        yield [ids.next().value ?? "", alert.id, id, name, outcome, message, at, times.get(alert.id) ?? at];
      }
    }
  }
  const columns = [
    "id",
    "alert_id",
    "destination_id",
    "destination_name",
    "reason",
    "message",
    "next_attempt_at",
    "created_at",
  ];
  await copyRows(client, "deliveries", columns, rows());
}

/** The reports of which there is no alert yet. */
async function withoutAlert(client: pg.ClientBase, reports: readonly AlertReport[]): Promise<AlertReport[]> {
  const { rows } = await client.query<{ kind: string; subject: string }>(
    `SELECT kind, subject FROM alerts JOIN unnest($1::text[], $2::text[]) AS g (kind, subject) USING (kind, subject)`,
    [reports.map((report) => report.kind), reports.map((report) => report.subject)],
  );
  const known = new Set(rows.map((row) => `${row.kind} ${row.subject}`));
  return reports.filter((report) => !known.has(`${report.kind} ${report.subject}`));
}

/** Routes what is told, and writes timeline and deliveries of it. */
async function tell(client: pg.ClientBase, loud: readonly Raising[], now: Date): Promise<void> {
  await addActivities(client, loud, now);
  const rules = new Map<string, NamedRule>();
  for (const type of new Set(loud.map(({ report }) => report.type))) {
    const known = await routingRules(client, type);
    for (const rule of known) rules.set(rule.id, rule);
    for (const item of loud) {
      if (item.report.type !== type) continue;
      item.destinationIds = known.filter((rule) => isRoutedTo(item.report, rule)).map((rule) => rule.id);
    }
  }
  await enqueue(client, loud, rules, now);
}

/**
 * As `raiseAlert`, for many alerts in a fixed number of statements. No two reports may be of the same (kind, subject).
 * @returns one outcome a report, in no order.
 */
export async function raiseAlerts(
  client: pg.ClientBase,
  reports: readonly AlertReport[],
  now: Date,
): Promise<Raised[]> {
  const many = reports
    .filter((report) => report.event !== null)
    .sort((a, b) => (`${a.kind} ${a.subject}` < `${b.kind} ${b.subject}` ? -1 : 1));
  const raised: Raising[] = [];
  if (many.length > 0) {
    const fresh = await withoutAlert(client, many);
    if (fresh.length > 0) raised.push(...(await insertNew(client, fresh, now)));
    const isNew = new Set(raised.map(({ report }) => report));
    const others = many.filter((report) => !isNew.has(report));
    if (others.length > 0) raised.push(...(await updateKnown(client, others, now)));
    await addEvents(client, raised, now);
  }
  const loud = raised.filter(({ outcome }) => outcome !== "appended");
  if (loud.length > 0) await tell(client, loud, now);
  const results = raised.map(({ alert, outcome, destinationIds }) => ({ alertId: alert.id, outcome, destinationIds }));
  // What is counted into a row a minute is one by one in any case; so is what another transaction opened at the same time.
  const done = new Set(raised.map(({ report }) => report));
  for (const report of reports) if (!done.has(report)) results.push(await raiseAlert(client, report, now));
  return results;
}
