import { randomUUID } from "node:crypto";
import { createFirstAdmin, firstAdminShape } from "#lib/auth/users.ts";
import { publicUrl } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { logger } from "#lib/logger.ts";

/** A browser names the page that writes; only our own may create the first admin. */
function isFromOurPages(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = request.headers.get("origin");
  return (
    origin !== null &&
    (origin === publicUrl() || (URL.canParse(origin) && new URL(origin).host === request.headers.get("host")))
  );
}

function refuse(status: number, message: string, extra: Record<string, string | undefined> = {}): Response {
  return Response.json({ message, ...extra }, { status, headers: { "cache-control": "no-store" } });
}

/** First-run set-up: creates the first admin, once. */
export async function POST(request: Request): Promise<Response> {
  if (!isFromOurPages(request)) return refuse(403, "Set-up is done on this console's own page");
  const given = firstAdminShape.safeParse(await request.json().catch(() => null));
  if (!given.success) {
    const issue = given.error.issues[0];
    const field = issue?.path.join(".") || undefined;
    return refuse(400, issue?.message ?? "The form could not be read", { field });
  }
  try {
    await createFirstAdmin(given.data);
    return Response.json({}, { status: 201 });
  } catch (error) {
    if (error instanceof AppError) return refuse(error.status, error.message, { field: error.field });
    const requestId = randomUUID();
    logger.error({ requestId, err: error }, "first-run set-up failed");
    return refuse(500, `Something failed on our side. Request id ${requestId}`, { requestId });
  }
}
