import "server-only";
import type { Actor } from "#lib/auth/actor.ts";
import { pool } from "#lib/db.ts";
import { AppError } from "#lib/errors.ts";

/**
 * Everything that happened up to this time has been seen; it never goes back.
 * @throws AppError (forbidden) when the actor is no user.
 */
export async function markSeen(actor: Actor, upTo: Date): Promise<void> {
  if (actor.type !== "user") throw new AppError("forbidden", "Notifications belong to a signed-in user");
  await pool.query("UPDATE users SET bell_seen_at = GREATEST(bell_seen_at, $2) WHERE id = $1", [actor.id, upTo]);
}
