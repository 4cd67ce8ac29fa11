import "server-only";
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Actor } from "#lib/auth/actor.ts";
import { requirePermission } from "#lib/auth/actor.ts";
import { AppError } from "#lib/errors.ts";
import { logger } from "#lib/logger.ts";
import type { Operation } from "./define-operation.ts";

const maxBodyBytes = 1024 * 1024;
const maxBodyDepth = 100;

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

function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  const text = body === undefined || status === 204 ? null : JSON.stringify(body);
  // A 204 carries the content type as well: a client that reads every answer as JSON takes it as applied.
  return new Response(text, {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });
}

function parse(shape: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!shape) return undefined;
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".");
  const extra = result.error.issues.length - 1;
  const more = extra > 0 ? ` (and ${extra} more)` : "";
  throw new AppError("invalid", `${field || where}: ${issue?.message}${more}`, { field: field || undefined });
}

function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(name);
    query[name] = values.length > 1 ? values : (values[0] ?? "");
  }
  return query;
}

async function bodyOf(request: Request): Promise<unknown> {
  const declared = Number(request.headers.get("content-length") ?? 0);
  const text = declared > maxBodyBytes ? null : await request.text();
  if (text === null || text.length > maxBodyBytes) {
    throw new AppError("too-large", `body: at most ${maxBodyBytes} bytes`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("invalid", "body: must be JSON", { cause: error });
  }
}

/**
 * Refuses what no operation has a use for: NUL, which PostgreSQL holds in no text, and nesting that only an attack has.
 * Goes through the value without recursion, so that nesting cannot exhaust the stack.
 */
function refuseUnstorable(value: unknown): void {
  const open: { value: unknown; path: string; depth: number }[] = [{ value, path: "", depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value: item, path, depth } = next;
    if (typeof item === "string" && item.includes("\0")) {
      throw new AppError("invalid", `${path || "body"}: must not hold the character NUL`, { field: path || undefined });
    }
    if (typeof item !== "object" || item === null) continue;
    if (depth >= maxBodyDepth) throw new AppError("invalid", `body: at most ${maxBodyDepth} levels of nesting`);
    for (const [key, inner] of Object.entries(item)) {
      const below = path === "" ? key : `${path}.${key}`;
      if (key.includes("\0")) {
        throw new AppError("invalid", `${path || "body"}: a name must not hold the character NUL`, {
          field: path || undefined,
        });
      }
      open.push({ value: inner, path: below, depth: depth + 1 });
    }
  }
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

  async function answer(request: Request, path: string): Promise<Response> {
    const url = new URL(request.url);
    const actor = await authenticate(request);
    if (!actor) throw new AppError("unauthenticated", "Send an API token in the header X-API-Key, or sign in");
    const fitting = routes.filter((route) => route.pattern.test(path));
    const route = fitting.find((candidate) => candidate.operation.method === request.method);
    if (!route) {
      if (fitting.length === 0) throw new AppError("not-found", `There is no ${path} in this API`);
      const allow = fitting.map((candidate) => candidate.operation.method).join(", ");
      return json(405, { message: `${request.method} is not allowed on ${path}; ${allow} is` }, { allow });
    }
    const { operation, pattern, names } = route;
    if (operation.permission) requirePermission(actor, operation.permission);
    const values = pattern.exec(path)?.slice(1) ?? [];
    const params = Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(values[at] ?? "")]));
    const query = queryOf(url);
    const body = operation.body ? await bodyOf(request) : undefined;
    for (const part of [params, query, body]) refuseUnstorable(part);
    const result = await operation.run({
      actor,
      params: parse(operation.params, params, "path"),
      query: parse(operation.query, query, "query"),
      body: operation.body ? parse(operation.body, body, "body") : undefined,
    });
    return json(operation.status, result);
  }

  return async function route(request: Request, path: string): Promise<Response> {
    try {
      return await answer(request, path);
    } catch (error) {
      if (error instanceof AppError) return json(error.status, { message: error.message, field: error.field });
      if (error instanceof URIError) return json(400, { message: "path: is not valid percent-encoding" });
      const requestId = randomUUID();
      logger.error({ requestId, err: error, method: request.method, path }, "request failed");
      return json(500, { message: `Something failed on our side. Request id ${requestId}`, requestId });
    }
  };
}
