"use client";

import type { ReactNode } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { PasswordInput } from "#components/ui/password-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { DestinationField } from "#lib/destinations/schema.ts";
import { MapInput } from "./map-input.tsx";

interface ConfigInputProps {
  field: DestinationField;
  value: unknown;
  onChange: (value: unknown) => void;
}

const asTyped = { autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;

/** The control of one field of a destination. */
export function ConfigInput({ field, value, onChange }: ConfigInputProps): ReactNode {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  const common = { ...asTyped, name: field.name, value: text, placeholder: field.placeholder };
  if (field.isSecret) {
    return (
      <PasswordInput
        {...common}
        isMono
        autoComplete="new-password"
        what={field.title.toLowerCase()}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  switch (field.input) {
    case "checkbox":
      return <Checkbox checked={value === true} onChange={onChange} aria-label={field.title} />;
    case "select":
      return (
        <Select
          name={field.name}
          value={text}
          placeholder="Choose"
          options={field.options}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    case "number":
      return (
        <TextInput
          {...common}
          inputMode="numeric"
          onChange={(event) => onChange(event.target.value === "" ? undefined : Number(event.target.value))}
        />
      );
    case "list":
      return (
        <Textarea
          {...common}
          value={Array.isArray(value) ? value.join("\n") : ""}
          onChange={(event) => onChange(event.target.value.split("\n"))}
        />
      );
    case "map":
      return <MapInput field={field} value={value} onChange={onChange} />;
    case "long-text":
      return <Textarea {...common} onChange={(event) => onChange(event.target.value)} />;
    case "url":
      return <TextInput {...common} type="url" isMono onChange={(event) => onChange(event.target.value)} />;
    case "text":
      return <TextInput {...common} onChange={(event) => onChange(event.target.value)} />;
  }
}
