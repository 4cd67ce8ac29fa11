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

/** The fields of any kind of destination that belong to its config as it is filled in, from their descriptions. */
export function ConfigFields({ fields, config, secretsSet, errors, onChange }: ConfigFieldsProps) {
  const shown = fields.filter((field) => isShown(field, config));
  return shown.map((field, at) => {
    const isNewGroup = field.group !== null && field.group !== shown[at - 1]?.group;
    return (
      <div key={field.name}>
        {isNewGroup && <h3 className="mt-6 mb-3 border-line border-t pt-4 first:mt-0">{field.group}</h3>}
        <OneField
          field={field}
          isSet={field.isSecret && secretsSet.includes(field.name)}
          error={errors[`config.${field.name}`]}
        >
          <ConfigInput field={field} value={config[field.name]} onChange={(value) => onChange(field.name, value)} />
        </OneField>
      </div>
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
  return (
    <Field
      as={field.input === "map" ? "group" : "field"}
      label={field.title}
      help={isSet ? `${help} One is set: leave this empty to keep it.` : help}
      error={error}
      isRequired={field.isRequired && !isSet}
      isOptional={!field.isRequired || isSet}
    >
      {children}
    </Field>
  );
}
