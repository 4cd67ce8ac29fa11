import "server-only";
import type { z } from "zod";
import type { IfMatch } from "#lib/change.ts";
import { AppError } from "#lib/errors.ts";
import type { OperationContext } from "./define-operation.ts";

const maxBodyBytes = 1024 * 1024;
const maxBodyDepth = 100;

/**
 * A part of a request, read by its shape.
 * @param where names the part when no field is at fault.
 * @throws AppError (invalid) that names the field and the rule.
 */
export function parse(shape: z.ZodType | undefined, value: unknown, where: string): unknown {
  if (!shape) return undefined;
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue?.path.join(".");
  const extra = result.error.issues.length - 1;
  const more = extra > 0 ? ` (and ${extra} more)` : "";
  throw new AppError("invalid", `${field || where}: ${issue?.message}${more}`, { field: field || undefined });
}

/** The body's JSON. @throws AppError: too-large, invalid (no JSON). */
export async function bodyOf(request: Request): Promise<unknown> {
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
export function refuseUnstorable(value: unknown): void {
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

/**
 * What If-Match or If-None-Match asks of the thing.
 * @throws AppError (invalid) when it is none, or the operation compares no versions.
 */
export function ifMatchOf(request: Request, isCompared: boolean): IfMatch {
  const given = request.headers.get("if-match");
  const wantsNone = request.method !== "GET" && request.headers.get("if-none-match") === "*";
  if (given === null && !wantsNone) return null;
  if (!isCompared) throw new AppError("invalid", "If-Match: this operation compares no versions");
  if (given === null) return "none-yet";
  const etags = given.match(/\*|"[^"]*"/g);
  if (!etags) throw new AppError("invalid", 'If-Match: must be an ETag in quotes, such as "a1b2", or *');
  return etags;
}

const maxAgentLength = 512;

/** Where a request came from: the first address that the proxies before us name, and the client's own name for itself. */
export function originOf(headers: Headers): Pick<OperationContext, "remoteAddress" | "userAgent"> {
  const forwarded = headers.get("x-forwarded-for")?.split(",")[0]?.trim();
  return {
    remoteAddress: forwarded || null,
    userAgent: headers.get("user-agent")?.slice(0, maxAgentLength) || null,
  };
}
