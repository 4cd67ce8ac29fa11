"use client";

import { activityWords } from "#components/alerts/activity-words.ts";
import { KindIcon } from "#components/alerts/kind-icon.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import { count } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Bell, Notification } from "#lib/notifications/schema.ts";

interface BellNewsProps {
  /** Null until it was read. */
  bell: Bell | null;
  onOpen: () => void;
}

/** What the open bell tells, a row an alert. */
export function BellNews({ bell, onOpen }: BellNewsProps) {
  if (!bell || bell.results.length === 0) {
    return (
      <p className="border-line border-t px-4 py-8 text-center text-ink-3">
        {bell ? "No news in the last 14 days. What you did yourself is not listed here." : "Loading"}
      </p>
    );
  }
  return (
    <ul className="max-h-[min(480px,60dvh)] overflow-y-auto overscroll-contain">
      {bell.results.map((one) => (
        <News key={one.alertId} news={one} onOpen={onOpen} />
      ))}
    </ul>
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
              {news.count > 1 && `, and ${count(news.count - 1)} before`}
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
