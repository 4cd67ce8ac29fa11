import "server-only";
import type { Raised } from "#lib/alerts/alert-report.ts";
import { raiseAlerts } from "#lib/alerts/raise-many.ts";
import type { Tx } from "#lib/change.ts";
import type { SystemErrorKind } from "./define-system-error.ts";
import { alertReportOf } from "./report.ts";

/**
 * As `report`, for many subjects of one kind at once, in a fixed number of statements. Each subject may be given once.
 * Locks the alerts' rows until the transaction ends.
 */
export function reportMany<Subject extends object, Report extends object, Facts extends object>(
  tx: Tx,
  kind: SystemErrorKind<Subject, Report, Facts>,
  reports: readonly { subject: Subject; reported: Report }[],
): Promise<Raised[]> {
  return raiseAlerts(
    tx,
    reports.map(({ subject, reported }) => alertReportOf(kind, subject, reported)),
  );
}
