import { reasonOfAlert } from "#lib/health-checks/alert-reasons.ts";
import type { HealthCheck } from "#lib/health-checks/define-health-check.ts";
import { plural, share } from "#lib/health-checks/outcome.ts";
import { classificationFailures } from "#lib/system-errors/kinds/classification-failures.ts";

const alertKinds: string[] = [classificationFailures.kind];

/** Each line fits one of the attached schemas. */
export const classification: HealthCheck = {
  id: "classification",
  title: "Classification",
  alertKinds,
  appliesTo: () => true,
  check({ alerts, counts: { classified, failed }, logTypes, hasProcessed, lastEventProcessedAt }) {
    const reasons = alerts.filter((alert) => alertKinds.includes(alert.kind)).map(reasonOfAlert);
    const schemas = logTypes.join(" or ");
    const message =
      classified + failed === 0
        ? "Nothing to classify in 24 hours"
        : failed === 0
          ? `All ${plural(classified, "event")} of 24 hours fit ${schemas}`
          : `${plural(failed, "line")} (${share(failed, classified + failed)}) of 24 hours did not fit ${schemas}`;
    return {
      status: reasons.some(({ isFailing }) => isFailing)
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
