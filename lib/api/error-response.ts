import "server-only";
import { AppError } from "#lib/errors.ts";
import { logger } from "#lib/logger.ts";

/** A JSON answer; `body` is left out of a 204. Every answer carries the request's id. */
export function jsonResponse(
  status: number,
  body: unknown,
  requestId: string,
  headers: Record<string, string> = {},
): Response {
  const text = body === undefined || status === 204 ? null : JSON.stringify(body);
  // A 204 carries the content type as well: a client that reads every answer as JSON takes it as applied.
  return new Response(text, {
    status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      "x-request-id": requestId,
      ...headers,
    },
  });
}

/**
 * The answer to whatever was thrown: `{"message"}`, with the field at fault as `field` where there is one, and for a thing that was
 * changed in between as it is by now as `current`. What is not the caller's fault is logged and answered with the request id.
 * @param about what the log says of the request.
 */
export function errorResponse(error: unknown, requestId: string, about: Record<string, unknown>): Response {
  if (error instanceof AppError) {
    const { message, field, current } = error;
    const headers: Record<string, string> = current?.etag ? { etag: current.etag } : {};
    return jsonResponse(error.status, { message, field, current: current?.thing }, requestId, headers);
  }
  if (error instanceof URIError) {
    return jsonResponse(400, { message: "path: is not valid percent-encoding" }, requestId);
  }
  logger.error({ requestId, err: error, ...about }, "request failed");
  return jsonResponse(500, { message: `Something failed on our side. Request id ${requestId}`, requestId }, requestId);
}
