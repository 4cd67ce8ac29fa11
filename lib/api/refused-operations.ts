import "server-only";
import type { Actor } from "#lib/auth/actor.ts";
import type { Permission } from "#lib/auth/schema.ts";
import type { Operation } from "./define-operation.ts";

/** The operations that an actor may not call, by `METHOD /path`, each with the permission that is missing; none for an admin. */
export function refusedOperations(operations: readonly Operation[], actor: Actor): Record<string, Permission> {
  const refused: Record<string, Permission> = {};
  for (const { method, path, permission } of operations) {
    if (permission !== null && !actor.permissions.has(permission)) refused[`${method} ${path}`] = permission;
  }
  return refused;
}
