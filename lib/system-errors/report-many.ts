import "server-only";
import type pg from "pg";
import type { Raised } from "#lib/alerts/raise.ts";
import { raiseAlerts } from "#lib/alerts/raise-many.ts";
import type { SystemErrorKind } from "./define-system-error.ts";
import { alertReportOf } from "./report.ts";

/**
 * As `report`, for many subjects of one kind at once, in a fixed number of statements. Each subject may be given once.
 * Locks the alerts' rows until the transaction ends.
 */
export function reportMany<Subject extends object, Report extends object, Facts extends object>(
  client: pg.ClientBase,
  kind: SystemErrorKind<Subject, Report, Facts>,
  reports: readonly { subject: Subject; reported: Report }[],
  now: Date,
): Promise<Raised[]> {
  return raiseAlerts(
    client,
    reports.map(({ subject, reported }) => alertReportOf(kind, subject, reported, 1)),
    now,
  );
}
