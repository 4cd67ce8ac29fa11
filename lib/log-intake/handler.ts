import "server-only";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type IntakeAnswer, intakeLimits, receive } from "./receive.ts";

const httpPath = /^\/api\/ingest\/http\/([^/]+)\/?$/;
/** How long the rest of a refused body is read and dropped, so that its sender can read the answer before the connection closes. */
const lingerMs = 10_000;

/** Whether a request's path belongs to the intake. */
export function isIntakePath(path: string): boolean {
  return path.startsWith("/api/ingest/");
}

/** The source's id in a path of the HTTP intake, or null. */
export function sourceIdOf(path: string): string | null {
  const found = httpPath.exec(path)?.[1];
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return null;
  }
}

function write(response: ServerResponse, request: IncomingMessage, given: IntakeAnswer): void {
  if (response.destroyed) return;
  const isStillSending = given.isBodyUnread && !request.complete;
  const headers: Record<string, string | number> = {
    ...given.headers,
    "content-length": Buffer.byteLength(given.body),
  };
  if (isStillSending) headers.connection = "close";
  response.writeHead(given.status, headers);
  response.end(given.body);
  if (!isStillSending || request.destroyed) return;
  const timer = setTimeout(() => request.destroy(), lingerMs);
  request.once("close", () => clearTimeout(timer));
  request.on("error", () => {});
  request.resume();
}

/** The body's parts; unlike the stream's own iterator it leaves the request open when the reader stops early. */
function partsOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  return request.iterator({ destroyOnReturn: false });
}

/**
 * The intake over Node's own request and response, mounted ahead of Next on the same port. Reads nothing of a body before
 * its sender was checked. Never rejects.
 * @param onBatch called with the source's id after a batch was committed; must return at once.
 */
export function createIntakeHandler(
  onBatch: (sourceId: string) => void,
  limits = intakeLimits(),
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const path = (request.url ?? "/").replace(/[?#].*$/s, "");
    const sourceId = sourceIdOf(path);
    if (sourceId === null) {
      const body = JSON.stringify({
        message: `There is nothing at ${path.slice(0, 200)}; senders POST to /api/ingest/http/ID`,
      });
      write(response, request, {
        status: 404,
        headers: { "content-type": "application/json" },
        body,
        isBodyUnread: true,
      });
      return;
    }
    const header = (name: string) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(", ") : value;
    };
    const given = await receive(
      {
        method: request.method ?? "GET",
        sourceId,
        header,
        body: partsOf(request),
        remoteAddress: request.socket.remoteAddress ?? "an unknown address",
      },
      { onBatch, limits },
    );
    write(response, request, given);
  };
}
