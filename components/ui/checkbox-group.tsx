"use client";

import { useId } from "react";
import { Button } from "./button.tsx";
import { Checkbox } from "./checkbox.tsx";
import { classNames } from "./class-names.ts";

export interface CheckboxOption {
  value: string;
  label: string;
  help?: string;
  disabled?: boolean;
}

interface CheckboxGroupProps {
  options: readonly CheckboxOption[];
  values: readonly string[];
  onChange: (values: string[]) => void;
  /** Where there is the width for them. */
  columns?: 1 | 2 | 3;
  /** Adds "All" and "None" above the boxes. */
  hasAll?: boolean;
}

/** Any of a short list, all in sight; use inside <Field as="group">. Values keep the order of the options. */
export function CheckboxGroup({ options, values, onChange, columns = 1, hasAll = false }: CheckboxGroupProps) {
  const id = useId();
  const set = (next: ReadonlySet<string>) => onChange(options.map((o) => o.value).filter((value) => next.has(value)));
  const grid = { 1: "", 2: "@min-[300px]:grid-cols-2", 3: "@min-[440px]:grid-cols-3" }[columns];
  return (
    <div className="@container">
      {hasAll && (
        <div className="-ml-2 mb-1 flex gap-1">
          <Button
            variant="quiet"
            size="small"
            onClick={() => set(new Set(options.filter((o) => !o.disabled).map((o) => o.value)))}
          >
            All
          </Button>
          <Button variant="quiet" size="small" onClick={() => onChange([])}>
            None
          </Button>
        </div>
      )}
      <div className={classNames("grid gap-x-6 gap-y-1", grid)}>
        {options.map((option) => {
          const boxId = `${id}-${option.value}`;
          const isOn = values.includes(option.value);
          return (
            <div key={option.value} className="flex gap-2.5 py-1">
              <Checkbox
                id={boxId}
                value={option.value}
                checked={isOn}
                {...(option.disabled ? { disabled: true } : {})}
                onChange={(checked) => {
                  const next = new Set(values);
                  if (checked) next.add(option.value);
                  else next.delete(option.value);
                  set(next);
                }}
                className="mt-[2.5px]"
              />
              <label htmlFor={boxId} className="min-w-0 cursor-pointer">
                {option.label}
                {option.help && <span className="block text-ink-3 text-small">{option.help}</span>}
              </label>
            </div>
          );
        })}
      </div>
    </div>
  );
}
