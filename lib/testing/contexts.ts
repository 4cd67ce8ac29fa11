/** Contexts of changes, for tests that call a command without a request. */
import { type Actor, systemActor } from "#lib/auth/actor.ts";
import type { ChangeContext } from "#lib/change.ts";

export function contextOf(actor: Actor = systemActor, now = new Date()): ChangeContext {
  return { actor, now };
}
