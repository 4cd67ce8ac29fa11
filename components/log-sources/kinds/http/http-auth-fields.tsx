"use client";

import { Banner } from "#components/ui/banner.tsx";
import { Field } from "#components/ui/field.tsx";
import { OptionCards } from "#components/ui/option-cards.tsx";
import { PasswordInput } from "#components/ui/password-input.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { FieldErrors } from "#components/ui/use-form-errors.ts";
import type { DraftAuthMethod, HttpSourceDraft } from "./http-source-draft.ts";

interface HttpAuthFieldsProps {
  draft: HttpSourceDraft;
  onChange: (change: Partial<HttpSourceDraft>, path: string) => void;
  errors: FieldErrors;
  /** The saved source has a secret, which stays unless another is typed. */
  hasSecret: boolean;
}

/** How senders prove who they are. */
export function HttpAuthFields({ draft, onChange, errors, hasSecret }: HttpAuthFieldsProps) {
  return (
    <>
      <Field label="Authentication" as="group" error={errors.authMethod}>
        <OptionCards
          label="Authentication"
          value={draft.authMethod}
          onChange={(value) => onChange({ authMethod: value as DraftAuthMethod }, "authMethod")}
          options={[
            {
              value: "SharedSecret",
              title: "Shared secret",
              text: "The sender puts a secret into a header of each request.",
            },
            { value: "None", title: "None", text: "Any request is taken. For tests and closed networks." },
          ]}
        />
      </Field>
      {draft.authMethod === "None" ? (
        <Banner tone="warn" title="Anyone who knows the address can send events to this source">
          They would be stored and counted as if they came from your system.
        </Banner>
      ) : (
        <>
          <Field label="Header" help="The header that carries the secret." error={errors.authHeaderKey} isRequired>
            <TextInput
              isMono
              name="authHeaderKey"
              value={draft.authHeaderKey}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => onChange({ authHeaderKey: event.target.value }, "authHeaderKey")}
            />
          </Field>
          <Field label="Secret" as="group" error={draft.secretFrom === "own" ? undefined : errors.authSecretValue}>
            <OptionCards
              label="Secret"
              value={draft.secretFrom}
              onChange={(value) => onChange({ secretFrom: value as HttpSourceDraft["secretFrom"] }, "authSecretValue")}
              options={[
                hasSecret
                  ? { value: "generated", title: "Keep the secret", text: "Senders go on as they are." }
                  : {
                      value: "generated",
                      title: "Generate one",
                      text: "Made here from 256 random bits and shown once.",
                    },
                {
                  value: "own",
                  title: hasSecret ? "Set another" : "Use my own",
                  text: "For a sender whose secret is already set.",
                },
              ]}
            />
          </Field>
          {draft.secretFrom === "own" && (
            <Field
              label="Your secret"
              help="Kept sealed and never shown again. It is not kept in this browser either: after a reload type it again."
              error={errors.authSecretValue}
              isRequired
            >
              <PasswordInput
                what="secret"
                name="authSecretValue"
                value={draft.ownSecret}
                autoComplete="off"
                onChange={(event) => onChange({ ownSecret: event.target.value }, "authSecretValue")}
              />
            </Field>
          )}
        </>
      )}
    </>
  );
}
