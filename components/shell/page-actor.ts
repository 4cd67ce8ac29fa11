import "server-only";
import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import type { Permission } from "#lib/auth/schema.ts";
import { sessionActor } from "#lib/auth/session.ts";
import { isFirstRun } from "#lib/auth/users.ts";
import { pathHeader } from "./path-header.ts";

/** What a page of Next is given of its query. */
export type SearchParams = Record<string, string | string[] | undefined>;

/**
 * Who looks at this page. Without a session it goes to sign-in, and from there back to this page; before anybody was
 * set up, to first-run set-up. The layout of the console and each of its pages call it first.
 * @param needs what the page cannot do without; who lacks it is told so in the page's place.
 */
export async function pageActor(...needs: Permission[]) {
  const actor = await sessionActor();
  if (actor && needs.some((permission) => !actor.permissions.has(permission))) forbidden();
  if (actor) return actor;
  if (await isFirstRun()) redirect("/setup");
  const callbackUrl = (await headers()).get(pathHeader) ?? "/";
  redirect(`/sign-in?${new URLSearchParams({ callbackUrl })}`);
}
