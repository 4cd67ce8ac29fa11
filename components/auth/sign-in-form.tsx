"use client";

import { type FormEvent, useRef, useState } from "react";
import { type SignInOutcome, signInWith } from "#components/shell/credentials.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { PasswordInput } from "#components/ui/password-input.tsx";
import { TextInput } from "#components/ui/text-input.tsx";

const failures: Record<Exclude<SignInOutcome, "in">, { title: string; text: string }> = {
  wrong: {
    title: "E-mail and password do not fit",
    text: "Check both. After ten failures the e-mail is locked for 15 minutes.",
  },
  locked: {
    title: "Too many failed sign-ins",
    text: "This e-mail or this network failed too often. Wait 15 minutes, then try again; the password has not changed.",
  },
  unreachable: { title: "Telltale could not be reached", text: "Nothing is wrong with what you typed. Try again." },
};

/** E-mail and password; on success goes to `returnTo`, a path of this origin. */
export function SignInForm({ returnTo }: { returnTo: string }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const [failure, setFailure] = useState<Exclude<SignInOutcome, "in"> | null>(null);
  const [isPending, setPending] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const focus = (name: string) => form.current?.querySelector<HTMLInputElement>(`[name=${name}]`)?.focus();

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (isPending) return;
    const empty = {
      ...(email.trim() === "" ? { email: "Enter your e-mail address" } : {}),
      ...(password === "" ? { password: "Enter your password" } : {}),
    };
    setMissing(empty);
    setFailure(null);
    if (empty.email) return focus("email");
    if (empty.password) return focus("password");
    setPending(true);
    const outcome = await signInWith(email, password);
    if (outcome === "in") {
      // A full load, so that every page is rendered for the new session.
      window.location.assign(returnTo);
      return;
    }
    setPending(false);
    setFailure(outcome);
    if (outcome === "wrong") {
      setPassword("");
      focus("password");
    }
  }

  return (
    <form ref={form} onSubmit={submit} noValidate>
      {failure && (
        <Banner tone="fail" role="alert" title={failures[failure].title}>
          {failures[failure].text}
        </Banner>
      )}
      <Field label="E-mail" error={missing.email}>
        <TextInput
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
      </Field>
      <Field label="Password" error={missing.password}>
        <PasswordInput
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" isPending={isPending}>
        Sign in
      </Button>
    </form>
  );
}
