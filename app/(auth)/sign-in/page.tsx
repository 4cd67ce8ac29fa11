import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "#components/auth/sign-in-form.tsx";
import { returnPath } from "#components/shell/return-path.ts";
import { sessionActor } from "#lib/auth/session.ts";
import { isFirstRun } from "#lib/auth/users.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function SignInPage(props: { searchParams: Promise<{ callbackUrl?: string | string[] }> }) {
  const { callbackUrl } = await props.searchParams;
  const path = returnPath(callbackUrl);
  if (await sessionActor()) redirect(path);
  if (await isFirstRun()) redirect("/setup");
  return (
    <>
      <h1 className="mb-5">Sign in</h1>
      <SignInForm returnTo={path} />
    </>
  );
}
