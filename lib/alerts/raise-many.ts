import "server-only";
import { randomUUID } from "node:crypto";
import type pg from "pg";
import { systemActor } from "#lib/auth/actor.ts";
import { postgresJson } from "#lib/postgres-json.ts";
import { type AlertRow, alertColumns } from "./alert-row.ts";
import { routingRules } from "./enqueue.ts";
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

function newAlert(report: AlertReport, now: Date): AlertRow {
  return {
    ...report.describe(null),
    id: randomUUID(),
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

/** Inserts the alerts that there are none of yet, and tells which. */
async function insertNew(client: pg.ClientBase, reports: readonly AlertReport[], now: Date): Promise<Raising[]> {
  const alerts = reports.map((report) => ({ report, alert: newAlert(report, now) }));
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO alerts (id, type, kind, subject, severity, title, description, runbook, facts, source_id, source_type,
       event_count, created_at, opened_at, first_event_at, last_event_at, updated_at)
     SELECT g.id, g.type, g.kind, g.subject, g.severity, g.title, g.description, g.runbook, g.facts::jsonb, g.source_id,
       g.source_type, g.count, $13, $13, $13, $13, $13
       FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
              $10::uuid[], $11::text[], $12::bigint[])
         AS g (id, type, kind, subject, severity, title, description, runbook, facts, source_id, source_type, count)
      ORDER BY g.kind, g.subject
     ON CONFLICT (kind, subject) DO NOTHING RETURNING id`,
    [
      alerts.map(({ alert }) => alert.id),
      alerts.map(({ alert }) => alert.type),
      alerts.map(({ alert }) => alert.kind),
      alerts.map(({ alert }) => alert.subject),
      alerts.map(({ alert }) => alert.severity),
      alerts.map(({ alert }) => alert.title),
      alerts.map(({ alert }) => alert.description),
      alerts.map(({ alert }) => alert.runbook),
      alerts.map(({ alert }) => postgresJson(alert.facts)),
      alerts.map(({ alert }) => alert.sourceId),
      alerts.map(({ alert }) => alert.sourceType),
      alerts.map(({ alert }) => alert.eventCount),
      now,
    ],
  );
  const inserted = new Set(rows.map((row) => row.id));
  return alerts
    .filter(({ alert }) => inserted.has(alert.id))
    .map(({ report, alert }) => ({ report, alert, outcome: "opened" as const, destinationIds: [] }));
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
      changes.map(({ described }) => described.title),
      changes.map(({ described }) => described.description),
      changes.map(({ described }) => described.runbook),
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
  await client.query(
    `INSERT INTO alert_events (alert_id, occurred_at, count, event)
     SELECT g.alert_id, $4, g.count, g.event::jsonb FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS g (alert_id, count, event)`,
    [
      raised.map(({ alert }) => alert.id),
      raised.map(({ report }) => report.count),
      raised.map(({ report }) => postgresJson(report.event)),
      now,
    ],
  );
}

async function addActivities(client: pg.ClientBase, raised: readonly Raising[], now: Date): Promise<void> {
  await client.query(
    `INSERT INTO alert_activities (alert_id, occurred_at, action, actor_type, actor_id, actor_name, detail)
     SELECT g.alert_id, $4, g.action, $5, $6, $7, jsonb_build_object('count', g.count)
       FROM unnest($1::uuid[], $2::text[], $3::bigint[]) AS g (alert_id, action, count)`,
    [
      raised.map(({ alert }) => alert.id),
      raised.map(({ outcome }) => outcome),
      raised.map(({ report }) => report.count),
      now,
      systemActor.type,
      systemActor.id,
      systemActor.name,
    ],
  );
}

/** One PENDING delivery an alert and destination; a message is sent to the database once, however many receive it. */
async function enqueue(client: pg.ClientBase, raised: readonly Raising[], now: Date): Promise<void> {
  const routed = raised.filter(({ destinationIds }) => destinationIds.length > 0);
  await client.query(
    `INSERT INTO deliveries (alert_id, destination_id, reason, message, next_attempt_at, created_at)
     SELECT g.alert_id, destination_id, g.reason, g.message, $5,
            GREATEST($5, CASE WHEN g.reason <> 'opened' THEN
              (SELECT max(d.created_at) + interval '1 millisecond' FROM deliveries d WHERE d.alert_id = g.alert_id) END)
       FROM (SELECT alert_id, reason, message::jsonb AS message, string_to_array(destinations, ' ')::uuid[] AS destinations
               FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS u (alert_id, reason, message, destinations)) AS g,
            unnest(g.destinations) AS destination_id`,
    [
      routed.map(({ alert }) => alert.id),
      routed.map(({ outcome }) => outcome),
      routed.map(({ alert, outcome, report }) =>
        postgresJson(
          composeMessage(alert, outcome === "opened" ? "alert.opened" : "alert.regressed", now, report.tags),
        ),
      ),
      routed.map(({ destinationIds }) => destinationIds.join(" ")),
      now,
    ],
  );
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
  const counted = reports.filter((report) => report.event === null);
  const many = reports.filter((report) => report.event !== null);
  const raised: Raising[] = [];
  if (many.length > 0) {
    raised.push(...(await insertNew(client, many, now)));
    const isNew = new Set(raised.map(({ report }) => report));
    const others = many.filter((report) => !isNew.has(report));
    if (others.length > 0) raised.push(...(await updateKnown(client, others, now)));
    await addEvents(client, raised, now);
  }
  const loud = raised.filter(({ outcome }) => outcome !== "appended");
  if (loud.length > 0) {
    await addActivities(client, loud, now);
    const rules = new Map<string, Awaited<ReturnType<typeof routingRules>>>();
    for (const item of loud) {
      const type = item.report.type;
      let known = rules.get(type);
      if (!known) {
        known = await routingRules(client, type);
        rules.set(type, known);
      }
      item.destinationIds = known.filter((rule) => isRoutedTo(item.report, rule)).map((rule) => rule.id);
    }
    await enqueue(client, loud, now);
  }
  const results = raised.map(({ alert, outcome, destinationIds }) => ({ alertId: alert.id, outcome, destinationIds }));
  // What is counted into a row a minute is one by one in any case; and what was deleted meanwhile opens anew.
  const done = new Set(raised.map(({ report }) => report));
  for (const report of [...counted, ...many.filter((candidate) => !done.has(candidate))]) {
    results.push(await raiseAlert(client, report, now));
  }
  return results;
}
