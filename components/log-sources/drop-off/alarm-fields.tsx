"use client";

import { useId } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { FieldErrors } from "#components/ui/use-form-errors.ts";
import { type AlarmSignal, alarmSignalLabels, alarmSignals } from "#lib/log-sources/drop-off/schema.ts";
import type { AlarmDraft } from "./alarm-draft.ts";
import { CalendarFields } from "./calendar-fields.tsx";
import { WindowFields } from "./window-fields.tsx";

interface AlarmFieldsProps {
  draft: AlarmDraft;
  onChange: (change: Partial<AlarmDraft>) => void;
  errors: FieldErrors;
  /** Offered for a new alarm; null when what it watches is settled. */
  logTypes: readonly string[] | null;
}

const questions: Record<AlarmSignal, string> = {
  "no-data": "How long should Telltale wait before it sends you an alert that no events have been processed?",
  "low-volume": "Over how long should so few events be an alert?",
  "late-data": "How late may even the freshest events arrive before it is an alert?",
};

const snoozes = [
  { value: "", label: "Not snoozed" },
  { value: "60", label: "For 1 hour" },
  { value: "240", label: "For 4 hours" },
  { value: "1440", label: "For 1 day" },
  { value: "10080", label: "For 1 week" },
];

function WatchFields({
  draft,
  onChange,
  logTypes,
}: Omit<AlarmFieldsProps, "errors"> & { logTypes: readonly string[] }) {
  const ofLogTypes = logTypes.map((logType) => ({ value: logType, label: `${logType} only` }));
  return (
    <div className="grid gap-x-3 min-[720px]:grid-cols-2">
      <Field label="Alert when">
        <Select
          options={alarmSignals.map((signal) => ({ value: signal, label: alarmSignalLabels[signal] }))}
          value={draft.signal}
          onChange={(event) => {
            const signal = alarmSignals.find((candidate) => candidate === event.target.value);
            if (signal) onChange(signal === "late-data" ? { signal, logType: "" } : { signal });
          }}
        />
      </Field>
      {draft.signal !== "late-data" && (
        <Field label="Of">
          <Select
            options={[{ value: "", label: "All log types together" }, ...ofLogTypes]}
            value={draft.logType}
            onChange={(event) => onChange({ logType: event.target.value })}
          />
        </Field>
      )}
    </div>
  );
}

/** Everything that can be set about an alarm; the window first, what few need behind it. */
export function AlarmFields({ draft, onChange, errors, logTypes }: AlarmFieldsProps) {
  const calendarId = useId();
  const isFolded = !draft.hasCalendar && draft.snoozedUntil === null;
  return (
    <>
      {logTypes && <WatchFields draft={draft} onChange={onChange} logTypes={logTypes} />}
      {draft.signal === "low-volume" && (
        <Field label="Events expected at least" error={errors.minimumEvents}>
          <TextInput
            inputMode="numeric"
            autoComplete="off"
            className="w-28!"
            value={draft.minimumEvents}
            onChange={(event) => onChange({ minimumEvents: event.target.value })}
          />
        </Field>
      )}
      <p className="mb-2 font-[560]">{questions[draft.signal]}</p>
      <WindowFields count={draft.count} period={draft.period} onChange={onChange} error={errors.minutesThreshold} />
      <details className="mb-4" open={isFolded ? undefined : true}>
        <summary className="mb-3 cursor-pointer text-ink-2">Days, hours and snooze</summary>
        <div className="mb-3 flex items-center gap-2">
          <Checkbox id={calendarId} checked={draft.hasCalendar} onChange={(hasCalendar) => onChange({ hasCalendar })} />
          <label htmlFor={calendarId}>Events are expected only at some days or hours</label>
        </div>
        {draft.hasCalendar && (
          <CalendarFields
            calendar={draft.calendar}
            errors={errors}
            onChange={(change) => onChange({ calendar: { ...draft.calendar, ...change } })}
          />
        )}
        <Field
          label="Snooze"
          help={
            draft.snoozedUntil ? (
              <>
                No alert before <RelativeTime at={draft.snoozedUntil} form="day-and-time" />.
              </>
            ) : (
              "No alert for a while, for example during maintenance."
            )
          }
        >
          <Select
            options={draft.snoozedUntil ? [...snoozes, { value: "kept", label: "As it is" }] : snoozes}
            value={draft.snoozedUntil ? "kept" : ""}
            onChange={(event) => {
              const minutes = Number(event.target.value);
              if (event.target.value === "kept") return;
              onChange({ snoozedUntil: minutes > 0 ? new Date(Date.now() + minutes * 60_000).toISOString() : null });
            }}
          />
        </Field>
      </details>
    </>
  );
}
