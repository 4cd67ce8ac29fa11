import Link from "next/link";
import type { ReactNode } from "react";
import { sourceHref } from "#components/log-sources/source-tab.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Count } from "#components/ui/count.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Alert } from "#lib/alerts/schema.ts";
import type { AlertSource } from "./alert-actions.ts";
import { factsOf } from "./facts.ts";
import { SchemaLink } from "./schema-link.tsx";

interface AboutAlertProps {
  alert: Alert;
  /** Of the source that it is about. */
  source: AlertSource;
}

/** What the alert is about: its subject, its times, who looks at it. */
export function AboutAlert({ alert, source }: AboutAlertProps) {
  const known = factsOf(alert);
  const items: { term: string; value: ReactNode }[] = [];
  if (known.kind === "SOURCE_CLASSIFICATION_FAILURES" || known.kind === "SOURCE_NO_DATA") {
    const { sourceId, sourceLabel } = known.facts;
    items.push({
      term: "Source",
      value:
        source === "gone" ? (
          <>
            {sourceLabel} <span className="text-ink-3">(deleted)</span>
          </>
        ) : (
          <Link href={sourceHref(sourceId)} className="link break-words">
            {sourceLabel}
          </Link>
        ),
    });
  }
  if (known.kind === "SOURCE_CLASSIFICATION_FAILURES") {
    const schemas = [...new Set(known.facts.causes.flatMap((cause) => cause.schema ?? []))];
    if (schemas.length > 0) {
      items.push({
        term: schemas.length === 1 ? "Schema" : "Schemas",
        value: schemas.map((schema) => (
          <span key={schema} className="block break-words">
            <SchemaLink logType={schema} />
          </span>
        )),
      });
    }
    items.push({ term: "Lines", value: <Count value={known.facts.lines} /> });
  }
  if (known.kind === "ALERT_DELIVERY") {
    const { destinationId, destinationName } = known.facts;
    items.push({
      term: "Destination",
      value: (
        <Link href={`/destinations/${destinationId}`} className="link break-words">
          {destinationName}
        </Link>
      ),
    });
  }
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
