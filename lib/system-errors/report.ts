import "server-only";
import type pg from "pg";
import { type AlertRow, alertColumns } from "#lib/alerts/alert-row.ts";
import { type AlertReport, type Raised, raiseAlert } from "#lib/alerts/raise.ts";
import { restateAlert } from "#lib/alerts/restate.ts";
import { activeStatuses } from "#lib/alerts/schema.ts";
import { changeStatus } from "#lib/alerts/status.ts";
import { type Actor, systemActor } from "#lib/auth/actor.ts";
import type { SystemErrorKind } from "./define-system-error.ts";

/** One report of `kind` about `subject`, as `lib/alerts` takes it. */
export function alertReportOf<Subject extends object, Report extends object, Facts extends object>(
  kind: SystemErrorKind<Subject, Report, Facts>,
  subject: Subject,
  reported: Report,
  count: number,
): AlertReport {
  const source = kind.sourceOf(subject);
  return {
    type: "SYSTEM_ERROR",
    kind: kind.kind,
    subject: kind.dedupKey(subject),
    severity: "CRITICAL",
    sourceId: source?.sourceId ?? null,
    sourceType: source?.sourceType ?? null,
    excludedDestinationId: kind.excludedDestinationId?.(subject),
    isReportedOnce: kind.isReportedOnce,
    tags: kind.tags,
    count: Math.max(1, count),
    event: kind.eventOf ? { ...kind.eventOf(reported) } : null,
    describe(previous) {
      // What an older version stored may lack something: the error then starts anew instead of holding the batch back for ever.
      const known = previous === null ? null : (kind.facts.safeParse(previous).data ?? null);
      const facts = kind.merge(known, subject, reported);
      return {
        facts: { ...facts } as Record<string, unknown>,
        title: kind.title(facts),
        description: kind.description(facts),
        runbook: kind.runbook(facts, reported),
      };
    },
  };
}

/**
 * Says inside the caller's transaction that `kind` happened `count` times to `subject`: opens an alert, reopens the
 * resolved one as regressed, or appends to the open one. Deliveries to every matching destination are written in the same
 * transaction. It locks the alert's row until the transaction ends, so call it last.
 * @returns what it did, and the destinations to nudge after the commit.
 */
export function report<Subject extends object, Report extends object, Facts extends object>(
  client: pg.ClientBase,
  kind: SystemErrorKind<Subject, Report, Facts>,
  subject: Subject,
  reported: Report,
  count: number,
  now: Date,
): Promise<Raised> {
  return raiseAlert(client, alertReportOf(kind, subject, reported, count), now);
}

async function lockActive<Subject extends object, Report extends object, Facts extends object>(
  client: pg.ClientBase,
  kind: SystemErrorKind<Subject, Report, Facts>,
  subject: Subject,
): Promise<AlertRow | undefined> {
  const { rows } = await client.query<AlertRow>(
    `SELECT ${alertColumns} FROM alerts a WHERE kind = $1 AND subject = $2 AND status = ANY($3) FOR NO KEY UPDATE OF a`,
    [kind.kind, kind.dedupKey(subject), activeStatuses],
  );
  return rows[0];
}

/**
 * Has the active alert of a subject say what is reported now, inside the caller's transaction: nobody is told, and no event is
 * counted. Nothing happens when no alert of it is active.
 */
export async function restate<Subject extends object, Report extends object, Facts extends object>(
  client: pg.ClientBase,
  kind: SystemErrorKind<Subject, Report, Facts>,
  subject: Subject,
  reported: Report,
  actor: Actor,
  now: Date,
): Promise<void> {
  const alert = await lockActive(client, kind, subject);
  if (!alert) return;
  const said = alertReportOf(kind, subject, reported, 1).describe(null);
  await restateAlert(client, alert.id, said, actor, now);
}

/**
 * Says inside the caller's transaction that what was reported is over. Nothing happens when no alert of it is active.
 * @param why a sentence for the timeline.
 * @param actor who ended it; the product itself unless a person did.
 * @returns the destinations that are owed "resolved": nudge them after the commit; null when nothing was active.
 */
export async function resolve<Subject extends object, Report extends object, Facts extends object>(
  client: pg.ClientBase,
  kind: SystemErrorKind<Subject, Report, Facts>,
  subject: Subject,
  now: Date,
  why: string,
  actor: Actor = systemActor,
): Promise<{ alertId: string; destinationIds: string[] } | null> {
  const alert = await lockActive(client, kind, subject);
  if (!alert) return null;
  const destinationIds = await changeStatus(client, alert, "RESOLVED", actor, now, why);
  return { alertId: alert.id, destinationIds };
}
