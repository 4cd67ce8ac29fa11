import "server-only";
import type { AppErrorCode } from "#lib/errors.ts";
import type { Operation } from "./define-operation.ts";

/** Whether an operation makes something new, so that doing it twice makes two: it takes Idempotency-Key. */
export function creates({ id }: Pick<Operation, "id">): boolean {
  return id.endsWith(".create");
}

/** Whether an operation takes If-Match. */
export function comparesVersions(operation: Pick<Operation, "id" | "method" | "version" | "removesVersion">): boolean {
  if (operation.removesVersion) return true;
  return operation.version !== undefined && operation.method !== "GET" && !creates(operation);
}

/** The refusals that an operation may answer with because of what it is; `errors` names the others. */
export function impliedErrors(operation: Operation): AppErrorCode[] {
  const errors: AppErrorCode[] = ["invalid", "unauthenticated"];
  if (operation.permission !== null || operation.method !== "GET") errors.push("forbidden");
  if (operation.params) errors.push("not-found");
  if (operation.body) errors.push("too-large");
  if (comparesVersions(operation)) errors.push("changed");
  if (creates(operation)) errors.push("key-reused");
  return errors;
}
