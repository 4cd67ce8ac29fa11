import { randomUUID } from "node:crypto";
import { errorResponse, jsonResponse } from "#lib/api/error-response.ts";
import { bodyOf, originOf } from "#lib/api/read-request.ts";
import { requireSameOrigin } from "#lib/api/same-origin.ts";
import { systemActor } from "#lib/auth/actor.ts";
import { createFirstAdmin, firstAdminShape } from "#lib/auth/users.ts";
import { AppError } from "#lib/errors.ts";

/** What is wrong with the form, in the words that stand under its fields. */
function readForm(given: unknown) {
  const form = firstAdminShape.safeParse(given);
  if (form.success) return form.data;
  const [issue] = form.error.issues;
  throw new AppError("invalid", issue?.message ?? "The form could not be read", {
    field: issue?.path.join(".") || undefined,
  });
}

/** First-run set-up: creates the first admin, once. */
export async function POST(request: Request): Promise<Response> {
  const requestId = randomUUID();
  try {
    requireSameOrigin(request, "Set-up is done on this console's own page");
    const context = { actor: systemActor, now: new Date(), requestId, ...originOf(request.headers) };
    await createFirstAdmin(context, readForm(await bodyOf(request)));
    return jsonResponse(201, {}, requestId);
  } catch (error) {
    return errorResponse(error, requestId, { path: "/api/setup" });
  }
}
