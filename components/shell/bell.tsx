"use client";

import { Bell as BellIcon } from "lucide-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Link } from "#components/ui/link.tsx";
import { count, plural } from "#components/ui/number-format.ts";
import { Popover } from "#components/ui/popover.tsx";
import { useBell } from "./use-bell.ts";

/** It knows what each kind of error looks like; a closed bell only counts. */
const BellNews = dynamic(() => import("./bell-news.tsx").then((file) => file.BellNews), {
  loading: () => <p className="border-line border-t px-4 py-8 text-center text-ink-3">Loading</p>,
});

/** What happened since the last look, newest first, a row an alert. Opening it marks all as seen. */
export function Bell() {
  const [isOpen, setOpen] = useState(false);
  const { bell, markSeen, isRefused } = useBell();
  const unseen = bell?.unseenCount ?? 0;

  if (isRefused) return null;

  function onOpenChange(open: boolean) {
    setOpen(open);
    // On the way out, so that what is new is marked while it is read.
    if (!open) markSeen();
  }

  return (
    <Popover
      label="Notifications"
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isFlush
      className="w-[400px]"
      trigger={
        <Button variant="quiet" size="icon" className="relative">
          <BellIcon size={18} aria-hidden="true" />
          <span className="sr-only">
            Notifications{unseen > 0 ? `, ${plural(unseen, "alert")} with news` : ", nothing new"}
          </span>
          {unseen > 0 && (
            <span
              aria-hidden="true"
              className="mark absolute top-[5px] right-[5px] size-2 rounded-full bg-fail ring-2 ring-canvas"
            />
          )}
        </Button>
      }
    >
      <div className="flex items-baseline gap-2 px-4 pt-3 pb-2">
        <h2>Notifications</h2>
        {unseen > 0 && <span className="text-ink-3 text-small">{count(unseen)} new</span>}
        <Link href="/alerts?tab=system-errors" onClick={() => onOpenChange(false)} className="link ml-auto text-small">
          All errors
        </Link>
      </div>
      <BellNews bell={bell} onOpen={() => onOpenChange(false)} />
    </Popover>
  );
}
