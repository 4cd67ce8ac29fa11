"use client";

import { ArrowUp, CircleCheck, X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import type { RibbonSeries } from "#components/charts/ribbon-geometry.ts";
import { usePageCommands } from "#components/shell/commands.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { exactCount, plural } from "#components/ui/number-format.ts";
import type { Alert } from "#lib/alerts/schema.ts";
import { AlertRow, rowColumns } from "./alert-row.tsx";
import { BulkActions } from "./bulk-actions.tsx";
import { CauseSentence } from "./cause.tsx";
import { groupByCause } from "./group-by-cause.ts";
import type { AlertListQuery } from "./queries.ts";
import { useAlertRows } from "./use-alert-rows.ts";
import { type AlertsChange, useChangeAlerts } from "./use-change-alerts.ts";
import { useRowKeys } from "./use-row-keys.ts";
import { useSelection } from "./use-selection.ts";

interface AlertListProps {
  /** The page as the server read it, and when; ISO 8601. */
  initial: Alert[];
  readAt: string;
  /** What the same page is read again with, and all that it finds. */
  query: AlertListQuery;
  /** Later pages do not change while they are read. */
  isLive: boolean;
  /** How many alerts the filter finds, or at least so many. */
  total: number;
  isTotalAtLeast: boolean;
  /** The last day of each source, by source id. */
  seriesBySource: Record<string, RibbonSeries>;
  /** What stands here when there is nothing. */
  empty: ReactNode;
}

/**
 * Rows that keep their place while they are read: what changes is drawn where it is, what is new waits behind a button
 * above. Keys: j, k, Enter, x, e.
 */
export function AlertList({ query, total, isTotalAtLeast, empty, ...read }: AlertListProps) {
  const list = useRef<HTMLUListElement>(null);
  const { rows, newCount, showNew, show, seriesOf, isGone, isNew } = useAlertRows({ query, ...read });
  const selection = useSelection(rows, query);
  const { change, done } = useChangeAlerts(show);
  const { targets } = selection;
  const isSelecting = targets.length > 0;

  /** What was not done stays chosen, to be tried again. */
  async function changeSelected(wanted: AlertsChange): Promise<boolean> {
    const isDone = await change(targets, wanted);
    if (isDone) selection.clear();
    return isDone;
  }
  function resolve(one: Alert | undefined) {
    if (isSelecting) void changeSelected({ status: "RESOLVED" });
    else if (one) void change([one], { status: "RESOLVED" });
  }
  const current = useRowKeys(list, rows, {
    x: (one) => selection.select(one.id, !selection.has(one.id)),
    e: resolve,
  });
  usePageCommands(
    isSelecting
      ? [
          {
            id: "resolve-selected",
            label: `Resolve ${exactCount(targets.length)} selected`,
            icon: CircleCheck,
            key: "e",
            run: () => resolve(current()),
          },
          { id: "clear-selection", label: "Clear the selection", icon: X, run: selection.clear },
        ]
      : rows.length > 0
        ? [{ id: "select-all", label: `Select all ${rows.length} on this page`, run: () => selection.selectRows(rows) }]
        : [],
  );
  if (rows.length === 0 && newCount === 0) return empty;
  const bulk = { selection, total, isTotalAtLeast, done, onChange: changeSelected };
  return (
    <div className="relative">
      <NewAlerts count={newCount} onShow={showNew} />
      <div className="rounded-surface border border-line bg-surface">
        <div
          className={classNames(
            "rounded-t-surface border-line border-b bg-sunken px-4 py-[7px] text-ink-3 text-quiet",
            isSelecting
              ? "flex min-h-[46px] flex-wrap items-center gap-2 max-[720px]:hidden"
              : classNames(rowColumns, "max-[1020px]:hidden"),
          )}
        >
          <Checkbox
            checked={!isSelecting ? false : selection.isEveryRow ? true : "indeterminate"}
            onChange={(isOn) => (isOn ? selection.selectRows(rows) : selection.clear())}
            aria-label="Select all"
            className="ml-0.5"
          />
          {isSelecting ? <BulkActions {...bulk} /> : <ColumnNames />}
        </div>
        <ul ref={list} className="overflow-clip rounded-b-surface max-[1020px]:rounded-surface">
          {groupByCause(rows).map((group) => (
            <CauseGroup key={group[0]?.id} rows={group} onSelect={() => selection.selectRows(group)}>
              {group.map((alert) => (
                <AlertRow
                  key={alert.id}
                  alert={alert}
                  series={seriesOf(alert)}
                  isSelected={selection.has(alert.id)}
                  isSelecting={isSelecting}
                  onSelect={(isSelected) => selection.select(alert.id, isSelected)}
                  isGone={isGone(alert)}
                  isNew={isNew(alert)}
                />
              ))}
            </CauseGroup>
          ))}
        </ul>
        {isSelecting && (
          <div className="fixed inset-x-0 bottom-14 z-20 flex flex-wrap items-center gap-2 border-line border-t bg-sunken px-4 py-2 min-[720px]:hidden">
            <BulkActions {...bulk} />
          </div>
        )}
      </div>
    </div>
  );
}

function ColumnNames() {
  return (
    <>
      <span>Error and cause</span>
      <span>Source, last 24 h</span>
      <span>Delivered</span>
      <span>Last seen</span>
      <span>State</span>
    </>
  );
}

/** Over the upper edge, so that nothing moves when it appears. */
function NewAlerts({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <div aria-live="polite" className="pointer-events-none absolute inset-x-0 -top-3.5 z-20 flex justify-center">
      {count > 0 && (
        <Button size="small" onClick={onShow} className="pointer-events-auto animate-arrive shadow-float">
          <ArrowUp size={14} aria-hidden="true" />
          {count} new
        </Button>
      )}
    </div>
  );
}

/** Rows of one cause that stand side by side, under one line that says so; a single row as it is. */
function CauseGroup({
  rows,
  onSelect,
  children,
}: {
  rows: readonly Alert[];
  onSelect: () => void;
  children: ReactNode;
}) {
  const [first] = rows;
  if (!first || rows.length === 1) return children;
  return (
    <>
      <li className="flex items-center gap-2 border-line border-t bg-sunken px-4 py-1 text-ink-2 text-small first:border-t-0">
        <span className="min-w-0 flex-1 truncate">
          One cause, {plural(rows.length, "error")} below: <CauseSentence alert={first} />
        </span>
        <Button size="small" variant="quiet" onClick={onSelect}>
          Select these
        </Button>
      </li>
      {children}
    </>
  );
}
