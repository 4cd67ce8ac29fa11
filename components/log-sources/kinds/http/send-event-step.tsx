"use client";

import { useQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { FirstCommand } from "#components/log-sources/first-command.tsx";
import { FirstEventPanel, isProven } from "#components/log-sources/first-event-panel.tsx";
import { Instruction } from "#components/log-sources/instruction.tsx";
import { sourceQueries } from "#components/log-sources/queries.ts";
import { ReplaceSecretButton } from "#components/log-sources/replace-secret-button.tsx";

import { useOperation } from "#components/shell/use-operation.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SecretOnce } from "#components/ui/secret-once.tsx";
import { authMethod } from "#lib/log-source-kinds/auth-methods/registry.ts";
import { settingsOf } from "#lib/log-source-kinds/curl-command.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import { wizardHref } from "./wizard-steps.ts";

interface SendEventStepProps {
  source: LogSourceDetail;
  /** One that was made a moment ago; null when it is not known any more. */
  secret: string | null;
  onSecret: (secret: string) => void;
  sampleLine: string;
}

/** A command that is ready to run, a sample on demand, and what came of the first event. */
export function SendEventStep({ source, secret, onSecret, sampleLine }: SendEventStepProps) {
  const id = source.integrationId;
  const event = useQuery(sourceQueries.firstEvent(id));
  const sample = useOperation("POST /log-sources/http/{id}/sample");
  const { auth } = source;
  const method = auth && authMethod(auth.method);
  return (
    <>
      {auth && method?.secret && secret !== null && (
        <SecretOnce title={method.secret.label} secret={secret} what={method.secret.what}>
          <Instruction text={method.instruction(settingsOf(auth))} />
        </SecretOnce>
      )}
      <h3 className="mb-1.5">Send this from any machine</h3>
      <FirstCommand source={source} secret={secret} sampleLine={sampleLine} />
      <div className="mt-3 flex flex-wrap gap-2">
        <Button onClick={() => void sample.run({ params: { id } })} isPending={sample.isPending}>
          <Play size={16} aria-hidden="true" />
          Send a sample event for me
        </Button>
        {method?.secret && secret === null && <ReplaceSecretButton source={source} onSecret={onSecret} />}
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
