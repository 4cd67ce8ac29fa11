import "server-only";
import type { AlertReport, Raised } from "#lib/alerts/alert-report.ts";
import { type AlertRow, alertColumns, isActiveAlert } from "#lib/alerts/alert-row.ts";
import { raiseAlert } from "#lib/alerts/raise.ts";
import { changeStatus } from "#lib/alerts/status.ts";
import { updateAlertTexts } from "#lib/alerts/update-alert-texts.ts";
import type { Tx } from "#lib/change.ts";
import type { SystemErrorKind } from "./define-system-error.ts";

/** One report of `kind` about `subject`, as `lib/alerts` takes it. */
export function alertReportOf<Subject extends object, Report extends object, Facts extends object>(
  kind: SystemErrorKind<Subject, Report, Facts>,
  subject: Subject,
  reported: Report,
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
    count: Math.max(1, kind.countOf?.(reported) ?? 1),
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
 * Says inside the caller's transaction that `kind` happened to `subject`: opens an alert, reopens the resolved one as
 * regressed, or appends to the open one. Deliveries to every matching destination are written in the same transaction. It
 * locks the alert's row until the transaction ends, so call it last.
 */
export function report<Subject extends object, Report extends object, Facts extends object>(
  tx: Tx,
  kind: SystemErrorKind<Subject, Report, Facts>,
  subject: Subject,
  reported: Report,
): Promise<Raised> {
  return raiseAlert(tx, alertReportOf(kind, subject, reported));
}

async function lockActive<Subject extends object, Report extends object, Facts extends object>(
  { sql }: Tx,
  kind: SystemErrorKind<Subject, Report, Facts>,
  subject: Subject,
): Promise<AlertRow | undefined> {
  const [alert] = await sql<AlertRow>`
    SELECT ${alertColumns} FROM alerts a
     WHERE a.kind = ${kind.kind} AND a.subject = ${kind.dedupKey(subject)} AND ${isActiveAlert} FOR NO KEY UPDATE OF a`;
  return alert;
}

/**
 * Has the active alert of a subject say what is reported now, inside the caller's transaction: nobody is notified, and no
 * event is counted. Nothing happens when no alert of it is active.
 */
export async function updateOpenAlert<Subject extends object, Report extends object, Facts extends object>(
  tx: Tx,
  kind: SystemErrorKind<Subject, Report, Facts>,
  subject: Subject,
  reported: Report,
): Promise<void> {
  const alert = await lockActive(tx, kind, subject);
  if (alert) await updateAlertTexts(tx, alert.id, alertReportOf(kind, subject, reported).describe(null));
}

/**
 * Says inside the caller's transaction that what was reported is over. Nothing happens when no alert of it is active.
 * @param why a sentence for the timeline.
 * @returns whether one was.
 */
export async function resolve<Subject extends object, Report extends object, Facts extends object>(
  tx: Tx,
  kind: SystemErrorKind<Subject, Report, Facts>,
  subject: Subject,
  why: string,
): Promise<boolean> {
  const alert = await lockActive(tx, kind, subject);
  if (alert) await changeStatus(tx, alert, "RESOLVED", why);
  return alert !== undefined;
}
