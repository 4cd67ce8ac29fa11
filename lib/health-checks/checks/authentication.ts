import type { CheckedSource, HealthCheck } from "#lib/health-checks/define-health-check.ts";
import { hourMs, plural } from "#lib/health-checks/outcome.ts";
import type { HealthReason } from "#lib/health-checks/schema.ts";

const totalOf = ({ refusals }: CheckedSource) => refusals.reduce((sum, refusal) => sum + refusal.count, 0);

function reasonOfRefusals(source: CheckedSource): HealthReason | null {
  const [latest] = source.refusals;
  if (!latest) return null;
  const count = totalOf(source);
  // As soon as one request is accepted after it, a refusal is history: a stray sender does not make the source fail.
  const isLatest = source.lastReceivedAt === null || latest.lastAt > source.lastReceivedAt;
  return {
    kind: "refused-requests",
    isFailing: isLatest && !source.isPaused,
    message: `${plural(count, "request was", "requests were")} refused in the last 24 hours. The latest: ${latest.detail}`,
    count,
    since: latest.lastAt.toISOString(),
    alertId: null,
  };
}

/** Who sends can prove it, and what is sent is taken. */
export const authentication: HealthCheck = {
  id: "authentication",
  title: "Authentication",
  alertKinds: [],
  appliesTo: (source) => source.auth !== null,
  check(source) {
    const total = totalOf(source);
    const reason = reasonOfRefusals(source);
    const [latest] = source.refusals;
    const isUntried = total === 0 && source.lastReceivedAt === null;
    const message =
      total > 0
        ? `${plural(total, "request was", "requests were")} refused in 24 hours`
        : source.auth?.method === "None"
          ? "Not asked for: any request is taken"
          : "Nothing refused in 24 hours";
    return {
      status: reason?.isFailing ? "failing" : isUntried ? "unknown" : "healthy",
      message,
      at: latest?.lastAt ?? null,
      reasons: reason ? [reason] : [],
      isKnown: true,
      changesAt: latest ? new Date(latest.lastAt.getTime() + 24 * hourMs) : null,
    };
  },
};
