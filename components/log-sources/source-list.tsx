"use client";

import { BellRing, Pause, Play, Search, Trash2 } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { BulkDropOffDialog } from "#components/drop-off/bulk-drop-off-dialog.tsx";
import { SourceAlarmDialog } from "#components/drop-off/source-alarm-dialog.tsx";
import { useHotkeys } from "#components/shell/hotkeys.tsx";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SegmentedChips, ToggleChip } from "#components/ui/chips.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { plural } from "#components/ui/number-format.ts";
import { TextInput } from "#components/ui/text-input.tsx";
import type { LogSourceSummary } from "#lib/log-sources/schema.ts";
import { DeleteSourcesDialog } from "./delete-sources-dialog.tsx";
import {
  byUrgency,
  isUnwatched,
  matchesText,
  parseSourceFilter,
  type SourceFilter,
  sourceFilterQuery,
  sourceStateLabels,
  sourceStates,
  stateOf,
} from "./source-filter.ts";
import { SourceRow, sourceColumns } from "./source-row.tsx";
import { useSourceActions } from "./use-source-actions.ts";

const pageSize = 100;

/** Every log source, what is broken first; read again each 10 s. Search and state are the URL. */
export function SourceList({ sources: all }: { sources: readonly LogSourceSummary[] }) {
  // What was deleted goes at once, before the page is read again.
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const sources = all.filter((source) => !gone.has(source.integrationId));
  const filter = parseSourceFilter(useSearchParams());
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [deleting, setDeleting] = useState<readonly LogSourceSummary[]>([]);
  const [watching, setWatching] = useState<readonly LogSourceSummary[]>([]);
  const [watchingOne, setWatchingOne] = useState<LogSourceSummary | null>(null);
  const [shown, setShown] = useState(pageSize);
  const { setPaused, remove } = useSourceActions();
  const refresh = useRefresh();
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);

  // The URL follows what is typed; it leads when it changes by other means (a link, Back).
  const [typed, setTyped] = useState(filter.q);
  const text = useDeferredValue(typed);
  useEffect(() => {
    if (document.activeElement !== search.current) setTyped(filter.q);
  }, [filter.q]);
  const named = sources.filter((source) => matchesText(source, text));
  const unwatched = named.filter(isUnwatched);
  const found = filter.isUnwatched ? unwatched : named;
  const counts = Object.groupBy(found, stateOf);
  const fitting = found.filter((source) => !filter.state || stateOf(source) === filter.state).sort(byUrgency);
  const visible = fitting.slice(0, shown);
  const chosen = sources.filter((source) => selected.has(source.integrationId));

  function setFilter(change: Partial<SourceFilter>) {
    window.history.replaceState(null, "", `/log-sources${sourceFilterQuery({ ...filter, ...change })}`);
  }

  function select(ids: readonly string[], isSelected: boolean) {
    setSelected((before) => {
      const next = new Set(before);
      for (const id of ids) {
        if (isSelected) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  }

  function move(step: 1 | -1) {
    const links = [...(list.current?.querySelectorAll<HTMLElement>("[data-row] a[href]") ?? [])];
    const at = links.findIndex((link) => link.closest("[data-row]")?.contains(document.activeElement));
    links[at === -1 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))]?.focus();
  }

  useHotkeys({
    "/": () => search.current?.focus(),
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const row = document.activeElement?.closest("[data-row]");
      row?.querySelector<HTMLElement>("[role=checkbox]")?.click();
    },
  });

  const ids = visible.map((source) => source.integrationId);
  const chosenHere = ids.filter((id) => selected.has(id)).length;
  return (
    <>
      <div className="mt-4 mb-3 flex flex-wrap items-center gap-2">
        <div className="relative w-full min-[720px]:w-72">
          <Search size={16} aria-hidden="true" className="-translate-y-1/2 absolute top-1/2 left-3 text-ink-3" />
          <TextInput
            ref={search}
            type="search"
            aria-label="Search log sources"
            placeholder="Search name or log type"
            value={typed}
            onChange={(event) => {
              setTyped(event.target.value);
              setFilter({ q: event.target.value });
            }}
            className="pl-9"
          />
        </div>
        <SegmentedChips
          label="State"
          value={filter.state ?? "all"}
          onChange={(value) => setFilter({ state: sourceStates.find((state) => state === value) ?? null })}
          options={[
            { value: "all", label: "All", count: found.length },
            ...sourceStates.map((state) => ({
              value: state,
              label: sourceStateLabels[state],
              count: counts[state]?.length ?? 0,
            })),
          ]}
        />
        {(unwatched.length > 0 || filter.isUnwatched) && (
          <ToggleChip
            isOn={filter.isUnwatched}
            count={unwatched.length}
            onChange={(isOn) => setFilter({ isUnwatched: isOn })}
          >
            No drop-off alarm
          </ToggleChip>
        )}
      </div>
      {fitting.length === 0 ? (
        <div className="rounded-surface border border-line-strong border-dashed px-6 py-10 text-center text-ink-2">
          <p className="mb-3">No log source fits this search.</p>
          <Button
            onClick={() => {
              setTyped("");
              setFilter({ q: "", state: null, isUnwatched: false });
            }}
          >
            Clear the search
          </Button>
        </div>
      ) : (
        <div className="rounded-surface border border-line bg-surface">
          <div
            className={classNames(
              sourceColumns,
              "min-h-[42px] rounded-t-surface border-line border-b bg-sunken px-4 py-[6px] text-ink-3 text-quiet",
            )}
          >
            <Checkbox
              aria-label="Select all shown"
              checked={chosenHere === 0 ? false : chosenHere === ids.length ? true : "indeterminate"}
              onChange={(isSelected) => select(ids, isSelected)}
            />
            {chosen.length > 0 ? (
              <div className="col-start-2 col-end-[-1] flex flex-wrap items-center gap-1.5">
                <span className="mr-1 font-medium text-ink">{chosen.length} selected</span>
                <Button size="small" onClick={() => setPaused({ sources: chosen, isPaused: true })}>
                  <Pause size={14} aria-hidden="true" />
                  Pause
                </Button>
                <Button size="small" onClick={() => setPaused({ sources: chosen, isPaused: false })}>
                  <Play size={14} aria-hidden="true" />
                  Resume
                </Button>
                <Button size="small" onClick={() => setWatching(chosen)}>
                  <BellRing size={14} aria-hidden="true" />
                  Drop-off alarm
                </Button>
                <Button size="small" variant="danger" onClick={() => setDeleting(chosen)}>
                  <Trash2 size={14} aria-hidden="true" />
                  Delete
                </Button>
                <Button size="small" variant="quiet" onClick={() => setSelected(new Set())}>
                  Clear
                </Button>
              </div>
            ) : (
              <>
                <span>Source</span>
                <span className="max-[959px]:hidden">Last 24 h</span>
                <span className="max-[959px]:hidden">Events</span>
                <span className="max-[959px]:hidden">Last event</span>
                <span className="max-[959px]:hidden">State</span>
              </>
            )}
          </div>
          <ul ref={list}>
            {visible.map((source) => (
              <SourceRow
                key={source.integrationId}
                source={source}
                isSelected={selected.has(source.integrationId)}
                onSelect={(isSelected) => select([source.integrationId], isSelected)}
                onPause={(isPaused) => setPaused({ sources: [source], isPaused })}
                onDropOff={() => setWatchingOne(source)}
                onDelete={() => setDeleting([source])}
              />
            ))}
          </ul>
        </div>
      )}
      {fitting.length > visible.length && (
        <div className="mt-3 flex items-center gap-3 text-ink-3 text-small">
          <Button onClick={() => setShown(shown + pageSize)}>Show more</Button>
          {visible.length} of {plural(fitting.length, "source")}
        </div>
      )}
      <BulkDropOffDialog sources={watching} onClose={() => setWatching([])} />
      <SourceAlarmDialog source={watchingOne} onClose={() => setWatchingOne(null)} />
      <DeleteSourcesDialog
        sources={deleting}
        onClose={() => setDeleting([])}
        onDelete={async (deleted) => {
          await remove(deleted);
          const ids = deleted.map((source) => source.integrationId);
          setGone((before) => new Set([...before, ...ids]));
          select(ids, false);
          void refresh();
        }}
      />
    </>
  );
}
