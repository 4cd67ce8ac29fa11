"use client";

import { useQueries } from "@tanstack/react-query";
import { useSettled } from "#components/ui/use-settled.ts";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";
import { bulkBackTestWords, maxTried } from "./bulk-back-test.ts";
import { dropOffQueries } from "./queries.ts";

interface BulkBackTestLineProps {
  sources: readonly Pick<LogSourceSummary, "integrationId" | "integrationLabel" | "dropOff">[];
  /** The window as it is typed; NaN when it is no window. */
  minutesThreshold: number;
}

/** What the window as it is typed would have done on these sources in the last 30 days. */
export function BulkBackTestLine({ sources, minutesThreshold }: BulkBackTestLineProps) {
  const minutes = useSettled(minutesThreshold);
  const tried = sources.filter(({ dropOff }) => dropOff !== null).slice(0, maxTried);
  const found = useQueries({
    queries: tried.map(({ integrationId, dropOff }) => {
      // Days and hours that are set stay as they are.
      const body = { minutesThreshold: minutes, calendar: dropOff?.calendar ?? null };
      return { ...dropOffQueries.backTest(integrationId, body), enabled: minutes === minutesThreshold };
    }),
    combine: (results) => ({
      isKnown: results.every(({ data }) => data),
      isFailed: results.some(({ error }) => error),
      alarms: results.map(({ data }) => data?.count ?? 0),
    }),
  });
  if (tried.length === 0) return null;
  const counts = tried.map(({ integrationLabel: label }, at) => ({ label, alarms: found.alarms[at] ?? 0 }));
  return (
    <p aria-live="polite" className="mb-4 min-h-[22px] text-ink-2 text-small">
      {found.isFailed
        ? "What it would have done is not known."
        : found.isKnown
          ? `${bulkBackTestWords(counts, sources.length)}, with these settings.`
          : "Looking at the last 30 days…"}
    </p>
  );
}
