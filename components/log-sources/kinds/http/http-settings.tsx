"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { SourceSettingsProps } from "#components/log-sources/kinds/define-source-face.ts";
import { SecretCard } from "#components/log-sources/secret-card.tsx";
import { ApiError } from "#components/shell/api-error.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { checkShape } from "#components/ui/check-shape.ts";
import { useToast } from "#components/ui/toast.tsx";
import { fieldErrorsOf, useFormErrors } from "#components/ui/use-form-errors.ts";
import { useKeptState } from "#components/ui/use-kept-state.ts";
import { httpSourceShape } from "#lib/log-source-kinds/kinds/http/schema.ts";
import { HttpAuthFields } from "./http-auth-fields.tsx";
import { bodyOf, draftOf, type HttpSourceDraft, keptDraft } from "./http-source-draft.ts";
import { HttpSourceFields } from "./http-source-fields.tsx";
import { missingSecret, savedSourceOf, saveHttpSource } from "./save-http-source.ts";

/** What can be changed about an HTTP source; what was typed outlives a reload. */
export function HttpSettings({ source, logTypeOptions }: SourceSettingsProps) {
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <>
      <SettingsForm key={source.lastModified} source={source} logTypeOptions={logTypeOptions} onSecret={setSecret} />
      <SecretCard source={source} secret={secret} onSecret={setSecret} />
    </>
  );
}

function SettingsForm(props: SourceSettingsProps & { onSecret: (secret: string) => void }) {
  const { source, logTypeOptions, onSecret } = props;
  const saved = savedSourceOf(source);
  const refresh = useRefresh();
  const toast = useToast();
  const { value: draft, change, reset } = useKeptState(`telltale:http-source:${saved.id}`, draftOf(source), keptDraft);
  const { form, errors, show, clear } = useFormErrors();
  const isChanged =
    draft.secretFrom === "own" || JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(draftOf(source)));

  const save = useMutation({
    mutationFn: () => saveHttpSource(saved, draft),
    onSuccess: async ({ madeSecret }) => {
      reset({ ...draft, ownSecret: "", secretFrom: "generated" });
      if (madeSecret) onSecret(madeSecret);
      toast({ title: "Saved", description: "The next request is held against the new settings." });
      await refresh();
    },
    onError: (error) => {
      if (error instanceof ApiError && error.field) show({ [error.field]: error.message });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    const checked = checkShape(httpSourceShape, bodyOf(draft));
    const found = { ...missingSecret(draft), ...(checked.success ? {} : fieldErrorsOf(checked.error.issues)) };
    if (Object.keys(found).length > 0) return show(found);
    clear();
    save.mutate();
  }

  function onChange(part: Partial<HttpSourceDraft>, path: string) {
    change(part);
    clear(path);
    save.reset();
  }

  const formError = save.error && !(save.error instanceof ApiError && save.error.field) ? save.error : null;
  const hasSecret = saved.secretOf === draft.authMethod;
  return (
    <Card title="Settings">
      <form ref={form} onSubmit={submit} noValidate>
        <HttpSourceFields draft={draft} onChange={onChange} errors={errors} logTypeOptions={logTypeOptions} />
        <HttpAuthFields draft={draft} onChange={onChange} errors={errors} hasSecret={hasSecret} />
        {formError && (
          <Banner tone="fail" role="alert" title="The settings were not saved">
            {formError.message}
          </Banner>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant="primary" isPending={save.isPending} disabled={!isChanged}>
            Save changes
          </Button>
          {isChanged && (
            <Button
              variant="quiet"
              onClick={() => {
                reset(draftOf(source));
                clear();
              }}
            >
              Discard
            </Button>
          )}
          <span role="status" className="text-ink-3 text-small">
            {isChanged && !save.isPending ? "Not saved yet" : ""}
          </span>
        </div>
      </form>
    </Card>
  );
}
