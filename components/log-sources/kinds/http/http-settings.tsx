"use client";

import { useState } from "react";
import type { SourceSettingsProps } from "#components/log-sources/kinds/define-source-face.ts";
import { SecretCard } from "#components/log-sources/secret-card.tsx";
import { useForm } from "#components/shell/use-form.ts";
import { useRefresh } from "#components/shell/use-refresh.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { OtherChanges } from "#components/ui/other-changes.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { HttpSource } from "#lib/log-source-kinds/kinds/http/schema.ts";
import { HttpAuthFields } from "./http-auth-fields.tsx";
import { draftLabels, draftOf, type HttpSourceDraft, parseDraft, withoutSecret } from "./http-source-draft.ts";
import { HttpSourceFields } from "./http-source-fields.tsx";
import { savedSourceOf, saveHttpSource } from "./save-http-source.ts";

/** What can be changed about an HTTP source; what was typed outlives a reload. */
export function HttpSettings(props: SourceSettingsProps) {
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <>
      <SettingsForm {...props} onSecret={setSecret} />
      <SecretCard source={props.source} secret={secret} onSecret={setSecret} />
    </>
  );
}

function SettingsForm(props: SourceSettingsProps & { onSecret: (secret: string) => void }) {
  const { stored, logTypeOptions, onSecret } = props;
  const answer = stored.answer as HttpSource;
  const saved = savedSourceOf(answer);
  const refresh = useRefresh();
  const toast = useToast();
  const form = useForm<HttpSourceDraft, Awaited<ReturnType<typeof saveHttpSource>>>({
    name: `telltale:http-source:${saved.id}`,
    stored: { draft: draftOf(answer), etag: stored.etag },
    parse: parseDraft,
    forKeeping: withoutSecret,
    read: (current) => draftOf(current as HttpSource),
    check: async (draft) => (await import("./http-mistakes.ts")).mistakesOf(draft),
    save: (draft, ifMatch) => saveHttpSource(saved, draft, ifMatch),
    onSaved: ({ answer: now, etag, madeSecret }) => {
      if (madeSecret) onSecret(madeSecret);
      toast({ title: "Saved", description: "The next request is held against the new settings." });
      void refresh();
      return { draft: draftOf(now), etag };
    },
  });
  const { draft, change: onChange, errors } = form;
  const hasSecret = saved.secretOf === draft.authMethod;
  return (
    <Card title="Settings">
      <form ref={form.form} onSubmit={form.submit} noValidate>
        <HttpSourceFields draft={draft} onChange={onChange} errors={errors} logTypeOptions={logTypeOptions} />
        <HttpAuthFields draft={draft} onChange={onChange} errors={errors} hasSecret={hasSecret} />
        <OtherChanges
          fields={form.others}
          labels={draftLabels}
          onKeepMine={form.keepMine}
          onTakeTheirs={form.takeTheirs}
        />
        {form.failure && (
          <Banner
            tone="fail"
            role="alert"
            title={form.failure.isRefused ? "The settings were not saved" : "No answer to this came"}
          >
            {form.failure.message}
          </Banner>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant="primary" isPending={form.isPending} disabled={!form.isChanged}>
            Save changes
          </Button>
          {form.isChanged && (
            <Button variant="quiet" onClick={form.discard}>
              Discard
            </Button>
          )}
          <span role="status" className="text-ink-3 text-small">
            {form.isChanged && !form.isPending ? "Not saved yet" : ""}
          </span>
        </div>
      </form>
    </Card>
  );
}
