"use client";

import { Bell as BellIcon } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { activityWords } from "#components/alerts/activity-words.ts";
import { KindIcon } from "#components/alerts/kind-icon.tsx";
import { Button } from "#components/ui/button.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { plural } from "#components/ui/number-format.ts";
import { Popover } from "#components/ui/popover.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Notification } from "#lib/notifications/schema.ts";
import { useBell } from "./use-bell.ts";

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
        {unseen > 0 && <span className="text-ink-3 text-small">{unseen} new</span>}
        <Link href="/alerts?tab=system-errors" onClick={() => onOpenChange(false)} className="link ml-auto text-small">
          All errors
        </Link>
      </div>
      {!bell || bell.results.length === 0 ? (
        <p className="border-line border-t px-4 py-8 text-center text-ink-3">
          {bell ? "Nothing happened in the last 14 days" : "Loading"}
        </p>
      ) : (
        <ul className="max-h-[min(480px,60dvh)] overflow-y-auto overscroll-contain">
          {bell.results.map((one) => (
            <News key={one.alertId} news={one} onOpen={() => onOpenChange(false)} />
          ))}
        </ul>
      )}
    </Popover>
  );
}

function News({ news, onOpen }: { news: Notification; onOpen: () => void }) {
  const [latest] = news.entries;
  const kind = news.type === "SYSTEM_ERROR" ? news.kind : undefined;
  const words = latest && activityWords({ ...latest, actor: { id: "", type: "user", name: latest.actorName } }, kind);
  const systemError = kind === undefined ? {} : { systemError: { type: kind } };
  return (
    <li>
      <Link
        href={`/alerts/${news.alertId}`}
        onClick={onOpen}
        className="flex gap-3 border-line border-t px-4 py-2.5 -outline-offset-2 hover:bg-sunken"
      >
        <span className="mt-0.5">
          <KindIcon alert={{ status: news.status, isRegressed: news.isRegressed, ...systemError }} />
        </span>
        <span className="min-w-0 flex-1">
          <span className={classNames("line-clamp-2", news.isUnseen && "font-[560]")}>{news.title}</span>
          <span className="mt-0.5 flex gap-2 text-ink-3 text-small">
            <span className="min-w-0 flex-1 truncate">
              {words?.words}
              {news.count > 1 && `, and ${news.count - 1} before`}
            </span>
            <RelativeTime at={news.latestAt} />
          </span>
        </span>
        {news.isUnseen && (
          <span className="mt-1.5">
            <span aria-hidden="true" className="mark block size-2 rounded-full bg-brand" />
            <span className="sr-only">new</span>
          </span>
        )}
      </Link>
    </li>
  );
}
