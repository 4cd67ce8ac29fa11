"use client";

import type { ReactNode } from "react";
import { Field } from "#components/ui/field.tsx";
import type { FieldErrors } from "#components/ui/use-form-errors.ts";
import type { DestinationField } from "#lib/destinations/schema.ts";
import { isShown } from "#lib/destinations/terms.ts";
import { ConfigInput } from "./config-input.tsx";

interface ConfigFieldsProps {
  fields: readonly DestinationField[];
  config: Readonly<Record<string, unknown>>;
  /** Names of secrets that are stored. */
  secretsSet: readonly string[];
  errors: FieldErrors;
  onChange: (name: string, value: unknown) => void;
}

/** Neighbors under one heading. */
function inGroups(fields: readonly DestinationField[]): { group: string | null; fields: DestinationField[] }[] {
  const groups: { group: string | null; fields: DestinationField[] }[] = [];
  for (const field of fields) {
    const last = groups.at(-1);
    if (last && last.group === field.group) last.fields.push(field);
    else groups.push({ group: field.group, fields: [field] });
  }
  return groups;
}

/** The fields of any kind of destination that belong to its config as it is filled in, from their descriptions. */
export function ConfigFields({ fields, config, secretsSet, errors, onChange }: ConfigFieldsProps) {
  return inGroups(fields.filter((field) => isShown(field, config))).map(({ group, fields: members }) => {
    const inputs = members.map((field) => (
      <OneField
        key={field.name}
        field={field}
        isSet={field.isSecret && secretsSet.includes(field.name)}
        error={errors[`config.${field.name}`]}
      >
        <ConfigInput field={field} value={config[field.name]} onChange={(value) => onChange(field.name, value)} />
      </OneField>
    ));
    if (group === null) return inputs;
    return (
      <fieldset key={group} className="mt-6 min-w-0 border-line border-t pt-4">
        <legend className="float-left mb-3 w-full font-semibold text-section">{group}</legend>
        <div className="clear-both">{inputs}</div>
      </fieldset>
    );
  });
}

interface OneFieldProps {
  field: DestinationField;
  /** A secret that is stored. */
  isSet: boolean;
  error: string | undefined;
  children: ReactNode;
}

function OneField({ field, isSet, error, children }: OneFieldProps) {
  const help = field.input === "list" ? `${field.description} One a line.` : field.description;
  const ifEmpty = isSet
    ? " One is set: leave this empty to keep it."
    : field.isGenerated
      ? " Made for you when left empty."
      : "";
  return (
    <Field
      as={field.input === "map" ? "group" : "field"}
      label={field.title}
      help={`${help}${ifEmpty}`}
      error={error}
      isRequired={field.isRequired && !isSet}
      isOptional={!field.isRequired || isSet}
    >
      {children}
    </Field>
  );
}
