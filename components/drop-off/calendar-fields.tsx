"use client";

import { useId } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { CheckboxGroup } from "#components/ui/checkbox-group.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { FieldErrors } from "#components/ui/use-form-errors.ts";
import { allZones, zoneLabel, zoneOfToday } from "#components/ui/zone-names.ts";
import { weekdayLabels } from "#lib/drop-off/terms.ts";
import type { CalendarDraft } from "./alarm-draft.ts";

interface CalendarFieldsProps {
  calendar: CalendarDraft;
  onChange: (change: Partial<CalendarDraft>) => void;
  errors: FieldErrors;
}

const weekdays = Object.entries(weekdayLabels).map(([value, label]) => ({ value, label }));

/** The chosen zone first, so that it is among the options whatever a browser lists. */
function zoneOptions(chosen: string) {
  return allZones(chosen).map((zone) => ({ value: zone, label: zoneLabel(zone) }));
}

/** When events are expected: silence at other times does not count. */
export function CalendarFields({ calendar, onChange, errors }: CalendarFieldsProps) {
  const wholeDayId = useId();
  return (
    <div className="mb-4 border-line border-l-2 pl-4">
      <Field label="Time zone" error={errors["calendar.timeZone"]} help="Its clock changes are taken into account.">
        <Select
          options={zoneOptions(calendar.timeZone)}
          value={zoneOfToday(calendar.timeZone)}
          onChange={(event) => onChange({ timeZone: event.target.value })}
        />
      </Field>
      <Field as="group" label="Days" error={errors["calendar.weekdays"] ?? errors.calendar}>
        <CheckboxGroup
          options={weekdays}
          values={calendar.weekdays}
          onChange={(values) => onChange({ weekdays: values })}
          columns={2}
        />
      </Field>
      <div className="mb-[18px] flex items-center gap-2">
        <Checkbox id={wholeDayId} checked={calendar.isWholeDay} onChange={(isWholeDay) => onChange({ isWholeDay })} />
        <label htmlFor={wholeDayId}>The whole day</label>
      </div>
      {!calendar.isWholeDay && (
        <div className="grid grid-cols-[128px_128px] gap-x-3">
          <Field label="From" error={errors["calendar.hours.from"]}>
            <TextInput
              inputMode="numeric"
              autoComplete="off"
              placeholder="08:00"
              value={calendar.from}
              onChange={(event) => onChange({ from: event.target.value })}
            />
          </Field>
          <Field label="To" error={errors["calendar.hours.to"]}>
            <TextInput
              inputMode="numeric"
              autoComplete="off"
              placeholder="18:00"
              value={calendar.to}
              onChange={(event) => onChange({ to: event.target.value })}
            />
          </Field>
        </div>
      )}
      <Field
        label="Holidays"
        isOptional
        error={errors["calendar.holidays"]}
        help="Dates on which nothing is expected, one a line: 2026-12-25."
      >
        <Textarea
          isMono
          rows={2}
          value={calendar.holidays}
          onChange={(event) => onChange({ holidays: event.target.value })}
        />
      </Field>
    </div>
  );
}
