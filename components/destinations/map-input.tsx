"use client";

import { Plus, Trash2 } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { DestinationField } from "#lib/destinations/schema.ts";
import { entriesOf } from "./destination-draft.ts";

interface MapInputProps {
  field: DestinationField;
  value: unknown;
  onChange: (value: unknown) => void;
}

const asTyped = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;

/** Texts by key: a line for each key that the kind knows, or lines of one's own. Stands in a <Field as="group">. */
export function MapInput({ field, value, onChange }: MapInputProps) {
  return field.options.length > 0 ? (
    <KnownKeys field={field} value={value} onChange={onChange} />
  ) : (
    <FreeKeys field={field} value={value} onChange={onChange} />
  );
}

function KnownKeys({ field, value, onChange }: MapInputProps) {
  const map = (value ?? {}) as Record<string, string>;
  return (
    <div className="grid gap-2">
      {field.options.map((option) => {
        const id = `${field.name}-${option.value}`;
        return (
          <div key={option.value} className="grid grid-cols-[minmax(72px,120px)_minmax(0,1fr)] items-center gap-3">
            <label htmlFor={id} className="text-ink-2">
              {option.label}
            </label>
            <TextInput
              {...asTyped}
              id={id}
              value={map[option.value] ?? ""}
              onChange={(event) => onChange({ ...map, [option.value]: event.target.value })}
            />
          </div>
        );
      })}
    </div>
  );
}

function FreeKeys({ field, value, onChange }: MapInputProps) {
  const entries = entriesOf(value);
  const set = (at: number, entry: [string, string]) => onChange(entries.with(at, entry));
  return (
    <div className="grid gap-2">
      {entries.map(([name, text], at) => (
        // Entries have no identity of their own: nothing of them but their place lasts while they are typed.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <div key={at} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] items-center gap-2">
          <TextInput
            {...asTyped}
            aria-label={`${field.title}: name ${at + 1}`}
            id={`${field.name}-${at}-name`}
            placeholder="name"
            value={name}
            onChange={(event) => set(at, [event.target.value, text])}
          />
          <TextInput
            {...asTyped}
            aria-label={`${field.title}: value ${at + 1}`}
            id={`${field.name}-${at}-value`}
            placeholder="value"
            value={text}
            onChange={(event) => set(at, [name, event.target.value])}
          />
          <Button
            variant="quiet"
            aria-label={`${field.title}: remove ${name || `entry ${at + 1}`}`}
            onClick={() => onChange(entries.toSpliced(at, 1))}
          >
            <Trash2 size={16} aria-hidden="true" />
          </Button>
        </div>
      ))}
      <Button size="small" className="w-fit" onClick={() => onChange([...entries, ["", ""]])}>
        <Plus size={14} aria-hidden="true" />
        Add one
      </Button>
    </div>
  );
}
