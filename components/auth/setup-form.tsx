"use client";

import { type FormEvent, useRef, useState } from "react";
import { ApiError } from "#components/shell/api-error.ts";
import { signInWith } from "#components/shell/credentials.ts";
import { isRefusal } from "#components/shell/failure-words.ts";
import { sendRequest } from "#components/shell/send-request.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PasswordInput } from "#components/ui/password-input.tsx";
import { TextInput } from "#components/ui/text-input.tsx";

type FieldName = "name" | "email" | "password";
const fieldNames: readonly string[] = ["name", "email", "password"] satisfies FieldName[];

interface SetupFailure {
  /** The one at fault. */
  field?: string | undefined;
  title: string;
  message: string;
  /** There is an admin: signing in is what is left to do. */
  isSetUp: boolean;
}

const notSignedIn: SetupFailure = {
  title: "The admin was created",
  message: "Signing in was not answered. Sign in once Telltale can be reached.",
  isSetUp: true,
};

/** A refusal made nobody; of what was not answered nothing is known. */
function failureOf(error: ApiError): SetupFailure {
  return {
    field: fieldNames.find((name) => name === error.field),
    title: isRefusal(error) ? "The admin was not created" : "No answer to this came",
    message: error.message,
    isSetUp: error.status === 409,
  };
}

/** Creates the first admin and signs in. */
export function SetupForm({ passwordMinLength }: { passwordMinLength: number }) {
  const [values, setValues] = useState({ name: "", email: "", password: "" });
  const [error, setError] = useState<SetupFailure | null>(null);
  const [isPending, setPending] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const errorOf = (field: FieldName) => (error?.field === field ? error.message : undefined);
  const set = (field: FieldName) => (event: { target: { value: string } }) => {
    setValues((before) => ({ ...before, [field]: event.target.value }));
    if (error?.field === field) setError(null);
  };

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isPending) return;
    setPending(true);
    setError(null);
    try {
      await sendRequest("POST", "/api/setup", { body: values });
      const outcome = await signInWith(values.email, values.password);
      if (outcome !== "unreachable") return window.location.assign(outcome === "in" ? "/" : "/sign-in");
      setPending(false);
      setError(notSignedIn);
    } catch (caught) {
      setPending(false);
      if (!(caught instanceof ApiError)) throw caught;
      const failure = failureOf(caught);
      setError(failure);
      const { field } = failure;
      if (field) form.current?.querySelector<HTMLInputElement>(`[name=${field}]`)?.focus();
    }
  }

  return (
    <form ref={form} onSubmit={submit} noValidate>
      {error && !error.field && (
        <Banner
          tone="fail"
          role="alert"
          title={error.title}
          action={error.isSetUp && <LinkButton href="/sign-in">Sign in</LinkButton>}
        >
          {error.message}
        </Banner>
      )}
      <Field label="Name" error={errorOf("name")}>
        <TextInput name="name" autoComplete="name" autoFocus value={values.name} onChange={set("name")} />
      </Field>
      <Field label="E-mail" error={errorOf("email")} help="You sign in with it. Nothing is sent to it.">
        <TextInput name="email" type="email" autoComplete="username" value={values.email} onChange={set("email")} />
      </Field>
      <Field
        label="Password"
        error={errorOf("password")}
        help={`At least ${passwordMinLength} characters. A sentence is easier to remember than symbols.`}
      >
        <PasswordInput name="password" autoComplete="new-password" value={values.password} onChange={set("password")} />
      </Field>
      <Button type="submit" variant="primary" isPending={isPending}>
        Create admin and sign in
      </Button>
    </form>
  );
}
