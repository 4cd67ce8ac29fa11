import type { Metadata } from "next";
import { AboutAlert } from "#components/alerts/about-alert.tsx";
import { AlertHeader } from "#components/alerts/alert-header.tsx";
import { AlertRibbon } from "#components/alerts/alert-ribbon.tsx";
import { ribbonOf } from "#components/alerts/alert-series.ts";
import { sourceOfAlert } from "#components/alerts/alert-source.ts";
import { CommentForm } from "#components/alerts/comment-form.tsx";
import { DeliveredTo } from "#components/alerts/delivered-to.tsx";
import { kindLabel } from "#components/alerts/kind-icon.tsx";
import { Timeline } from "#components/alerts/timeline.tsx";
import { WhatToDo } from "#components/alerts/what-to-do.tsx";
import { Why } from "#components/alerts/why.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { kindPageOf } from "#components/system-errors/page-registry.tsx";
import { listAlertActivities } from "#lib/alerts/queries.ts";
import { listAlertEvents } from "#lib/system-errors/queries.ts";
import { readAlert } from "./_load.ts";

type Props = { params: Promise<{ id: string }> };

const eventsAtFirst = 10;
const activitiesShown = 50;

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { id } = await props.params;
  return { title: (await readAlert(id)).title };
}

export default async function AlertPage(props: Props) {
  const { id } = await props.params;
  const actor = await pageActor("AlertRead");
  const alert = await readAlert(id);
  const page = kindPageOf(alert);
  const ribbon = page?.ribbon(alert.context, alert) ?? null;
  const now = new Date();
  const [source, series, events, activities] = await Promise.all([
    sourceOfAlert(actor, alert, now),
    ribbonOf(actor, alert, ribbon, now),
    page?.Evidence ? listAlertEvents(actor, id, { limit: eventsAtFirst }) : null,
    listAlertActivities(actor, id, { limit: activitiesShown }),
  ]);
  const tab =
    alert.type === "SYSTEM_ERROR"
      ? { label: "System Errors", href: "/alerts?tab=system-errors" }
      : { label: "Alerts", href: "/alerts?tab=alerts" };

  return (
    <Page
      every={5}
      crumbs={[
        { label: "Alerts & Errors", href: "/alerts" },
        tab,
        { label: <span className="font-mono text-quiet">{alert.id.slice(0, 8)}</span> },
      ]}
    >
      <AlertHeader alert={alert} kind={kindLabel(alert.systemError?.type)} />
      <div className="mt-[18px] grid items-start gap-x-7 min-[1020px]:grid-cols-[minmax(0,1fr)_304px]">
        <div className="min-w-0">
          {series && (
            <AlertRibbon
              series={series}
              sourceLabel={String(alert.context.sourceLabel ?? "The source")}
              logType={ribbon?.of === "days-before" ? ribbon.logType : undefined}
            />
          )}
          <Why alert={alert} />
          <WhatToDo alert={alert} source={source} />
          {page?.Evidence && events && <page.Evidence alert={alert} facts={alert.context} events={events} />}
        </div>
        <aside aria-label="About this alert" className="min-w-0">
          <AboutAlert alert={alert} source={source} />
          <DeliveredTo alertId={alert.id} deliveries={alert.deliveries} />
          <section aria-labelledby="timeline">
            <h3 id="timeline" className="mt-5 mb-2">
              Timeline
            </h3>
            <CommentForm alertId={alert.id} />
            <Timeline
              activities={activities.results}
              alertId={alert.id}
              kind={alert.systemError?.type}
              userId={actor.id}
            />
          </section>
        </aside>
      </div>
    </Page>
  );
}
