"use client";

import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus } from "lucide-react";
import { type ReactNode, Suspense, useState } from "react";
import { Permitted } from "#components/shell/permitted.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { useNow } from "#components/ui/clock.tsx";
import { lazily } from "#components/ui/lazily.ts";
import { Pill } from "#components/ui/pill.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { formatCalendar } from "#lib/drop-off/alarm/format-calendar.ts";
import type { AlarmKey, SourceAlarm, SourceAlarms } from "#lib/drop-off/schema.ts";
import { alarmAt, freeAlarms, isSameAlarm, plainAlarm } from "./alarm-draft.ts";
import { statusOf } from "./alarm-status.ts";
import { dropOffQueries } from "./queries.ts";

// What opens comes when it is opened.
const DropOffAlarmDialog = lazily(() => import("./drop-off-alarm-dialog.tsx").then((file) => file.DropOffAlarmDialog));

interface DropOffCardProps {
  source: { id: string; label: string };
  /** What the server rendered; asked again each half minute. */
  initial: SourceAlarms;
}

/** "Drop-off Alarm" on a source's Overview: not set or its window, with a pencil; further alarms below. */
export function DropOffCard({ source, initial }: DropOffCardProps) {
  const { data: alarms = initial } = useQuery({ ...dropOffQueries.alarms(source.id), initialData: initial });
  const [editing, setEditing] = useState<AlarmKey | "new" | null>(null);
  const main = alarmAt(alarms.alarms, plainAlarm);
  const others = alarms.alarms.filter((alarm) => !isSameAlarm(alarm, plainAlarm));
  if (!alarms.isSupported) {
    return (
      <Card title="Drop-off Alarm">
        <p className="max-w-[68ch] text-ink-2">{alarms.unsupportedReason}</p>
      </Card>
    );
  }
  return (
    <Permitted operation="PUT /log-sources/{id}/alarms">
      <Card
        title="Drop-off Alarm"
        action={
          freeAlarms(alarms).length > 0 && (
            <Button size="small" variant="quiet" className="max-[720px]:min-h-11" onClick={() => setEditing("new")}>
              <Plus size={14} aria-hidden="true" />
              {alarms.alarms.length > 0 ? "Add another" : "Watch something else"}
            </Button>
          )
        }
      >
        {main ? (
          <AlarmLine alarm={main} onEdit={() => setEditing(plainAlarm)} />
        ) : (
          <Line label="Configure the drop-off alarm" onEdit={() => setEditing(plainAlarm)}>
            <span className="mr-2.5 text-ink-3">Not Set</span>
            <span className="text-ink-3 text-small">
              {others.length > 0
                ? "Only what stands below is watched."
                : "Nobody is told when this source falls silent."}
            </span>
          </Line>
        )}
        {others.map((alarm) => (
          <AlarmLine key={`${alarm.signal} ${alarm.logType}`} alarm={alarm} onEdit={() => setEditing(alarm)} />
        ))}
        {editing && (
          <Suspense>
            <DropOffAlarmDialog source={source} alarms={alarms} which={editing} onClose={() => setEditing(null)} />
          </Suspense>
        )}
      </Card>
    </Permitted>
  );
}

interface LineProps {
  label: string;
  onEdit: () => void;
  children: ReactNode;
}

/** Words with their pencil beside them, which never stands on a line of its own. */
function Line({ label, onEdit, children }: LineProps) {
  return (
    <div className="flex min-h-8 items-start gap-2 py-0.5">
      <div className="min-w-0 self-center">{children}</div>
      <Button
        size="icon"
        variant="quiet"
        className="max-[720px]:-my-1 max-[720px]:size-11"
        aria-label={label}
        onClick={onEdit}
      >
        <Pencil size={14} aria-hidden="true" />
      </Button>
    </div>
  );
}

function AlarmLine({ alarm, onEdit }: { alarm: SourceAlarm; onEdit: () => void }) {
  const { word, tone, notes } = statusOf(alarm, useNow());
  return (
    <Line label={`Configure the alarm: ${alarm.summary}`} onEdit={onEdit}>
      <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <span>{alarm.summary.charAt(0).toUpperCase() + alarm.summary.slice(1)}</span>
        <Pill tone={tone}>{word}</Pill>
        <span className="text-ink-3 text-small">
          {notes.map(({ words, at }, index) => (
            <span key={words}>
              {index > 0 && ", "}
              {words}
              {at && (
                <>
                  {" "}
                  <RelativeTime at={at} form="moment" />
                </>
              )}
            </span>
          ))}
        </span>
      </div>
      {alarm.calendar && <p className="text-ink-3 text-small">Events are expected {formatCalendar(alarm.calendar)}.</p>}
    </Line>
  );
}
