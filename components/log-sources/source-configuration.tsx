"use client";

import { useMutation } from "@tanstack/react-query";
import { Pause, Play, Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { ApiError, callApi } from "#components/shell/api-client.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { SecretOnce } from "#components/ui/secret-once.tsx";
import type { TagOption } from "#components/ui/tag-select.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { fieldErrorsOf, useFormErrors } from "#components/ui/use-form-errors.ts";
import { useKeptState } from "#components/ui/use-kept-state.ts";
import { type HttpSourceWithSecret, httpSourceShape } from "#lib/log-source-kinds/schema.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import { DeleteSourcesDialog } from "./delete-sources-dialog.tsx";
import { HttpAuthFields } from "./kinds/http/http-auth-fields.tsx";
import { bodyOf, draftOf, generateSecret, type HttpSourceDraft, keptDraft } from "./kinds/http/http-source-draft.ts";
import { HttpSourceFields } from "./kinds/http/http-source-fields.tsx";
import { ReplaceSecretButton } from "./replace-secret-button.tsx";
import { useSourceActions } from "./use-source-actions.ts";

interface SourceConfigurationProps {
  source: LogSourceDetail;
  logTypeOptions: readonly TagOption[];
}

/** Everything that can be changed about a source; what was typed outlives a reload. */
export function SourceConfiguration({ source, logTypeOptions }: SourceConfigurationProps) {
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <div className="max-w-[720px]">
      {secret && (
        <SecretOnce title="New shared secret" secret={secret} what="secret">
          Senders put it into the header <code>{source.auth?.headerKey}</code>. The secret before it no longer works.
        </SecretOnce>
      )}
      <SettingsForm key={source.lastModified} source={source} logTypeOptions={logTypeOptions} onSecret={setSecret} />
      {source.auth?.method === "SharedSecret" && (
        <Card title="Shared secret">
          <p className="mb-3 text-ink-2">
            Kept sealed and never shown again. Replace it when it may have been seen, or when it was lost.
          </p>
          <ReplaceSecretButton source={source} onSecret={setSecret} />
        </Card>
      )}
      <StopCard source={source} />
    </div>
  );
}

function SettingsForm(props: SourceConfigurationProps & { onSecret: (secret: string) => void }) {
  const { source, logTypeOptions, onSecret } = props;
  const id = source.integrationId;
  const refresh = useRefresh();
  const toast = useToast();
  const { value: draft, change, reset } = useKeptState(`telltale:http-source:${id}`, draftOf(source), keptDraft);
  const { form, errors, show, clear } = useFormErrors();
  const hasSecret = source.auth?.hasSecret ?? false;
  const isChanged = JSON.stringify(bodyOf(draft)) !== JSON.stringify(bodyOf(draftOf(source)));

  const save = useMutation({
    mutationFn: async () => {
      const body = bodyOf(draft);
      const mustMake = body.authMethod === "SharedSecret" && !hasSecret && body.authSecretValue === "";
      const made = mustMake ? generateSecret() : null;
      if (made) body.authSecretValue = made;
      await callApi<HttpSourceWithSecret>("PUT", `/api/v1/log-sources/http/${id}`, body);
      return made;
    },
    onSuccess: (made) => {
      reset({ ...draft, ownSecret: "", secretFrom: "generated" });
      if (made) onSecret(made);
      toast({ title: "Saved", description: "The next request is held against the new settings." });
      void refresh();
    },
    onError: (error) => {
      if (error instanceof ApiError && error.field) show({ [error.field]: error.message });
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    const checked = httpSourceShape.safeParse(bodyOf(draft));
    if (!checked.success) return show(fieldErrorsOf(checked.error.issues));
    if (draft.authMethod === "SharedSecret" && draft.secretFrom === "own" && draft.ownSecret === "") {
      return show({ authSecretValue: "Type the secret, or keep the one that is set" });
    }
    clear();
    save.mutate();
  }

  function onChange(part: Partial<HttpSourceDraft>, path: string) {
    change(part);
    clear(path);
    save.reset();
  }

  const formError = save.error && !(save.error instanceof ApiError && save.error.field) ? save.error : null;
  return (
    <Card title="Settings">
      <form ref={form} onSubmit={submit} noValidate>
        <HttpSourceFields draft={draft} onChange={onChange} errors={errors} logTypeOptions={logTypeOptions} />
        <HttpAuthFields draft={draft} onChange={onChange} errors={errors} hasSecret={hasSecret} />
        {formError && (
          <Banner tone="fail" role="alert" title="Nothing was changed">
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

function StopCard({ source }: { source: LogSourceDetail }) {
  const router = useRouter();
  const { setPaused, isPending, remove } = useSourceActions();
  const [isDeleting, setDeleting] = useState(false);
  return (
    <Card title="Stop">
      <p className="mb-3 text-ink-2">
        {source.isPaused
          ? "Paused: requests are answered with 403 and nothing is stored."
          : "Pausing answers requests with 403 until you resume; well-made senders keep their events and try again. Deleting is for good."}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button isPending={isPending} onClick={() => setPaused({ sources: [source], isPaused: !source.isPaused })}>
          {source.isPaused ? <Play size={16} aria-hidden="true" /> : <Pause size={16} aria-hidden="true" />}
          {source.isPaused ? "Resume" : "Pause"}
        </Button>
        <Button variant="danger" onClick={() => setDeleting(true)}>
          <Trash2 size={16} aria-hidden="true" />
          Delete
        </Button>
      </div>
      <DeleteSourcesDialog
        sources={isDeleting ? [source] : []}
        onClose={() => setDeleting(false)}
        onDelete={async (sources) => {
          await remove(sources);
          router.push("/log-sources");
        }}
      />
    </Card>
  );
}
