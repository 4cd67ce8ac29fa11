import "server-only";
import type { z } from "zod";
import type { Actor } from "#lib/auth/actor.ts";
import type { Permission } from "#lib/auth/schema.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Shapes of what comes in; each is optional. Query values that repeat arrive as arrays, others as strings. */
interface Shapes<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  params?: P;
  query?: Q;
  body?: B;
}

export interface OperationInput<P, Q, B> {
  actor: Actor;
  params: P;
  query: Q;
  body: B;
}

/** One operation of the public REST API; the mount, the validation and the OpenAPI document are derived from it. */
export interface Operation {
  /** Like `alert#list`. */
  id: string;
  method: Method;
  /** Below /api/v1, with parameters in braces: `/alerts/{id}`. */
  path: string;
  summary: string;
  permission: Permission | null;
  /** Status of success. 204 answers have no body. */
  status: 200 | 201 | 204;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  response?: z.ZodType;
  run(input: OperationInput<unknown, unknown, unknown>): Promise<unknown>;
}

type InferOr<T extends z.ZodType | undefined> = T extends z.ZodType ? z.infer<T> : undefined;

/** Ties the shapes of an operation to the types that its `run` is given. */
export function defineOperation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  operation: Omit<Operation, "run" | "params" | "query" | "body"> &
    Shapes<P, Q, B> & { run(input: OperationInput<InferOr<P>, InferOr<Q>, InferOr<B>>): Promise<unknown> },
): Operation {
  // The router parses with the shapes before it calls `run`, which is what makes the wider type true.
  return operation as unknown as Operation;
}
