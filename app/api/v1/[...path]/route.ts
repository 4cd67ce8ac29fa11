import { operations } from "#app/api/v1/operations.ts";
import { createRouter } from "#lib/api/route-request.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { actorOfToken } from "#lib/auth/api-tokens.ts";
import { sessionActor } from "#lib/auth/session.ts";
import { publicUrl } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

const safeMethods = new Set(["GET", "HEAD"]);

/** A cookie alone may write only from our own pages: a browser sends Origin or Sec-Fetch-Site on every write. */
function requireSameOrigin(request: Request): void {
  if (safeMethods.has(request.method)) return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const host = request.headers.get("host");
  const isOurs = origin !== null && URL.canParse(origin) && (origin === publicUrl() || new URL(origin).host === host);
  const isOwn = site === "same-origin" || (site === null && isOurs);
  if (!isOwn) throw new AppError("forbidden", "A signed-in session may write only from the console's own pages");
}

async function authenticate(request: Request): Promise<Actor | null> {
  const token = request.headers.get("x-api-key");
  if (token !== null) return actorOfToken(token, new Date());
  const actor = await sessionActor();
  if (actor) requireSameOrigin(request);
  return actor;
}

const router = createRouter(operations, authenticate);

function handle(request: Request): Promise<Response> {
  return router(request, new URL(request.url).pathname.replace(/^\/api\/v1/, ""));
}

export { handle as DELETE, handle as GET, handle as PATCH, handle as POST, handle as PUT };
