"use client";

import { useId, useState } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { FieldErrors } from "#components/ui/use-form-errors.ts";
import type { AlarmKey } from "#lib/drop-off/schema.ts";
import { alarmSignalLabels } from "#lib/drop-off/terms.ts";
import { alarmSignals } from "#lib/log-source-kinds/terms.ts";
import { type AlarmDraft, isFoldedField, isSameAlarm } from "./alarm-draft.ts";
import { CalendarFields } from "./calendar-fields.tsx";
import { windowQuestion } from "./format-alarm.ts";
import { SnoozeField } from "./snooze-field.tsx";
import { WindowFields } from "./window-fields.tsx";

interface AlarmFieldsProps {
  draft: AlarmDraft;
  onChange: (change: Partial<AlarmDraft>) => void;
  errors: FieldErrors;
  /** For a new alarm, what it can watch; null when that is settled. */
  offered: { logTypes: readonly string[]; free: readonly AlarmKey[] } | null;
}

/** What a new alarm watches. What is set already cannot be chosen: it is changed with its own pencil. */
function WatchFields({
  draft,
  onChange,
  offered: { logTypes, free },
}: Pick<AlarmFieldsProps, "draft" | "onChange"> & { offered: NonNullable<AlarmFieldsProps["offered"]> }) {
  const optionOf = (logType: string, label: string) => {
    const isDisabled = !free.some((key) => isSameAlarm(key, { signal: draft.signal, logType }));
    return { value: logType, label: isDisabled ? `${label} (set already)` : label, isDisabled };
  };
  const isFree = (signal: string) => free.some((key) => key.signal === signal);
  return (
    <div className="@container">
      <div className="grid gap-x-3 @min-[440px]:grid-cols-2">
        <Field label="Alert when">
          <Select
            options={alarmSignals.map((signal) => ({
              value: signal,
              label: isFree(signal) ? alarmSignalLabels[signal] : `${alarmSignalLabels[signal]} (set already)`,
              isDisabled: !isFree(signal),
            }))}
            value={draft.signal}
            onChange={(event) => {
              const ofSignal = free.filter((key) => key.signal === event.target.value);
              const chosen = ofSignal.find((key) => key.logType === draft.logType) ?? ofSignal[0];
              if (chosen) onChange(chosen);
            }}
          />
        </Field>
        {draft.signal !== "late-data" && (
          <Field label="Of">
            <Select
              options={[
                optionOf("", "All log types together"),
                ...logTypes.map((logType) => optionOf(logType, `${logType} only`)),
              ]}
              value={draft.logType}
              onChange={(event) => onChange({ logType: event.target.value })}
            />
          </Field>
        )}
      </div>
    </div>
  );
}

/** Everything that can be set about an alarm; the window first, what few need behind it. */
export function AlarmFields({ draft, onChange, errors, offered }: AlarmFieldsProps) {
  const calendarId = useId();
  const [isOpen, setOpen] = useState(draft.hasCalendar || draft.snoozedUntil !== null);
  // A proposal may bring a calendar: it has to be seen before it is set.
  const [hadCalendar, setHadCalendar] = useState(draft.hasCalendar);
  if (hadCalendar !== draft.hasCalendar) {
    setHadCalendar(draft.hasCalendar);
    setOpen(true);
  }
  // A field at fault has to be in sight before it is given the focus.
  const [seenErrors, setSeenErrors] = useState(errors);
  if (seenErrors !== errors) {
    setSeenErrors(errors);
    if (Object.keys(errors).some(isFoldedField)) setOpen(true);
  }
  return (
    <>
      {offered && <WatchFields draft={draft} onChange={onChange} offered={offered} />}
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
      <WindowFields
        question={windowQuestion(draft)}
        count={draft.count}
        period={draft.period}
        onChange={onChange}
        error={errors.minutesThreshold}
      />
      <details className="mb-4" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="mb-1 cursor-pointer py-3 text-ink-2 min-[720px]:py-1">Days, hours and snooze</summary>
        <div className="mb-3 flex items-center gap-2">
          <Checkbox id={calendarId} checked={draft.hasCalendar} onChange={(hasCalendar) => onChange({ hasCalendar })} />
          <label htmlFor={calendarId} className="py-1">
            Events are expected only at some days or hours
          </label>
        </div>
        {draft.hasCalendar && (
          <CalendarFields
            calendar={draft.calendar}
            errors={errors}
            onChange={(change) => onChange({ calendar: { ...draft.calendar, ...change } })}
          />
        )}
        <SnoozeField
          until={draft.snoozedUntil}
          error={errors.snoozedUntil}
          onChange={(snoozedUntil) => onChange({ snoozedUntil })}
        />
      </details>
    </>
  );
}
