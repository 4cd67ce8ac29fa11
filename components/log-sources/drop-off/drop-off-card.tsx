"use client";

import { Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Pill, type Tone } from "#components/ui/pill.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import {
  type AlarmKey,
  type AlarmState,
  alarmStateLabels,
  type SourceAlarm,
  type SourceAlarms,
} from "#lib/log-sources/drop-off/schema.ts";
import { DropOffAlarmDialog } from "./drop-off-alarm-dialog.tsx";
import { useAlarms } from "./use-alarms.ts";

interface DropOffCardProps {
  source: { id: string; label: string };
  /** What the server rendered; asked again each half minute. */
  initial: SourceAlarms;
}

const tones: Record<AlarmState, Tone> = { OK: "ok", ALARM: "fail", INSUFFICIENT_DATA: "neutral" };
const plain: AlarmKey = { signal: "no-data", logType: "" };

const isPlain = (alarm: AlarmKey) => alarm.signal === plain.signal && alarm.logType === plain.logType;

/** "Drop-off Alarm" on a source's Overview: not set or its window, with a pencil; further alarms below. */
export function DropOffCard({ source, initial }: DropOffCardProps) {
  const { data: alarms = initial } = useAlarms(source.id, initial);
  const [editing, setEditing] = useState<AlarmKey | "new" | null>(null);
  const main = alarms.alarms.find(isPlain) ?? null;
  const others = alarms.alarms.filter((alarm) => !isPlain(alarm));
  if (!alarms.isSupported) {
    return (
      <Card title="Drop-off Alarm">
        <p className="max-w-[68ch] text-ink-2">{alarms.unsupportedReason}</p>
      </Card>
    );
  }
  return (
    <Card
      title="Drop-off Alarm"
      action={
        main && (
          <Button size="small" variant="quiet" onClick={() => setEditing("new")}>
            <Plus size={14} aria-hidden="true" />
            Add another
          </Button>
        )
      }
    >
      <AlarmLine alarm={main} onEdit={() => setEditing(plain)} />
      {others.map((alarm) => (
        <AlarmLine key={`${alarm.signal} ${alarm.logType}`} alarm={alarm} onEdit={() => setEditing(alarm)} />
      ))}
      <DropOffAlarmDialog source={source} alarms={alarms} which={editing} onClose={() => setEditing(null)} />
    </Card>
  );
}

function AlarmLine({ alarm, onEdit }: { alarm: SourceAlarm | null; onEdit: () => void }) {
  const isSnoozed = alarm?.snoozedUntil && Date.parse(alarm.snoozedUntil) > Date.now();
  const summary = alarm ? alarm.summary.charAt(0).toUpperCase() + alarm.summary.slice(1) : "Not Set";
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-2.5 gap-y-1">
      <span className={alarm ? undefined : "text-ink-3"}>{summary}</span>
      {alarm && <Pill tone={tones[alarm.state]}>{alarmStateLabels[alarm.state]}</Pill>}
      {alarm && (
        <span className="text-ink-3 text-small">
          since <RelativeTime at={alarm.stateChangedAt} form="sentence" />
          {isSnoozed && alarm.snoozedUntil && (
            <>
              , snoozed until <RelativeTime at={alarm.snoozedUntil} form="sentence" />
            </>
          )}
        </span>
      )}
      <Button
        size="icon"
        variant="quiet"
        aria-label={alarm ? `Configure the alarm: ${alarm.summary}` : "Configure the drop-off alarm"}
        onClick={onEdit}
      >
        <Pencil size={14} aria-hidden="true" />
      </Button>
      {!alarm && <span className="text-ink-3 text-small">Nobody is told when this source falls silent.</span>}
    </div>
  );
}
