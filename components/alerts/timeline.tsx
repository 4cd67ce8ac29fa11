import { classNames } from "#components/ui/class-names.ts";
import { exactCount } from "#components/ui/number-format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Sentence } from "#components/ui/sentence.tsx";
import type { AlertActivity } from "#lib/alerts/schema.ts";
import { type ActivityTone, activityWords } from "./activity-words.ts";
import { CommentBody } from "./comment-body.tsx";
import { CommentEntry } from "./comment-entry.tsx";
import { foldDeliveries } from "./fold-deliveries.ts";

const dots: Record<ActivityTone, string> = {
  fail: "before:bg-fail",
  warn: "before:bg-warn",
  ok: "before:bg-ok",
  plain: "before:bg-line-strong",
};

interface TimelineProps {
  activities: readonly AlertActivity[];
  alertId: string;
  /** Of the system error; undefined for other alerts. */
  kind: string | undefined;
  /** Who looks. */
  userId: string;
}

/** What happened to an alert, newest first. */
export function Timeline({ activities, alertId, kind, userId }: TimelineProps) {
  return (
    <ol className="ml-1 border-line-strong border-l">
      {foldDeliveries(activities).map(({ activity, count }) => {
        const { words, tone, note, until } = activityWords(activity, kind);
        return (
          <li
            key={activity.id}
            className={classNames(
              "relative pb-3 pl-3.5 text-ink-2 before:absolute before:top-1.5 before:-left-1 before:size-[7px] before:rounded-full before:content-[''] before:mark",
              dots[tone],
            )}
          >
            {words}
            {count > 1 && `, ${exactCount(count)} times in a row`}
            {until && (
              <>
                {" "}
                <RelativeTime at={until} form="day-and-time" />
              </>
            )}
            {activity.action === "commented" ? (
              <CommentEntry id={activity.id} alertId={alertId} isOwn={activity.actor.id === userId}>
                <CommentBody body={note ?? ""} format={activity.detail.format === "HTML" ? "HTML" : "PLAIN_TEXT"} />
                {typeof activity.detail.updatedAt === "string" && (
                  <p className="mt-1 text-ink-3 text-quiet">
                    changed <RelativeTime at={activity.detail.updatedAt} form="day-and-time" />
                  </p>
                )}
              </CommentEntry>
            ) : (
              note && (
                <p className="whitespace-pre-wrap break-words text-small">
                  <Sentence text={note} />
                </p>
              )
            )}
            <RelativeTime at={activity.occurredAt} form="day-and-time" className="block text-ink-3 text-quiet" />
          </li>
        );
      })}
    </ol>
  );
}
