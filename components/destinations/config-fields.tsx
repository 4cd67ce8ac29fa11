"use client";

import type { ReactNode } from "react";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { PasswordInput } from "#components/ui/password-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { FieldErrors } from "#components/ui/use-form-errors.ts";
import type { DestinationField } from "#lib/destinations/schema.ts";

interface ConfigFieldsProps {
  fields: readonly DestinationField[];
  config: Readonly<Record<string, unknown>>;
  /** Names of secrets that are stored. */
  secretsSet: readonly string[];
  errors: FieldErrors;
  onChange: (name: string, value: unknown) => void;
}

/** The fields of any kind of destination, from their descriptions. */
export function ConfigFields({ fields, config, secretsSet, errors, onChange }: ConfigFieldsProps) {
  return fields.map((field) => {
    const isSet = field.isSecret && secretsSet.includes(field.name);
    return (
      <Field
        key={field.name}
        label={field.title}
        help={isSet ? `${field.description} One is set: leave this empty to keep it.` : field.description}
        error={errors[`config.${field.name}`]}
        isRequired={field.isRequired && !isSet}
        isOptional={!field.isRequired || isSet}
      >
        <Control field={field} value={config[field.name]} onChange={(value) => onChange(field.name, value)} />
      </Field>
    );
  });
}

interface ControlProps {
  field: DestinationField;
  value: unknown;
  onChange: (value: unknown) => void;
}

function Control({ field, value, onChange }: ControlProps): ReactNode {
  const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
  const common = {
    name: field.name,
    value: text,
    placeholder: field.placeholder,
    autoComplete: "off",
    autoCapitalize: "none",
    spellCheck: false,
  };
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
          options={field.options.map((option) => ({ value: option, label: option }))}
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
    case "url":
      return <TextInput {...common} type="url" isMono onChange={(event) => onChange(event.target.value)} />;
    case "text":
      return <TextInput {...common} onChange={(event) => onChange(event.target.value)} />;
  }
}
