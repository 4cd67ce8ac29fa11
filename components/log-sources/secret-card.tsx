"use client";

import { Card } from "#components/ui/card.tsx";
import { SecretOnce } from "#components/ui/secret-once.tsx";
import { authMethod } from "#lib/log-source-kinds/auth-methods/registry.ts";
import { settingsOf } from "#lib/log-source-kinds/curl-command.ts";
import type { LogSourceDetail } from "#lib/log-sources/schema.ts";
import { Instruction } from "./instruction.tsx";
import { ReplaceSecretButton } from "./replace-secret-button.tsx";

interface SecretCardProps {
  source: LogSourceDetail;
  /** One that was made a moment ago; null when it is not known any more. */
  secret: string | null;
  onSecret: (secret: string) => void;
}

/** The secret of a source whose senders need one: what it is for, and another one. */
export function SecretCard({ source, secret, onSecret }: SecretCardProps) {
  const { auth } = source;
  const method = auth && authMethod(auth.method);
  if (!auth || !method?.secret) return null;
  const { label, what } = method.secret;
  return (
    <>
      {secret && (
        <SecretOnce title={`New ${label.toLowerCase()}`} secret={secret} what={what}>
          <Instruction text={method.instruction(settingsOf(auth))} /> The {what} before it no longer works.
        </SecretOnce>
      )}
      <Card title={label}>
        <p className="mb-3 text-ink-2">
          <Instruction text={method.instruction(settingsOf(auth))} /> It is kept sealed and never shown again. Replace
          it when it may have been seen, or when it was lost.
        </p>
        <ReplaceSecretButton source={source} onSecret={onSecret} />
      </Card>
    </>
  );
}
