import "server-only";
import type { Actor } from "./actor.ts";
import type { Permission } from "./schema.ts";

/** What `read` gives when the actor may read it; null when not, for a part of a page that is left out then. */
export async function ifPermitted<T>(actor: Actor, permission: Permission, read: () => Promise<T>): Promise<T | null> {
  return actor.permissions.has(permission) ? read() : null;
}
