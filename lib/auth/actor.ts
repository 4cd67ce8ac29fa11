import "server-only";
import { AppError } from "#lib/errors.ts";
import { allPermissions, type Permission } from "./schema.ts";

declare const made: unique symbol;

/**
 * Who acts, and what they may do: an argument of whatever reads or changes for somebody. Only `userActor`, `tokenActor` and
 * `systemActor` make it, so that authority always comes from a session, a token or the product's own jobs.
 */
export interface Actor {
  readonly [made]: true;
  readonly type: "user" | "api-token" | "system";
  readonly id: string;
  /** For the timeline: a person's name, a token's name, or "Telltale". */
  readonly name: string;
  readonly permissions: ReadonlySet<Permission>;
}

function actor(fields: Omit<Actor, typeof made>): Actor {
  return fields as Actor;
}

/** From a signed-in session (lib/auth/session.ts). */
export function userActor(user: { id: string; name: string }, permissions: Iterable<Permission>): Actor {
  return actor({ type: "user", id: user.id, name: user.name, permissions: new Set(permissions) });
}

/** From an API token whose hash was found (lib/auth/api-tokens.ts). */
export function tokenActor(token: { id: string; name: string }, permissions: Iterable<Permission>): Actor {
  return actor({ type: "api-token", id: token.id, name: token.name, permissions: new Set(permissions) });
}

/** The product itself: jobs, health checks, drop-off. It may do everything. */
export const systemActor: Actor = actor({
  type: "system",
  id: "system",
  name: "Telltale",
  permissions: new Set(allPermissions),
});

/** @throws AppError (forbidden) that names the permission which is missing. */
export function requirePermission(who: Actor, permission: Permission): void {
  if (!who.permissions.has(permission)) {
    throw new AppError("forbidden", `${who.name} lacks the permission ${permission}`);
  }
}
