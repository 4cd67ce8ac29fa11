"use client";

import { CheckboxGroup } from "#components/ui/checkbox-group.tsx";
import { Field } from "#components/ui/field.tsx";
import type { FieldErrors } from "#components/ui/use-form-errors.ts";
import {
  type AlertType,
  alertTypeLabels,
  alertTypes,
  isRaised,
  type Severity,
  severities,
  severityLabels,
} from "#lib/destinations/terms.ts";

interface RoutingFieldsProps {
  alertTypes: readonly AlertType[];
  severities: readonly Severity[];
  errors: FieldErrors;
  onChange: (change: { alertTypes: AlertType[] } | { severities: Severity[] }) => void;
}

/** What is raised today stands first. */
const offeredTypes = [...alertTypes].sort((a, b) => Number(isRaised(b)) - Number(isRaised(a)));

/** What a destination is told of. */
export function RoutingFields(props: RoutingFieldsProps) {
  return (
    <>
      <Field
        label="Alert types"
        as="group"
        error={props.errors.alertTypes}
        help="Only System Errors are raised by this version. The other types count from when something raises them."
      >
        <CheckboxGroup
          columns={2}
          hasAll
          options={offeredTypes.map((type) => ({ value: type, label: alertTypeLabels[type] }))}
          values={props.alertTypes}
          onChange={(values) => props.onChange({ alertTypes: alertTypes.filter((type) => values.includes(type)) })}
        />
      </Field>
      <Field
        label="Severities"
        as="group"
        error={props.errors.severities}
        help="System Errors are sent whatever the severities."
      >
        <CheckboxGroup
          columns={3}
          hasAll
          options={severities.map((severity) => ({ value: severity, label: severityLabels[severity] }))}
          values={props.severities}
          onChange={(values) => props.onChange({ severities: values as Severity[] })}
        />
      </Field>
    </>
  );
}
