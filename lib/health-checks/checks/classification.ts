import { alertsOf, reasonOfAlert } from "#lib/health-checks/alert-reasons.ts";
import type { CheckedAlert, HealthCheck } from "#lib/health-checks/define-health-check.ts";
import { plural, share } from "#lib/health-checks/outcome.ts";
import type { HealthReason } from "#lib/health-checks/schema.ts";
import { keptLinesWords, wouldAllFit } from "#lib/kept-lines/terms.ts";

/** Lines that would all fit by now are worth knowing and do not make a source fail. */
function reasonOfLines(alert: CheckedAlert): HealthReason {
  const reason = reasonOfAlert(alert);
  const { keptLines } = alert;
  if (keptLines === null || keptLines.fitting === 0) return reason;
  return {
    ...reason,
    isFailing: !wouldAllFit(keptLines),
    message: `${reason.message}; the schemas of now would take ${keptLinesWords(keptLines)}`,
  };
}

/** Each line fits one of the attached schemas. */
export const classification: HealthCheck = {
  id: "classification",
  title: "Classification",
  appliesTo: () => true,
  check(source) {
    const { counts, logTypes, hasProcessed, lastEventProcessedAt } = source;
    const { classified, failed } = counts;
    const reasons = alertsOf(source, "classification").map(reasonOfLines);
    const schemas = logTypes.join(" or ");
    // Why it passes although lines failed.
    const standing = reasons.length === 0 ? "; no error about them is open" : "";
    const message =
      classified + failed === 0
        ? "Nothing to classify in 24 hours"
        : failed === 0
          ? `All ${plural(classified, "event")} of 24 hours fit ${schemas}`
          : `${plural(failed, "line")} (${share(failed, classified + failed)}) of 24 hours did not fit ${schemas}${standing}`;
    return {
      status: reasons.some((reason) => reason.isFailing)
        ? "failing"
        : classified + failed === 0
          ? "unknown"
          : "healthy",
      message,
      at: lastEventProcessedAt,
      reasons,
      isKnown: hasProcessed,
      changesAt: null,
    };
  },
};
