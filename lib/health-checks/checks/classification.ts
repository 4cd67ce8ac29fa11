import { alertIdOf } from "#lib/alerts/schema.ts";
import type { HealthCheck } from "#lib/health-checks/define-health-check.ts";
import { plural, share } from "#lib/health-checks/outcome.ts";
import type { HealthReason } from "#lib/health-checks/schema.ts";

const alertKinds = ["SOURCE_CLASSIFICATION_FAILURES"];

/** Each line fits one of the attached schemas. */
export const classification: HealthCheck = {
  id: "classification",
  title: "Classification",
  alertKinds,
  appliesTo: () => true,
  check({ alerts, counts: { classified, failed }, logTypes, hasProcessed, lastEventProcessedAt }) {
    const reasons = alerts
      .filter((alert) => alertKinds.includes(alert.kind))
      .map(
        (alert): HealthReason => ({
          kind: "classification-failures",
          isFailing: true,
          message: `${plural(alert.eventCount, "line")} could not be classified by any attached schema`,
          count: alert.eventCount,
          since: alert.openedAt.toISOString(),
          alertId: alertIdOf(alert.id),
        }),
      );
    const schemas = logTypes.join(" or ");
    const message =
      classified + failed === 0
        ? "Nothing to classify in 24 hours"
        : failed === 0
          ? `All ${plural(classified, "event")} of 24 hours fit ${schemas}`
          : `${plural(failed, "line")} (${share(failed, classified + failed)}) of 24 hours did not fit ${schemas}`;
    return {
      status: reasons.length > 0 ? "failing" : classified + failed === 0 ? "unknown" : "healthy",
      message,
      at: lastEventProcessedAt,
      reasons,
      isKnown: hasProcessed,
      changesAt: null,
    };
  },
};
