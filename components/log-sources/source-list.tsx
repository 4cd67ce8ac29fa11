"use client";

import { BellRing, Pause, Play, Trash2 } from "lucide-react";
import { Suspense, useRef, useState } from "react";
import { useHotkeys } from "#components/shell/hotkeys.tsx";
import { Permitted } from "#components/shell/permitted.tsx";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { lazily } from "#components/ui/lazily.ts";
import { SourceRow, sourceColumns } from "./source-row.tsx";
import type { ListedSource } from "./source-series.ts";
import { useSourceActions } from "./use-source-actions.ts";

// What opens comes when it is opened.
const DeleteSourcesDialog = lazily(() =>
  import("./delete-sources-dialog.tsx").then((file) => file.DeleteSourcesDialog),
);
const BulkDropOffDialog = lazily(() =>
  import("#components/drop-off/bulk-drop-off-dialog.tsx").then((file) => file.BulkDropOffDialog),
);
const SourceAlarmDialog = lazily(() =>
  import("#components/drop-off/source-alarm-dialog.tsx").then((file) => file.SourceAlarmDialog),
);

/** What is open over the list. */
type Open = { what: "delete" | "alarms"; sources: readonly ListedSource[] } | { what: "alarm"; source: ListedSource };

/** A page of log sources, read again each 10 s. What is chosen is among what is shown, and nothing else is acted on. */
export function SourceList({ sources: all }: { sources: readonly ListedSource[] }) {
  // What was deleted goes at once, before the page is read again.
  const [gone, setGone] = useState<ReadonlySet<string>>(new Set());
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<Open | null>(null);
  const { setPaused, remove } = useSourceActions();
  const refresh = useRefresh();
  const list = useRef<HTMLUListElement>(null);

  const sources = all.filter((source) => !gone.has(source.integrationId));
  const chosen = sources.filter((source) => selected.has(source.integrationId));
  const close = () => setOpen(null);

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
    j: () => move(1),
    k: () => move(-1),
    x: () => {
      const row = document.activeElement?.closest("[data-row]");
      row?.querySelector<HTMLElement>("input[type=checkbox]")?.click();
    },
  });

  async function onDelete(
    deleted: readonly Pick<ListedSource, "integrationId" | "integrationLabel" | "integrationType">[],
  ) {
    await remove(deleted);
    const ids = deleted.map((source) => source.integrationId);
    setGone((before) => new Set([...before, ...ids]));
    select(ids, false);
    await refresh();
  }

  return (
    <>
      <div className="rounded-surface border border-line bg-surface">
        <div
          className={classNames(
            sourceColumns,
            "min-h-[42px] rounded-t-surface border-line border-b bg-sunken px-4 py-[6px] text-ink-3 text-quiet",
          )}
        >
          <Checkbox
            aria-label="Select all shown"
            checked={chosen.length === 0 ? false : chosen.length === sources.length ? true : "indeterminate"}
            onChange={(isSelected) =>
              select(
                sources.map((source) => source.integrationId),
                isSelected,
              )
            }
          />
          {chosen.length > 0 ? (
            <div className="col-start-2 col-end-[-1] flex flex-wrap items-center gap-1.5">
              <span className="mr-1 font-medium text-ink">{chosen.length} selected</span>
              <Permitted operation="PATCH /log-sources/{id}">
                <Button size="small" onClick={() => setPaused({ sources: chosen, isPaused: true })}>
                  <Pause size={14} aria-hidden="true" />
                  Pause
                </Button>
                <Button size="small" onClick={() => setPaused({ sources: chosen, isPaused: false })}>
                  <Play size={14} aria-hidden="true" />
                  Resume
                </Button>
                <Button size="small" onClick={() => setOpen({ what: "alarms", sources: chosen })}>
                  <BellRing size={14} aria-hidden="true" />
                  Drop-off alarm
                </Button>
                <Button size="small" variant="danger" onClick={() => setOpen({ what: "delete", sources: chosen })}>
                  <Trash2 size={14} aria-hidden="true" />
                  Delete
                </Button>
              </Permitted>
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
          {sources.map((source) => (
            <SourceRow
              key={source.integrationId}
              source={source}
              isSelected={selected.has(source.integrationId)}
              onSelect={(isSelected) => select([source.integrationId], isSelected)}
              onPause={(isPaused) => setPaused({ sources: [source], isPaused })}
              onDropOff={() => setOpen({ what: "alarm", source })}
              onDelete={() => setOpen({ what: "delete", sources: [source] })}
            />
          ))}
        </ul>
      </div>
      <Suspense>
        {open?.what === "alarms" && <BulkDropOffDialog sources={open.sources} onClose={close} />}
        {open?.what === "alarm" && <SourceAlarmDialog source={open.source} onClose={close} />}
        {open?.what === "delete" && <DeleteSourcesDialog sources={open.sources} onClose={close} onDelete={onDelete} />}
      </Suspense>
    </>
  );
}
