import "server-only";
import { z } from "zod";
import type { Permission } from "#lib/auth/schema.ts";
import type { ChangeContext } from "#lib/change.ts";
import type { AppErrorCode } from "#lib/errors.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Who asks, when, and from where. One instant a request: whatever it writes carries it. */
export interface OperationContext extends Required<ChangeContext> {}

/** What a request brought, read by the operation's shapes; undefined where it declares none. */
export interface OperationInput<P, Q, B> {
  params: P;
  query: Q;
  body: B;
}

/**
 * One operation of the public REST API: the whole contract. The mount, the validation, the OpenAPI document, the typed client
 * and what a person may do are derived from it.
 */
export interface Operation<
  M extends Method = Method,
  Path extends string = string,
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
  R extends z.ZodType = z.ZodType,
> {
  /**
   * `thing.verb`: list, get, create (POST), replace (PUT), update (PATCH), delete, or what a POST does to the thing
   * (`destination.test`). A part of a thing is a thing of its own: `alert-comment.list`.
   */
  id: string;
  method: M;
  /** Below /api/v1, with parameters in braces: `/alerts/{id}`. */
  path: Path;
  /** An imperative sentence without a full stop. */
  summary: string;
  /** What the actor must hold; null when being known is enough. The router asks; commands do not ask again. */
  permission: Permission | null;
  /** Status of success. 204 answers have no body. */
  status: 200 | 201 | 204;
  params?: P;
  /** Values that repeat arrive as arrays, others as strings. */
  query?: Q;
  body?: B;
  /** The answer, strict: a key that it does not name is a mistake. `noContent` for 204. */
  response: R;
  /** Refusals besides those that follow from the rest (lib/api/implied-errors.ts). */
  errors?: readonly AppErrorCode[];
  /**
   * The fields of the answer that a change may replace; from them comes the ETag of the answer. An operation that writes and has
   * it takes `If-Match`, and its command calls `tx.requireVersion`.
   */
  version?(answer: z.output<R>): unknown;
  /** It removes what has an ETag and answers nothing: it takes `If-Match`, and its command calls `tx.requireVersion`. */
  removesVersion?: true;
  run(input: OperationInput<z.output<P>, z.output<Q>, z.output<B>>, context: OperationContext): Promise<z.input<R>>;
}

/** The answer of an operation that has none. */
export const noContent: z.ZodVoid = z.void();

/** Ties the shapes of an operation to the types of its `run`, and keeps method and path literal for the typed client. */
export function defineOperation<
  M extends Method,
  Path extends `/${string}`,
  R extends z.ZodType,
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(operation: Operation<M, Path, P, Q, B, R>): Operation<M, Path, P, Q, B, R> {
  return operation;
}
