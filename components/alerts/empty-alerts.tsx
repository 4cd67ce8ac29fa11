import { CircleCheck, Search, Siren } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { type AlertFilter, type AlertTab, alertsHref, isNarrowed, notNarrowed } from "./alert-filter.ts";

interface EmptyAlertsProps {
  tab: AlertTab;
  filter: AlertFilter;
  /** Whether this tab ever held anything. */
  hasAny: boolean;
  /** Whether a log source is connected. */
  hasSources: boolean;
}

/** What stands in place of an empty list: that all is well, that the filter hides it, or what would stand here. */
export function EmptyAlerts({ tab, filter, hasAny, hasSources }: EmptyAlertsProps) {
  if (isNarrowed(filter)) {
    return (
      <EmptyState
        icon={Search}
        title="Nothing fits this filter"
        action={<LinkButton href={alertsHref({ ...filter, ...notNarrowed, state: "all" })}>Show everything</LinkButton>}
      />
    );
  }
  if (tab !== "system-errors") {
    const what = tab === "alerts" ? "Rule matches and policy failures" : "Errors of rules and scheduled rules";
    return (
      <EmptyState icon={Siren} title={tab === "alerts" ? "No alerts" : "No detection errors"}>
        {what} stand here once detections run on this data. This version watches the pipeline: see System Errors.
      </EmptyState>
    );
  }
  if (!hasSources) {
    return (
      <EmptyState
        icon={Siren}
        title="What breaks in your pipeline stands here"
        action={
          <LinkButton variant="primary" href="/log-sources/new">
            Connect a log source
          </LinkButton>
        }
      >
        Lines that fit no schema, sources that fall silent, alerts that do not arrive: each with its cause, and what to
        do. There is nothing to watch until logs come in.
      </EmptyState>
    );
  }
  if (filter.state === "open") {
    return (
      <EmptyState
        icon={CircleCheck}
        tone="ok"
        title="No System Error is open"
        action={
          hasAny ? <LinkButton href={alertsHref({ ...filter, tab, state: "all" })}>See what was</LinkButton> : undefined
        }
      >
        One opens when lines fit no schema, received bodies cannot be processed, a source with an alarm falls silent, or
        alerts do not arrive. What was marked resolved or invalid by hand is not in this list.
      </EmptyState>
    );
  }
  return <EmptyState icon={Siren} title={`No System Error is ${filter.state === "all" ? "known" : filter.state}`} />;
}
