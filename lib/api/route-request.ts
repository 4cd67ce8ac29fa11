import "server-only";
import { randomUUID } from "node:crypto";
import type { Actor } from "#lib/auth/actor.ts";
import { requirePermission } from "#lib/auth/actor.ts";
import { AppError } from "#lib/errors.ts";
import { etagOf } from "#lib/etag.ts";
import type { Operation, OperationContext } from "./define-operation.ts";
import { errorResponse, jsonResponse } from "./error-response.ts";
import { idempotencyKeyOf, KeyedRequest } from "./idempotency.ts";
import { comparesVersions, creates } from "./implied-errors.ts";
import { readQuery } from "./read-query.ts";
import { bodyOf, ifMatchOf, originOf, parse, refuseUnstorable } from "./read-request.ts";

interface Route {
  operation: Operation;
  pattern: RegExp;
  names: string[];
}

function toRoute(operation: Operation): Route {
  const names: string[] = [];
  const source = operation.path
    .split("/")
    .map((segment) => {
      const name = /^\{(\w+)\}$/.exec(segment)?.[1];
      if (!name) return segment;
      names.push(name);
      return "([^/]+)";
    })
    .join("/");
  return { operation, pattern: new RegExp(`^${source}$`), names };
}

function paramsOf({ pattern, names }: Route, path: string): Record<string, string> {
  const values = pattern.exec(path)?.slice(1) ?? [];
  return Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(values[at] ?? "")]));
}

/** A path is there only when the shape of its parameters takes it: `/log-sources/s3` is no source's. */
function fits(route: Route, path: string): boolean {
  if (!route.pattern.test(path)) return false;
  const { params } = route.operation;
  return params === undefined || params.safeParse(paramsOf(route, path)).success;
}

/**
 * What a method and a path stand for; undefined when no operation has them.
 * @tests
 */
export function findOperation<O extends Operation>(
  operations: readonly O[],
  method: string,
  path: string,
): O | undefined {
  return operations.find((operation) => operation.method === method && fits(toRoute(operation), path));
}

function success(
  operation: Operation,
  result: unknown,
  requestId: string,
  headers: Record<string, string> = {},
): Response {
  const etag: Record<string, string> = operation.version ? { etag: etagOf(operation.version(result)) } : {};
  return jsonResponse(operation.status, result, requestId, { ...headers, ...etag });
}

/** What turns a request into an actor: an API token in X-API-Key, or the console's session. Null means neither. */
export type Authenticate = (request: Request) => Promise<Actor | null>;

/**
 * Answers a request below /api/v1 with the operation that fits. Errors are `{"message"}`, with the field at fault
 * as `field` where there is one; what is not the caller's fault is logged and answered with a request id.
 * @param path the path below the mount, starting with a slash.
 */
export function createRouter(operations: readonly Operation[], authenticate: Authenticate) {
  const routes = operations.map(toRoute);

  async function answer(request: Request, path: string, requestId: string): Promise<Response> {
    const actor = await authenticate(request);
    if (!actor) throw new AppError("unauthenticated", "Send an API token in the header X-API-Key, or sign in");
    const fitting = routes.filter((candidate) => fits(candidate, path));
    // A HEAD is a GET whose body the server leaves out (RFC 9110 9.3.2).
    const method = request.method === "HEAD" ? "GET" : request.method;
    const route = fitting.find((candidate) => candidate.operation.method === method);
    if (!route) {
      if (fitting.length === 0) throw new AppError("not-found", `There is no ${path} in this API`);
      const allow = fitting.map((candidate) => candidate.operation.method).join(", ");
      return jsonResponse(405, { message: `${request.method} is not allowed on ${path}; ${allow} is` }, requestId, {
        allow,
      });
    }
    const { operation } = route;
    if (operation.permission) requirePermission(actor, operation.permission);
    const params = paramsOf(route, path);
    const query = readQuery(new URL(request.url), operation.query);
    const body = operation.body ? await bodyOf(request) : undefined;
    for (const part of [params, query, body]) refuseUnstorable(part);
    const input = {
      params: parse(operation.params, params, "path"),
      query: parse(operation.query, query, "query"),
      body: operation.body ? parse(operation.body, body, "body") : undefined,
    };
    const now = new Date();
    const context: OperationContext = {
      actor,
      now,
      requestId,
      ...originOf(request.headers),
      ifMatch: ifMatchOf(request, comparesVersions(operation)),
      once: null,
    };
    const key = creates(operation) ? idempotencyKeyOf(request) : null;
    if (key === null) return success(operation, await operation.run(input, context), requestId);
    const keyed = new KeyedRequest(actor, now, key, [operation.method, path, query, body]);
    const { answer: made, isReplayed } = await keyed.answer((once) => operation.run(input, { ...context, once }));
    return success(operation, made, requestId, isReplayed ? { "idempotency-replayed": "true" } : {});
  }

  return async function route(request: Request, path: string): Promise<Response> {
    const requestId = randomUUID();
    try {
      return await answer(request, path, requestId);
    } catch (error) {
      return errorResponse(error, requestId, { method: request.method, path });
    }
  };
}
