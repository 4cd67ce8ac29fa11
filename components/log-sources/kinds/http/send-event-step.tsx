"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { FirstEventPanel, isProven } from "#components/log-sources/first-event-panel.tsx";
import { ReplaceSecretButton } from "#components/log-sources/replace-secret-button.tsx";
import { firstEventKey, useFirstEvent } from "#components/log-sources/use-first-event.ts";
import { callApi } from "#components/shell/api-client.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SecretOnce } from "#components/ui/secret-once.tsx";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import { curlCommand, secretVariable } from "./curl-command.ts";
import { wizardHref } from "./wizard-steps.ts";

interface SendEventStepProps {
  source: LogSourceDetail;
  /** Null once it is not known any more. */
  secret: string | null;
  onSecret: (secret: string) => void;
  sampleLine: string;
}

/** A command that is ready to run, a sample on demand, and what came of the first event. */
export function SendEventStep({ source, secret, onSecret, sampleLine }: SendEventStepProps) {
  const id = source.integrationId;
  const event = useFirstEvent(id);
  const needsSecret = source.auth?.method === "SharedSecret";
  const command = curlCommand({
    ingestUrl: source.ingestUrl ?? "",
    headerKey: needsSecret ? (source.auth?.headerKey ?? null) : null,
    secret,
    line: sampleLine,
  });
  const queryClient = useQueryClient();
  const sample = useMutation({
    mutationFn: () => callApi("POST", `/api/v1/log-sources/http/${id}/sample`),
    onSettled: () => queryClient.invalidateQueries({ queryKey: firstEventKey(id) }),
  });
  const isSecretGone = needsSecret && secret === null;
  return (
    <>
      {secret !== null && needsSecret && (
        <SecretOnce title="Shared secret" secret={secret} what="secret">
          Senders put it into the header <code>{source.auth?.headerKey}</code>.
        </SecretOnce>
      )}
      <h2 className="mb-1.5 text-body">Send this from any machine</h2>
      <CodeBlock text={command} what="command" hasCopy={false} />
      {isSecretGone && (
        <p className="mt-1.5 text-ink-3 text-small">
          The secret is not shown again. Set <code>{secretVariable}</code> in your shell to the one you copied, or
          replace it.
        </p>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        <CopyButton text={command} what="command" hasLabel />
        <Button onClick={() => sample.mutate()} isPending={sample.isPending}>
          <Play size={16} aria-hidden="true" />
          Send a sample event for me
        </Button>
        {isSecretGone && <ReplaceSecretButton source={source} onSecret={onSecret} />}
      </div>
      {sample.error && (
        <Banner tone="fail" role="alert" title="The sample was refused" className="mt-3 mb-0">
          {sample.error.message}
        </Banner>
      )}
      <FirstEventPanel event={event.data} />
      {event.error && (
        <p className="-mt-2 mb-4 text-small text-warn-ink">Not up to date: {event.error.message} Trying again.</p>
      )}
      <div className="flex flex-wrap gap-2">
        <LinkButton variant={isProven(event.data) ? "primary" : "secondary"} href={wizardHref("done", id)}>
          {event.data?.received ? "Continue" : "Continue without an event"}
        </LinkButton>
        <LinkButton variant="quiet" href={wizardHref("authentication", id)}>
          Back
        </LinkButton>
      </div>
    </>
  );
}
