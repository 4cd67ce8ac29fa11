import type { AlertSource } from "#components/system-errors/alert-source.ts";
import type { AboutItem } from "#components/system-errors/define-kind-page.ts";
import { kindPageOf } from "#components/system-errors/page-registry.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Alert } from "#lib/alerts/schema.ts";

interface AboutAlertProps {
  alert: Alert;
  /** Of the source that it is about. */
  source: AlertSource;
}

/** What the alert is about: its subject, its times, who looks at it. */
export function AboutAlert({ alert, source }: AboutAlertProps) {
  const items: AboutItem[] = kindPageOf(alert)?.about(alert.context, source) ?? [];
  items.push(
    { term: "First seen", value: <RelativeTime at={alert.firstEventOccurredAt} form="day-and-time" /> },
    { term: "Last seen", value: <RelativeTime at={alert.lastReceivedEventAt} /> },
  );
  if (alert.isRegressed) {
    items.push({ term: "Came back", value: <RelativeTime at={alert.openedAt} form="day-and-time" /> });
  }
  if (alert.resolvedAt)
    items.push({ term: "Closed", value: <RelativeTime at={alert.resolvedAt} form="day-and-time" /> });
  items.push(
    { term: "Assignee", value: alert.assignee?.name ?? "Nobody" },
    {
      term: "Id",
      value: (
        <span className="flex items-center gap-1">
          <code className="truncate">{alert.id}</code>
          <CopyButton text={alert.id} what="id" />
        </span>
      ),
    },
  );
  return (
    <section aria-labelledby="about">
      <h3 id="about" className="mt-0.5 mb-2">
        About
      </h3>
      <DescriptionList items={items} />
    </section>
  );
}
