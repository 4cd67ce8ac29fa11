/** Calls operations of the REST API by way of the real router, without HTTP. */
import type { Operation } from "#lib/api/define-operation.ts";
import { createRouter } from "#lib/api/route-request.ts";
import type { Actor } from "#lib/auth/actor.ts";

export interface Answer {
  status: number;
  contentType: string | null;
  /** `x-request-id`. */
  requestId: string | null;
  /** The parsed body; null when there is none. */
  json: ReturnType<typeof JSON.parse>;
}

/** @param actor who calls, asked at each call. */
export function apiCaller(operations: readonly Operation[], actor: () => Actor) {
  const route = createRouter(operations, async () => actor());
  return async function call(method: string, path: string, body?: unknown): Promise<Answer> {
    const url = new URL(path, "http://telltale.test");
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await route(new Request(url, init), url.pathname);
    const text = await response.text();
    return {
      status: response.status,
      contentType: response.headers.get("content-type"),
      requestId: response.headers.get("x-request-id"),
      json: text ? JSON.parse(text) : null,
    };
  };
}
