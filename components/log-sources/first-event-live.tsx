"use client";

import { useQuery } from "@tanstack/react-query";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import { FirstEventPanel, isProven } from "./first-event-panel.tsx";
import { sourceQueries } from "./queries.ts";

/** Whether a source works, as its first event shows; kept up to date. */
export function FirstEventLive({ source }: { source: Pick<LogSourceDetail, "integrationId" | "integrationLabel"> }) {
  const { data } = useQuery(sourceQueries.firstEvent(source.integrationId));
  return (
    <>
      <p className="font-semibold">
        {source.integrationLabel} {isProven(data) ? "is set up" : "is saved; it is not known yet whether it works"}
      </p>
      <FirstEventPanel event={data} />
    </>
  );
}
