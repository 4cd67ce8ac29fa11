"use client";

import type { ReactNode } from "react";
import { callOperation, callWithEtag } from "#components/shell/call-operation.ts";
import { type FormFailure, useForm } from "#components/shell/use-form.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { OtherChanges } from "#components/ui/other-changes.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { Destination, DestinationKindDescription } from "#lib/destinations/schema.ts";
import { ConfigFields } from "./config-fields.tsx";
import {
  configToSend,
  type DestinationDraft,
  draftOf,
  fieldPath,
  newDraft,
  parseDraft,
  withoutSecrets,
} from "./destination-draft.ts";
import { RoutingFields } from "./routing-fields.tsx";

interface DestinationFormProps {
  kind: DestinationKindDescription;
  /** Null while it is new. */
  destination: Destination | null;
  /** The ETag of the destination as it was read. */
  etag: string | null;
  /** `secrets` holds what was made just now; empty on a change. */
  onSaved: (saved: Destination, secrets: Record<string, string>) => void;
  /** Beside the submit button. */
  actions?: ReactNode;
}

interface Saved {
  saved: Destination;
  secrets: Record<string, string>;
  etag: string | null;
}

/** A refusal changed nothing; of what was not answered nothing is known. */
function failureTitle({ isRefused }: FormFailure, isChange: boolean): string {
  if (!isRefused) return "No answer to this came";
  return isChange ? "Nothing was changed" : "The destination was not added";
}

/** What the fields are called, for the change of somebody else. */
function labelsOf({ fields }: DestinationKindDescription): Record<string, string> {
  return {
    displayName: "Name",
    alertTypes: "Alert types",
    severities: "Severities",
    isEnabled: "Sending",
    ...Object.fromEntries(fields.map(({ name, title }) => [`config.${name}`, title])),
  };
}

/** Adds or changes a destination of any kind; it knows none. What is typed outlives a reload, secrets do not. */
export function DestinationForm({ kind, destination, etag, onSaved, actions }: DestinationFormProps) {
  const secretsSet = destination?.secretsSet ?? [];
  const form = useForm<DestinationDraft, Saved>({
    name: `telltale:destination:${destination?.id ?? kind.kind}`,
    stored: { draft: destination ? draftOf(destination, kind) : newDraft(kind), etag },
    parse: parseDraft,
    forKeeping: (draft) => withoutSecrets(draft, kind),
    read: (current) => draftOf(current as Destination, kind),
    check: async (draft) => (await import("./destination-mistakes.ts")).mistakesOf(draft, kind, secretsSet),
    fieldPath,
    save: async (draft, ifMatch) => {
      const body = { ...draft, config: configToSend(draft, kind) };
      if (!destination) {
        const { secrets, ...saved } = await callOperation("POST /destinations", { body: { ...body, kind: kind.kind } });
        return { saved, secrets, etag: null };
      }
      const put = await callWithEtag("PUT /destinations/{id}", { params: { id: destination.id }, body, ifMatch });
      return { saved: put.answer, secrets: {}, etag: put.etag ?? null };
    },
    onSaved: ({ saved, secrets, etag: now }) => {
      onSaved(saved, secrets);
      return { draft: draftOf(saved, kind), etag: now };
    },
  });
  const { draft, change, errors } = form;
  return (
    <form ref={form.form} onSubmit={form.submit} noValidate>
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
          onChange={(event) => change({ displayName: event.target.value }, "displayName")}
        />
      </Field>
      <ConfigFields
        fields={kind.fields}
        config={draft.config}
        secretsSet={secretsSet}
        errors={errors}
        onChange={(name, value) => change({ config: { ...draft.config, [name]: value } }, `config.${name}`)}
      />
      <RoutingFields
        alertTypes={draft.alertTypes}
        severities={draft.severities}
        errors={errors}
        onChange={(part) => change(part, "alertTypes", "severities")}
      />
      {destination && (
        <div className="mb-[18px] flex gap-2.5">
          <Checkbox
            id="is-enabled"
            checked={draft.isEnabled}
            onChange={(isEnabled) => change({ isEnabled }, "isEnabled")}
            className="mt-[2.5px]"
          />
          <label htmlFor="is-enabled">
            Send alerts to this destination
            <span className="block text-ink-3 text-small">
              While this is off, no new alert is queued for it, and what waits is kept.
            </span>
          </label>
        </div>
      )}
      <OtherChanges
        fields={form.others}
        labels={labelsOf(kind)}
        onKeepMine={form.keepMine}
        onTakeTheirs={form.takeTheirs}
      />
      {form.failure && (
        <Banner tone="fail" role="alert" title={failureTitle(form.failure, destination !== null)}>
          {form.failure.message}
        </Banner>
      )}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" isPending={form.isPending}>
          {destination ? "Save changes" : "Add destination"}
        </Button>
        {actions}
      </div>
    </form>
  );
}
