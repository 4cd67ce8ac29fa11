"use client";

import { useQuery } from "@tanstack/react-query";
import { useZone } from "#components/ui/clock.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { duration } from "#components/ui/time-format.ts";
import { useSettled } from "#components/ui/use-settled.ts";
import { type AlarmDraft, bodyOf } from "./alarm-draft.ts";
import { errorsOf } from "./alarm-errors.ts";
import { dropOffQueries } from "./queries.ts";

const listed = 5;

/** What the alarm as it is typed would have done in the last 30 days. */
export function BackTestLine({ sourceId, draft }: { sourceId: string; draft: AlarmDraft }) {
  const { zone } = useZone();
  const isSound = Object.keys(errorsOf(draft)).length === 0;
  const typed = JSON.stringify({ ...bodyOf(draft), timeZone: zone });
  const body = useSettled(typed);
  const isSettled = body === typed;
  const { data, error, isPlaceholderData } = useQuery({
    ...dropOffQueries.backTest(sourceId, JSON.parse(body)),
    enabled: isSound && isSettled,
  });
  if (!isSound) return null;
  return (
    <div
      aria-live="polite"
      className="-mx-5 -bottom-2 sticky min-h-[22px] border-line border-t bg-surface px-5 py-2 text-ink-2 text-small"
    >
      {error && isSettled && <p>What it would have done is not known: {error.message}</p>}
      {data && (
        <>
          <p>
            <span className="font-[560] text-ink">{data.summary}</span>{" "}
            {isSettled && !isPlaceholderData ? "with these settings." : "with the settings before; looking again…"}
          </p>
          {data.alarms.length > 0 && (
            <ul className="mt-1 list-disc pl-5 marker:text-ink-3">
              {data.alarms.slice(0, listed).map((alarm) => (
                <li key={alarm.at}>
                  <RelativeTime at={alarm.at} form="day-and-time" />
                  {alarm.until
                    ? `, for ${duration(Date.parse(alarm.until) - Date.parse(alarm.at))}`
                    : ", and it would still be out"}
                </li>
              ))}
              {data.count > listed && <li>and {data.count - listed} more</li>}
            </ul>
          )}
        </>
      )}
    </div>
  );
}
