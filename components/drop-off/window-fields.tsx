"use client";

import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { type PeriodName, periods } from "#lib/drop-off/terms.ts";

interface WindowFieldsProps {
  /** What number and period answer together. */
  question: string;
  count: string;
  period: PeriodName;
  onChange: (change: { count?: string; period?: PeriodName }) => void;
  error?: string | undefined;
}

/** How long: a number and a period beside each other, under their question. */
export function WindowFields({ question, count, period, onChange, error }: WindowFieldsProps) {
  return (
    <Field as="group" label={question}>
      <div className="mt-1 flex flex-wrap items-start gap-x-3 gap-y-2">
        <Field label="Number" error={error} className="mb-0! w-28 [&>p]:w-72">
          <TextInput
            inputMode="numeric"
            autoComplete="off"
            className="w-28!"
            value={count}
            onChange={(event) => onChange({ count: event.target.value })}
          />
        </Field>
        <Field label="Period" className="mb-0! w-40">
          <Select
            options={periods.map(({ name }) => ({ value: name, label: name }))}
            value={period}
            onChange={(event) => {
              const chosen = periods.find(({ name }) => name === event.target.value);
              if (chosen) onChange({ period: chosen.name });
            }}
          />
        </Field>
      </div>
    </Field>
  );
}
