"use client";

import { Field } from "#components/ui/field.tsx";
import { OptionCards } from "#components/ui/option-cards.tsx";
import { type TagOption, TagSelect } from "#components/ui/tag-select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { FieldErrors } from "#components/ui/use-form-errors.ts";
import { type StreamType, streamTypeDescriptions, streamTypeLabels, streamTypes } from "#lib/classification/schema.ts";
import type { HttpSourceDraft } from "./http-source-draft.ts";

interface HttpSourceFieldsProps {
  draft: HttpSourceDraft;
  /** `path` names the field as the API does, so that its error can go. */
  onChange: (change: Partial<HttpSourceDraft>, path: string) => void;
  errors: FieldErrors;
  logTypeOptions: readonly TagOption[];
}

/** Name, log types and stream type of an HTTP source. */
export function HttpSourceFields({ draft, onChange, errors, logTypeOptions }: HttpSourceFieldsProps) {
  return (
    <>
      <Field
        label="Name"
        help="Stands in alerts and lists: the system and what it is for, such as okta-prod."
        error={errors.integrationLabel}
        isRequired
      >
        <TextInput
          name="integrationLabel"
          value={draft.integrationLabel}
          autoComplete="off"
          onChange={(event) => onChange({ integrationLabel: event.target.value }, "integrationLabel")}
        />
      </Field>
      <Field
        label="Log types"
        help="Each line must fit one of these schemas. A line that fits none becomes a classification failure and is kept."
        error={errors.logTypes}
        isRequired
      >
        <TagSelect
          isMono
          options={logTypeOptions}
          values={draft.logTypes}
          onChange={(logTypes) => onChange({ logTypes }, "logTypes")}
          placeholder="Search log types"
          emptyText="No schema fits. Custom schemas are made under Schemas."
        />
      </Field>
      <Field label="Stream type" as="group" error={errors.logStreamType}>
        <OptionCards
          label="Stream type"
          value={draft.logStreamType}
          onChange={(value) => onChange({ logStreamType: value as StreamType }, "logStreamType")}
          options={streamTypes.map((type) => ({
            value: type,
            title: streamTypeLabels[type],
            text: streamTypeDescriptions[type],
          }))}
        />
      </Field>
      {draft.logStreamType === "JsonArray" && (
        <Field
          label="Envelope field"
          isOptional
          help={
            <>
              The field that holds the array, such as <code>Records</code>. Leave it empty when the body is the array
              itself.
            </>
          }
          error={errors["logStreamTypeOptions.jsonArrayEnvelopeField"]}
        >
          <TextInput
            isMono
            name="jsonArrayEnvelopeField"
            value={draft.jsonArrayEnvelopeField}
            autoComplete="off"
            onChange={(event) =>
              onChange({ jsonArrayEnvelopeField: event.target.value }, "logStreamTypeOptions.jsonArrayEnvelopeField")
            }
          />
        </Field>
      )}
    </>
  );
}
