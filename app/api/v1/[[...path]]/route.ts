import { operations } from "#app/api/v1/operations.ts";
import { createRouter } from "#lib/api/route-request.ts";
import { requireSameOrigin } from "#lib/api/same-origin.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { actorOfToken } from "#lib/auth/api-tokens.ts";
import { sessionActor } from "#lib/auth/session.ts";

async function authenticate(request: Request): Promise<Actor | null> {
  const token = request.headers.get("x-api-key");
  if (token !== null) return actorOfToken(token, new Date());
  const actor = await sessionActor();
  if (actor) requireSameOrigin(request, "A signed-in session may write only from the console's own pages");
  return actor;
}

const router = createRouter(operations, authenticate);

function handle(request: Request): Promise<Response> {
  return router(request, new URL(request.url).pathname.replace(/^\/api\/v1/, "") || "/");
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
