"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowUp, CircleCheck, CircleSlash, Eye, X } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { RibbonSeries } from "#components/charts/ribbon-geometry.ts";
import { usePageCommands } from "#components/shell/commands.tsx";
import { useHotkeys } from "#components/shell/hotkeys.tsx";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { plural } from "#components/ui/number-format.ts";
import type { Alert } from "#lib/alerts/schema.ts";
import type { AlertStatus } from "#lib/alerts/terms.ts";
import { AlertRow, rowColumns } from "./alert-row.tsx";
import { type AlertListQuery, alertQueries } from "./queries.ts";
import { useSetStatus } from "./use-set-status.ts";

interface AlertListProps {
  /** The first page as the server read it. */
  initial: Alert[];
  /** What the same page is read again with; null on later pages, which do not change while they are read. */
  query: AlertListQuery | null;
  /** The last day of each source, by source id. */
  seriesBySource: Record<string, RibbonSeries>;
  /** What stands here when there is nothing. */
  empty: ReactNode;
}

const pollMs = 5000;

/**
 * Rows that keep their place while they are read: what changes is drawn where it is, what is new waits behind a button
 * above. Keys: j, k, Enter, x, e.
 */
export function AlertList({ initial, query, seriesBySource, empty }: AlertListProps) {
  const refresh = useRefresh();
  const list = useRef<HTMLUListElement>(null);
  const [shownIds, setShownIds] = useState(() => initial.map((alert) => alert.id));
  const [known, setKnown] = useState(() => new Map(initial.map((alert) => [alert.id, alert])));
  const [arrivedIds, setArrivedIds] = useState<ReadonlySet<string>>(new Set());
  const [selectedIds, setSelectedIds] = useState<ReadonlySet<string>>(new Set());

  const { data: fresh } = useQuery({
    ...alertQueries.list(query ?? {}),
    enabled: query !== null,
    refetchInterval: pollMs,
  });
  useEffect(() => {
    if (fresh) setKnown((before) => new Map([...before, ...fresh.results.map((alert) => [alert.id, alert] as const)]));
  }, [fresh]);

  const freshIds = useMemo(() => (fresh ? new Set(fresh.results.map((alert) => alert.id)) : null), [fresh]);
  const rows = shownIds.flatMap((id) => known.get(id) ?? []);
  const newIds = [...(freshIds ?? [])].filter((id) => !shownIds.includes(id));
  const selected = rows.filter((alert) => selectedIds.has(alert.id));

  const show = useCallback((statusById: ReadonlyMap<string, AlertStatus>) => {
    setKnown((before) => {
      const after = new Map(before);
      for (const [id, status] of statusById) {
        const alert = after.get(id);
        if (alert) after.set(id, { ...alert, status });
      }
      return after;
    });
  }, []);
  const setStatus = useSetStatus(show);

  const select = (id: string, isSelected: boolean) =>
    setSelectedIds((before) => {
      const after = new Set(before);
      if (isSelected) after.add(id);
      else after.delete(id);
      return after;
    });

  async function change(alerts: readonly Alert[], status: AlertStatus) {
    setSelectedIds(new Set());
    await setStatus(alerts, status);
  }

  function showNew() {
    setArrivedIds(new Set(newIds));
    setShownIds(fresh?.results.map((alert) => alert.id) ?? shownIds);
    // The ribbons of their sources come from the server.
    void refresh();
  }

  const rowElements = () => [...(list.current?.querySelectorAll<HTMLElement>("[data-alert]") ?? [])];
  const currentIndex = () => rowElements().findIndex((row) => row.contains(document.activeElement));
  const current = () => rows[currentIndex()];

  function step(by: 1 | -1) {
    const elements = rowElements();
    const from = currentIndex();
    const to = from === -1 ? (by === 1 ? 0 : elements.length - 1) : from + by;
    const link = elements[Math.min(elements.length - 1, Math.max(0, to))]?.querySelector("a");
    // Focus that follows a key is shown as focus.
    link?.focus({ focusVisible: true } as FocusOptions);
    link?.scrollIntoView({ block: "nearest" });
  }
  function resolveCurrent() {
    const one = current();
    if (selected.length > 0) void change(selected, "RESOLVED");
    else if (one) void change([one], "RESOLVED");
  }
  useHotkeys({
    j: () => step(1),
    k: () => step(-1),
    x: () => {
      const one = current();
      if (one) select(one.id, !selectedIds.has(one.id));
    },
    e: resolveCurrent,
  });
  usePageCommands(
    selected.length > 0
      ? [
          {
            id: "resolve-selected",
            label: `Resolve ${selected.length} selected`,
            icon: CircleCheck,
            key: "e",
            run: resolveCurrent,
          },
          { id: "clear-selection", label: "Clear the selection", icon: X, run: () => setSelectedIds(new Set()) },
        ]
      : rows.length > 0
        ? [
            {
              id: "select-all",
              label: `Select all ${rows.length} on this page`,
              run: () => setSelectedIds(new Set(rows.map((alert) => alert.id))),
            },
          ]
        : [],
  );

  return (
    <div className="relative">
      {/* Over the upper edge, so that nothing moves when it appears. */}
      <div aria-live="polite" className="pointer-events-none absolute inset-x-0 -top-3.5 z-20 flex justify-center">
        {newIds.length > 0 && (
          <Button size="small" onClick={showNew} className="pointer-events-auto animate-arrive shadow-float">
            <ArrowUp size={14} aria-hidden="true" />
            {newIds.length} new
          </Button>
        )}
      </div>
      {rows.length === 0 ? (
        empty
      ) : (
        <div className="rounded-surface border border-line bg-surface">
          <div
            className={classNames(
              "rounded-t-surface border-line border-b bg-sunken px-4 py-[7px] text-ink-3 text-quiet",
              selected.length > 0
                ? "flex min-h-[46px] items-center gap-2 max-[720px]:hidden"
                : classNames(rowColumns, "max-[1020px]:hidden"),
            )}
          >
            <Checkbox
              checked={selected.length === 0 ? false : selected.length === rows.length ? true : "indeterminate"}
              onChange={(isOn) => setSelectedIds(isOn ? new Set(rows.map((alert) => alert.id)) : new Set())}
              aria-label="Select all"
              className="ml-0.5"
            />
            {selected.length > 0 ? (
              <BulkActions selected={selected} onChange={change} onClear={() => setSelectedIds(new Set())} />
            ) : (
              <>
                <span>Error and cause</span>
                <span>Source, last 24 h</span>
                <span>Delivered</span>
                <span>Last seen</span>
                <span>State</span>
              </>
            )}
          </div>
          <ul ref={list} className="overflow-clip rounded-b-surface max-[1020px]:rounded-surface">
            {rows.map((alert) => (
              <AlertRow
                key={alert.id}
                alert={alert}
                series={alert.systemError?.sourceId ? seriesBySource[alert.systemError.sourceId] : undefined}
                isSelected={selectedIds.has(alert.id)}
                isSelecting={selected.length > 0}
                onSelect={(isSelected) => select(alert.id, isSelected)}
                isGone={freshIds !== null && !freshIds.has(alert.id)}
                isNew={arrivedIds.has(alert.id)}
              />
            ))}
          </ul>
          {selected.length > 0 && (
            <div className="fixed inset-x-0 bottom-14 z-20 flex flex-wrap items-center gap-2 border-line border-t bg-sunken px-4 py-2 min-[720px]:hidden">
              <BulkActions selected={selected} onChange={change} onClear={() => setSelectedIds(new Set())} />
            </div>
          )}
        </div>
      )}
    </div>
  );
}

function BulkActions(props: {
  selected: readonly Alert[];
  onChange: (alerts: readonly Alert[], status: AlertStatus) => Promise<void>;
  onClear: () => void;
}) {
  const { selected, onChange, onClear } = props;
  return (
    <>
      <span className="mr-1 font-medium text-ink text-small">{plural(selected.length, "alert")} selected</span>
      <Button size="small" onClick={() => onChange(selected, "RESOLVED")}>
        <CircleCheck size={14} aria-hidden="true" />
        Resolve
      </Button>
      <Button size="small" onClick={() => onChange(selected, "TRIAGED")}>
        <Eye size={14} aria-hidden="true" />
        Triage
      </Button>
      <Button size="small" onClick={() => onChange(selected, "CLOSED")}>
        <CircleSlash size={14} aria-hidden="true" />
        Invalid
      </Button>
      <Button size="small" variant="quiet" onClick={onClear} className="ml-auto">
        Clear
      </Button>
    </>
  );
}
