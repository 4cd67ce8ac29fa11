import { activityWords } from "#components/alerts/activity-words.ts";
import { Link } from "#components/ui/link.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { Notification } from "#lib/notifications/schema.ts";

/** What changed in the last day, newest first. */
export function LastDay({ news }: { news: readonly Notification[] }) {
  const entries = news
    .flatMap((one) => {
      const kind = one.type === "SYSTEM_ERROR" ? one.kind : undefined;
      return one.entries.map((entry) => ({ ...entry, kind, alertId: one.alertId, title: one.title }));
    })
    .sort((a, b) => b.occurredAt.localeCompare(a.occurredAt))
    .slice(0, 12);
  return (
    <section aria-labelledby="last-day">
      <h3 id="last-day" className="mt-5 mb-2">
        Last 24 hours
      </h3>
      {entries.length === 0 ? (
        <p className="text-ink-3">No news. What you did yourself is not listed here.</p>
      ) : (
        <ol>
          {entries.map((entry) => (
            <li
              key={`${entry.alertId} ${entry.occurredAt} ${entry.action}`}
              className="border-line border-t py-2 first:border-t-0 first:pt-0"
            >
              <p className="text-ink-2">
                {activityWords({ ...entry, actor: { id: "", type: "user", name: entry.actorName } }, entry.kind).words}{" "}
                <RelativeTime at={entry.occurredAt} className="text-ink-3 text-quiet" />
              </p>
              <Link href={`/alerts/${entry.alertId}`} className="line-clamp-2 rounded-[4px] hover:underline">
                {entry.title}
              </Link>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
