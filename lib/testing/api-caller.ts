/**
 * Calls operations of the REST API by way of the real router, without HTTP. Each answer is held against its operation: one
 * that says more, less or something else than `response` and `errors` fails the test that received it.
 */
import type { Operation } from "#lib/api/define-operation.ts";
import { createRouter, findOperation } from "#lib/api/route-request.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { holdToContract } from "./hold-to-contract.ts";

export interface Answer {
  status: number;
  contentType: string | null;
  /** `x-request-id`. */
  requestId: string | null;
  headers: Headers;
  /** The parsed body; null when there is none. */
  json: ReturnType<typeof JSON.parse>;
}

/**
 * @param actor who calls, asked at each call.
 * @returns a caller; a body that is a text is sent as it is, any other as JSON.
 */
export function apiCaller(operations: readonly Operation[], actor: () => Actor) {
  const route = createRouter(operations, async () => actor());
  return async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const url = new URL(path, "http://telltale.test");
    const init = {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    };
    const response = await route(new Request(url, init), url.pathname);
    const text = await response.text();
    const json = text ? JSON.parse(text) : null;
    const operation = findOperation(operations, method, url.pathname);
    if (operation) holdToContract(operation, response.status, json);
    return {
      status: response.status,
      contentType: response.headers.get("content-type"),
      requestId: response.headers.get("x-request-id"),
      headers: response.headers,
      json,
    };
  };
}
