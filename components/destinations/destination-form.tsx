"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useMemo } from "react";
import { ApiError, callApi } from "#components/shell/api-client.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { checkShape } from "#components/ui/check-shape.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import { fieldErrorsOf, useFormErrors } from "#components/ui/use-form-errors.ts";
import { useKeptState } from "#components/ui/use-kept-state.ts";
import type { CreatedDestination, Destination, DestinationKindDescription } from "#lib/destinations/schema.ts";
import { destinationBody } from "#lib/destinations/write-shape.ts";
import { ConfigFields } from "./config-fields.tsx";
import {
  configToSend,
  type DestinationDraft,
  draftOf,
  fieldPath,
  missingConfig,
  newDraft,
  parseDraft,
  withoutSecrets,
} from "./destination-draft.ts";
import { RoutingFields } from "./routing-fields.tsx";

interface DestinationFormProps {
  kind: DestinationKindDescription;
  /** Null while it is new. */
  destination: Destination | null;
  /** `secrets` holds what was made just now; empty on a change. */
  onSaved: (saved: Destination, secrets: Record<string, string>) => void;
  /** Beside the submit button. */
  actions?: ReactNode;
}

/** What is known of a change that failed: a refusal changed nothing, no answer says nothing. */
function failureTitle(error: Error, isChange: boolean): string {
  const isRefused = error instanceof ApiError && error.status >= 400 && error.status < 500;
  if (!isRefused) return "No answer to this came";
  return isChange ? "Nothing was changed" : "The destination was not added";
}

/** Adds or changes a destination of any kind; it knows none. What is typed outlives a reload, secrets do not. */
export function DestinationForm({ kind, destination, onSaved, actions }: DestinationFormProps) {
  const kept = useMemo(
    () => ({
      parse: (text: string) => parseDraft(text, kind),
      serialise: (draft: DestinationDraft) => JSON.stringify(withoutSecrets(draft, kind)),
    }),
    [kind],
  );
  const {
    value: draft,
    change,
    reset,
  } = useKeptState(
    `telltale:destination:${destination?.id ?? kind.kind}`,
    destination ? draftOf(destination, kind) : newDraft(kind),
    kept,
  );
  const { form, errors, show, clear } = useFormErrors();
  const secretsSet = destination?.secretsSet ?? [];

  const body = { ...draft, config: configToSend(draft, kind) };
  const save = useMutation({
    mutationFn: (): Promise<Destination & Partial<CreatedDestination>> =>
      destination
        ? callApi("PUT", `/api/v1/destinations/${destination.id}`, body)
        : callApi("POST", "/api/v1/destinations", { ...body, kind: kind.kind }),
    onSuccess: (saved) => {
      reset(draftOf(saved, kind));
      onSaved(saved, saved.secrets ?? {});
    },
    onError: (error) => {
      if (error instanceof ApiError && error.field) show({ [fieldPath(error.field)]: error.message });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    const checked = checkShape(destinationBody, body);
    const found = {
      ...(checked.success ? {} : fieldErrorsOf(checked.error.issues)),
      ...missingConfig(draft, kind, secretsSet),
    };
    if (Object.keys(found).length > 0) return show(found);
    clear();
    save.mutate();
  }

  function onChange(part: Partial<DestinationDraft>, path: string) {
    change(part);
    clear(path);
    save.reset();
  }

  const formError = save.error && !(save.error instanceof ApiError && save.error.field) ? save.error : null;
  return (
    <form ref={form} onSubmit={submit} noValidate>
      <Field
        label="Name"
        help="How it is called in lists and on the alerts it was told of."
        error={errors.displayName}
        isRequired
      >
        <TextInput
          name="displayName"
          value={draft.displayName}
          autoComplete="off"
          maxLength={100}
          onChange={(event) => onChange({ displayName: event.target.value }, "displayName")}
        />
      </Field>
      <ConfigFields
        fields={kind.fields}
        config={draft.config}
        secretsSet={secretsSet}
        errors={errors}
        onChange={(name, value) => onChange({ config: { ...draft.config, [name]: value } }, `config.${name}`)}
      />
      <RoutingFields
        alertTypes={draft.alertTypes}
        severities={draft.severities}
        errors={errors}
        onChange={(part) => {
          onChange(part, "alertTypes");
          clear("severities");
        }}
      />
      {destination && (
        <div className="mb-[18px] flex gap-2.5">
          <Checkbox
            id="is-enabled"
            checked={draft.isEnabled}
            onChange={(isEnabled) => onChange({ isEnabled }, "isEnabled")}
            className="mt-[2.5px]"
          />
          <label htmlFor="is-enabled">
            Send alerts to this destination
            <span className="block text-ink-3 text-small">While this is off, nothing is queued for it.</span>
          </label>
        </div>
      )}
      {formError && (
        <Banner tone="fail" role="alert" title={failureTitle(formError, destination !== null)}>
          {formError.message}
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" isPending={save.isPending}>
          {destination ? "Save changes" : "Add destination"}
        </Button>
        {actions}
      </div>
    </form>
  );
}
