import type { CheckedSource, HealthCheck } from "#lib/health-checks/define-health-check.ts";
import { hourMs, plural } from "#lib/health-checks/outcome.ts";
import type { HealthReason } from "#lib/health-checks/schema.ts";

const totalOf = ({ refusals }: CheckedSource) => refusals.reduce((sum, refusal) => sum + refusal.count, 0);

/** How long a source that took something lately is not failing, whoever else is turned away. */
const aloneMs = hourMs / 4;

function reasonOfRefusals(source: CheckedSource, now: Date): HealthReason | null {
  const [latest] = source.refusals;
  if (!latest) return null;
  const count = totalOf(source);
  // A stray sender does not make the source fail: it fails when only refused requests come, for a while.
  const received = source.lastReceivedAt;
  const isAlone = received === null || (latest.lastAt > received && now.getTime() - received.getTime() > aloneMs);
  return {
    kind: "refused-requests",
    isFailing: isAlone && !source.isPaused,
    message: `${plural(count, "request was", "requests were")} refused in the last 24 hours. The latest: ${latest.detail}`,
    count,
    since: latest.lastAt.toISOString(),
    alertId: null,
  };
}

function changesAt({ lastReceivedAt }: CheckedSource, refusedAt: Date, now: Date): Date {
  const forgotten = refusedAt.getTime() + 24 * hourMs;
  const alone = (lastReceivedAt?.getTime() ?? 0) + aloneMs + 1;
  return new Date(alone > now.getTime() && refusedAt.getTime() > (lastReceivedAt?.getTime() ?? 0) ? alone : forgotten);
}

/** Who sends can prove it, and what is sent is taken. */
export const authentication: HealthCheck = {
  id: "authentication",
  title: "Authentication",
  appliesTo: (source) => source.auth !== null,
  check(source, now) {
    const total = totalOf(source);
    const reason = reasonOfRefusals(source, now);
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
      changesAt: latest ? changesAt(source, latest.lastAt, now) : null,
    };
  },
};
