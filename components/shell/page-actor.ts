import "server-only";
import { redirect } from "next/navigation";
import { sessionActor } from "#lib/auth/session.ts";
import { isFirstRun } from "#lib/auth/users.ts";

export type SearchParams = Record<string, string | string[] | undefined>;

/** The query of a page as text, with its question mark; "" when it has none. */
export function searchText(search: SearchParams): string {
  const pairs = Object.entries(search).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : value === undefined ? [] : [value]).map((one) => [name, one] as [string, string]),
  );
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : "";
}

/**
 * Who looks at this page. Without a session it goes to sign-in, and from there back to `path`; before anybody was set
 * up, to first-run set-up. Each page of the console calls it first.
 */
export async function pageActor(path: string, search: SearchParams = {}) {
  const actor = await sessionActor();
  if (actor) return actor;
  if (await isFirstRun()) redirect("/setup");
  redirect(`/sign-in?${new URLSearchParams({ callbackUrl: path + searchText(search) })}`);
}
