import { sessionActor } from "#lib/auth/session.ts";

export const dynamic = "force-dynamic";

/** What an open page asks before it reads itself again: that this is Telltale, its database answers, and who asks is still signed in. */
export async function GET(): Promise<Response> {
  const actor = await sessionActor();
  return Response.json({ isSignedIn: actor !== null }, { headers: { "cache-control": "no-store" } });
}
