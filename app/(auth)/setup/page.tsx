import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SetupForm } from "#components/auth/setup-form.tsx";
import { passwordMinLength } from "#lib/auth/schema.ts";
import { isFirstRun } from "#lib/auth/users.ts";

export const metadata: Metadata = { title: "Set up" };

export default async function SetupPage() {
  if (!(await isFirstRun())) redirect("/");
  return (
    <>
      <h1>Set up Telltale</h1>
      <p className="mt-1.5 mb-5 text-ink-2">
        You are the first one here. Create the first admin; there is no default password, and nobody else can sign in
        until you are done.
      </p>
      <SetupForm passwordMinLength={passwordMinLength} />
    </>
  );
}
