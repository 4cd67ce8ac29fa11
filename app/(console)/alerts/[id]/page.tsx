import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { AboutAlert } from "#components/alerts/about-alert.tsx";
import { AlertHeader } from "#components/alerts/alert-header.tsx";
import { AlertRibbon } from "#components/alerts/alert-ribbon.tsx";
import { daysBefore, sourceSeries } from "#components/alerts/alert-series.ts";
import { sourceOfAlert } from "#components/alerts/alert-source.ts";
import { CommentForm } from "#components/alerts/comment-form.tsx";
import { DeliveredTo } from "#components/alerts/delivered-to.tsx";
import { factsOf } from "#components/alerts/facts.ts";
import { FailingLines } from "#components/alerts/failing-lines.tsx";
import { Timeline } from "#components/alerts/timeline.tsx";
import { WhatToDo } from "#components/alerts/what-to-do.tsx";
import { Why } from "#components/alerts/why.tsx";
import { Page } from "#components/shell/page.tsx";
import { pageActor } from "#components/shell/page-actor.ts";
import { getAlert, listAlertActivities, listAlertEvents } from "#lib/alerts/queries.ts";
import type { Alert } from "#lib/alerts/schema.ts";
import { AppError } from "#lib/errors.ts";

type Props = { params: Promise<{ id: string }> };

const linesAtFirst = 10;
const activitiesShown = 50;

/** Read once a request, for the title and for the page. */
const readAlert = cache(async (id: string): Promise<Alert> => {
  const actor = await pageActor();
  try {
    return await getAlert(actor, id);
  } catch (error) {
    if (error instanceof AppError && error.code === "not-found") notFound();
    throw error;
  }
});

export async function generateMetadata(props: Props): Promise<Metadata> {
  const { id } = await props.params;
  return { title: (await readAlert(id)).title };
}

export default async function AlertPage(props: Props) {
  const { id } = await props.params;
  const actor = await pageActor();
  const alert = await readAlert(id);
  const known = factsOf(alert);
  const sourceId = alert.systemError?.sourceId;
  const silence = known.kind === "SOURCE_NO_DATA" ? known.facts : null;
  const isAboutLines = known.kind === "SOURCE_CLASSIFICATION_FAILURES";
  const now = new Date();
  const [source, series, lines, activities] = await Promise.all([
    sourceOfAlert(actor, alert, now),
    sourceId === undefined
      ? null
      : silence
        ? daysBefore(actor, silence, new Date(alert.lastReceivedEventAt))
        : sourceSeries(actor, sourceId, now),
    isAboutLines ? listAlertEvents(actor, id, { limit: linesAtFirst }) : null,
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
      <AlertHeader alert={alert} />
      <div className="mt-[18px] grid items-start gap-x-7 min-[1020px]:grid-cols-[minmax(0,1fr)_304px]">
        <div className="min-w-0">
          {series && (
            <AlertRibbon
              series={series}
              sourceLabel={String(alert.context.sourceLabel ?? "The source")}
              logType={silence?.logType}
            />
          )}
          <Why alert={alert} />
          <WhatToDo alert={alert} source={source} />
          {lines && isAboutLines && <FailingLines alertId={alert.id} initial={lines} total={known.facts.lines} />}
        </div>
        <aside aria-label="About this alert" className="min-w-0">
          <AboutAlert alert={alert} source={source} />
          <DeliveredTo alertId={alert.id} deliveries={alert.deliveries} />
          <section aria-labelledby="timeline">
            <h3 id="timeline" className="mt-5 mb-2">
              Timeline
            </h3>
            <CommentForm alertId={alert.id} />
            <Timeline activities={activities.results} kind={alert.systemError?.type} />
          </section>
        </aside>
      </div>
    </Page>
  );
}
