import type { AppResponse } from "./app-client.ts";
import { retryAfterAt } from "./retries.ts";
import type { RunError } from "./runs.ts";

/** A step operation as the SDK reports it; internal fields of the SDK may come along and mean nothing. */
export type Op = {
  op: string;
  id: string;
  name?: string;
  displayName?: string;
  data?: unknown;
  error?: unknown;
  opts?: Record<string, unknown> | null;
};

export type Answer =
  | { kind: "ops"; ops: Op[]; version: number; isFinal: boolean; retryAt: number | undefined }
  | { kind: "returned"; output: unknown }
  | { kind: "failed"; isFinal: boolean; retryAt: number | undefined; output: unknown; error: RunError };

/** Reads what the app answered. What is not an answer of the SDK is a failed attempt, whatever its status. */
export function readAnswer(response: Extract<AppResponse, { kind: "answered" }>, now: number): Answer {
  const { status, headers, body } = unwrapStream(response);
  const retryAt = retryAfterAt(headers["retry-after"], now);
  if (!headers["x-inngest-sdk"]) return notFromSdk(status, headers["content-type"], body, retryAt);
  const isFinal = headers["x-inngest-no-retry"] === "true";
  let parsed: unknown;
  try {
    parsed = body === "" ? null : JSON.parse(body);
  } catch {
    return unreadable(`The app's answer with status ${status} is not JSON`, retryAt);
  }
  if (status === 206) {
    if (!Array.isArray(parsed) || !parsed.every(isOp))
      return unreadable("The app's answer 206 is not a list of ops", retryAt);
    const version = Number(headers["x-inngest-req-version"] ?? 2);
    return { kind: "ops", ops: parsed, version: Number.isInteger(version) ? version : 2, isFinal, retryAt };
  }
  if (status === 200) return { kind: "returned", output: parsed };
  return { kind: "failed", isFinal, retryAt, output: parsed, error: errorOf(parsed, isFinal) };
}

function isOp(value: unknown): value is Op {
  const op = value as Partial<Op> | null;
  return typeof op === "object" && op !== null && typeof op.op === "string" && typeof op.id === "string";
}

/** With streaming the real status, headers and body come inside a 201, after spaces that keep the connection open. */
function unwrapStream(response: Extract<AppResponse, { kind: "answered" }>) {
  if (response.status !== 201) return response;
  try {
    const inner = JSON.parse(response.body) as { status: number; headers?: Record<string, string>; body: unknown };
    if (typeof inner?.status !== "number") return response;
    const headers = Object.fromEntries(
      Object.entries(inner.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    );
    return {
      status: inner.status,
      headers: { ...response.headers, ...headers } as Record<string, string | undefined>,
      body: typeof inner.body === "string" ? inner.body : JSON.stringify(inner.body ?? null),
    };
  } catch {
    return response;
  }
}

function notFromSdk(status: number, type: string | undefined, body: string, retryAt: number | undefined): Answer {
  const message = `Your server returned HTTP ${status} before the SDK responded.`;
  const stack =
    "No step output was produced before the request failed: a proxy in front of the app may have answered, or the app " +
    `was unable to respond.\n\nUpstream response (${type ?? "no content type"}):\n${body.slice(0, 4_096)}`;
  const error = { error: message, name: "Server returned a fatal error", message, stack };
  return { kind: "failed", isFinal: false, retryAt, output: error, error };
}

function unreadable(message: string, retryAt: number | undefined): Answer {
  const error = { error: message, name: "Error", message };
  return { kind: "failed", isFinal: false, retryAt, output: error, error };
}

/** A failed attempt for which the app gave no answer at all. */
export function lostCall(reason: string): Extract<Answer, { kind: "failed" }> {
  const message = `The connection to the app ended before it answered: ${reason}`;
  const error = { error: message, name: "Server returned a fatal error", message };
  return { kind: "failed", isFinal: false, retryAt: undefined, output: error, error };
}

/** The error as end events, onFailure and `step.invoke` see it, from the SDK's serialised error. */
export function errorOf(serialized: unknown, isFinal: boolean): RunError {
  const { name, message, stack, cause } = (typeof serialized === "object" && serialized !== null ? serialized : {}) as {
    name?: unknown;
    message?: unknown;
    stack?: unknown;
    cause?: unknown;
  };
  const text = typeof message === "string" ? message : JSON.stringify(serialized ?? null);
  return {
    error: isFinal ? "NonRetriableError" : text,
    name: typeof name === "string" ? name : "Error",
    message: text,
    ...(typeof stack === "string" ? { stack } : {}),
    ...(cause === undefined ? {} : { cause }),
  };
}
