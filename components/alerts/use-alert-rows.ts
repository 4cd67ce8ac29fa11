"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useState } from "react";
import type { RibbonSeries } from "#components/charts/ribbon-geometry.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import type { Alert } from "#lib/alerts/schema.ts";
import type { AlertStatus } from "#lib/alerts/terms.ts";
import { type AlertListQuery, alertQueries } from "./queries.ts";

interface RowsOptions {
  /** The page as the server read it, and when; ISO 8601. */
  initial: Alert[];
  readAt: string;
  /** What the same page is read again with; not while `isLive` is false. */
  query: AlertListQuery;
  isLive: boolean;
  seriesBySource: Record<string, RibbonSeries>;
}

const pollMs = 5000;

function withAll<T>(before: ReadonlyMap<string, T>, entries: Iterable<readonly [string, T]>): Map<string, T> {
  return new Map([...before, ...entries]);
}

/** Rows that keep their place while they are read. New is what opened, or came back, after they were read. */
export function useAlertRows({ initial, readAt, query, isLive, seriesBySource }: RowsOptions) {
  const refresh = useRefresh();
  const [shownIds, setShownIds] = useState(() => initial.map((alert) => alert.id));
  const [shownAt, setShownAt] = useState(readAt);
  const [known, setKnown] = useState<ReadonlyMap<string, Alert>>(() => new Map(initial.map((one) => [one.id, one])));
  const [arrivedIds, setArrivedIds] = useState<ReadonlySet<string>>(new Set());
  const [series, setSeries] = useState<ReadonlyMap<string, RibbonSeries>>(new Map(Object.entries(seriesBySource)));

  const { data: fresh } = useQuery({ ...alertQueries.list(query), enabled: isLive, refetchInterval: pollMs });
  useEffect(() => {
    if (fresh)
      setKnown((before) =>
        withAll(
          before,
          fresh.results.map((alert) => [alert.id, alert] as const),
        ),
      );
  }, [fresh]);
  // A source whose alerts left the page keeps its ribbon as long as its row is shown.
  useEffect(() => setSeries((before) => withAll(before, Object.entries(seriesBySource))), [seriesBySource]);

  const freshIds = useMemo(() => (fresh ? new Set(fresh.results.map((alert) => alert.id)) : null), [fresh]);
  const newIds = (fresh?.results ?? []).filter((one) => one.openedAt > shownAt && !shownIds.includes(one.id));

  /** Draws statuses before the server says the same. */
  const show = useCallback((statusById: ReadonlyMap<string, AlertStatus>) => {
    setKnown((before) => {
      const changed = [...statusById].flatMap(([id, status]) => {
        const alert = before.get(id);
        return alert ? [[id, { ...alert, status }] as const] : [];
      });
      return withAll(before, changed);
    });
  }, []);

  function showNew() {
    if (!fresh) return;
    setArrivedIds(new Set(newIds.map((alert) => alert.id)));
    setShownIds(fresh.results.map((alert) => alert.id));
    setShownAt([shownAt, ...fresh.results.map((alert) => alert.openedAt)].toSorted().at(-1) ?? shownAt);
    // The ribbons of their sources come from the server.
    void refresh();
  }

  return {
    rows: shownIds.flatMap((id) => known.get(id) ?? []),
    newCount: newIds.length,
    showNew,
    show,
    seriesOf: (alert: Alert) => (alert.systemError?.sourceId ? series.get(alert.systemError.sourceId) : undefined),
    /** It no longer fits the filter; it stays until the list is read anew. */
    isGone: (alert: Alert) => freshIds !== null && !freshIds.has(alert.id),
    isNew: (alert: Alert) => arrivedIds.has(alert.id),
  };
}
