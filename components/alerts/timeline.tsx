import { classNames } from "#components/ui/class-names.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Sentence } from "#components/ui/sentence.tsx";
import type { AlertActivity } from "#lib/alerts/schema.ts";
import { type ActivityTone, activityWords } from "./activity-words.ts";

const dots: Record<ActivityTone, string> = {
  fail: "before:bg-fail",
  warn: "before:bg-warn",
  ok: "before:bg-ok",
  plain: "before:bg-line-strong",
};

interface TimelineProps {
  activities: readonly AlertActivity[];
  /** Of the system error; undefined for other alerts. */
  kind: string | undefined;
}

/** What happened to an alert, newest first. */
export function Timeline({ activities, kind }: TimelineProps) {
  return (
    <ol className="ml-1 border-line-strong border-l">
      {activities.map((activity) => {
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
            {until && (
              <>
                {" "}
                <RelativeTime at={until} form="day-and-time" />
              </>
            )}
            {note && (
              <p
                className={classNames(
                  "whitespace-pre-wrap break-words",
                  activity.action === "commented"
                    ? "my-1 rounded-control border border-line bg-surface px-2.5 py-1.5 text-ink"
                    : "text-small",
                )}
              >
                {activity.action === "commented" ? note : <Sentence text={note} />}
              </p>
            )}
            <RelativeTime at={activity.occurredAt} form="day-and-time" className="block text-ink-3 text-quiet" />
          </li>
        );
      })}
    </ol>
  );
}
