"use client";

import { Banner } from "#components/ui/banner.tsx";
import { Field } from "#components/ui/field.tsx";
import { OptionCards } from "#components/ui/option-cards.tsx";
import { PasswordInput } from "#components/ui/password-input.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextInput } from "#components/ui/text-input.tsx";
import type { FieldErrors } from "#components/ui/use-form-errors.ts";
import type { AuthField, AuthSecret } from "#lib/log-source-kinds/auth-methods/define-auth-method.ts";
import { type AuthMethodName, authMethod, authMethods } from "#lib/log-source-kinds/auth-methods/registry.ts";
import { type HttpSourceDraft, withMethod } from "./http-source-draft.ts";

interface HttpAuthFieldsProps {
  draft: HttpSourceDraft;
  onChange: (change: Partial<HttpSourceDraft>, path: string) => void;
  errors: FieldErrors;
  /** The saved source has a secret for this method, which stays unless another is typed. */
  hasSecret: boolean;
}

/** How senders prove who they are. */
export function HttpAuthFields({ draft, onChange, errors, hasSecret }: HttpAuthFieldsProps) {
  const method = authMethod(draft.authMethod);
  return (
    <>
      <Field label="Authentication" as="group" error={errors.authMethod}>
        <OptionCards
          label="Authentication"
          value={draft.authMethod}
          onChange={(value) => onChange(withMethod(value as AuthMethodName), "authMethod")}
          options={authMethods.map(({ method: value, label, text }) => ({ value, title: label, text }))}
        />
      </Field>
      {method.fields.map((field) => (
        <SettingField
          key={`${draft.authMethod} ${field.path}`}
          field={field}
          value={draft[field.path]}
          error={errors[field.path]}
          onChange={(value) => onChange({ [field.path]: value }, field.path)}
        />
      ))}
      {method.secret ? (
        <SecretFields
          secret={method.secret}
          draft={draft}
          error={errors[method.secret.path]}
          onChange={onChange}
          hasSecret={hasSecret}
        />
      ) : (
        <Banner tone="warn" title="Anyone who knows the address can send events to this source">
          They would be stored and counted as if they came from your system.
        </Banner>
      )}
    </>
  );
}

interface SettingFieldProps {
  field: AuthField;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

function SettingField({ field, value, error, onChange }: SettingFieldProps) {
  return (
    <Field label={field.label} help={field.help} error={error} isRequired={field.isRequired}>
      {field.options ? (
        <Select
          name={field.path}
          value={value || field.initial}
          options={field.options}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <TextInput
          isMono
          name={field.path}
          value={value}
          placeholder={field.isRequired ? undefined : field.initial}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

interface SecretFieldsProps extends Omit<HttpAuthFieldsProps, "errors"> {
  secret: AuthSecret;
  error: string | undefined;
}

function SecretFields({ secret, draft, error, onChange, hasSecret }: SecretFieldsProps) {
  const { label, what, path } = secret;
  return (
    <>
      <Field label={label} as="group" error={draft.secretFrom === "own" ? undefined : error}>
        <OptionCards
          label={label}
          value={draft.secretFrom}
          onChange={(value) => onChange({ secretFrom: value as HttpSourceDraft["secretFrom"] }, path)}
          options={[
            hasSecret
              ? { value: "generated", title: `Keep the ${what}`, text: "Senders go on as they are." }
              : { value: "generated", title: "Generate one", text: "Made here from 256 random bits and shown once." },
            {
              value: "own",
              title: hasSecret ? "Set another" : "Use my own",
              text: `For a sender whose ${what} is already set.`,
            },
          ]}
        />
      </Field>
      {draft.secretFrom === "own" && (
        <Field
          label={`Your ${what}`}
          help="Kept sealed and never shown again. It is not kept in this browser either: after a reload type it again."
          error={error}
          isRequired
        >
          <PasswordInput
            what={what}
            name={path}
            value={draft.ownSecret}
            autoComplete="off"
            onChange={(event) => onChange({ ownSecret: event.target.value }, path)}
          />
        </Field>
      )}
    </>
  );
}
