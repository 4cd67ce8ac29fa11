import { Banner } from "#components/ui/banner.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { HealthReason } from "#lib/health-checks/schema.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";

/** What makes a source unhealthy, each with the way to its error, and a silence that nothing judges; else nothing. */
export function FailingBanners({ source }: { source: LogSourceDetail }) {
  return source.health.reasons
    .filter((reason) => reason.isFailing || reason.kind === "silent")
    .map((reason) => <FailingBanner key={`${reason.kind} ${reason.alertId} ${reason.since}`} reason={reason} />);
}

function FailingBanner({ reason }: { reason: HealthReason }) {
  return (
    <Banner
      tone={reason.isFailing ? "fail" : "info"}
      title={reason.message}
      action={reason.alertId && <LinkButton href={`/alerts/${reason.alertId}`}>See the error</LinkButton>}
    >
      {reason.since && (
        <>
          {reason.kind === "refused-requests" ? "Latest " : "Since "}
          <RelativeTime at={reason.since} form={reason.kind === "refused-requests" ? "sentence" : "moment"} />
        </>
      )}
    </Banner>
  );
}
