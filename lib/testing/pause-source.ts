/** Pausing by itself and at a time, for tests of what follows from it. */
import { systemActor } from "#lib/auth/actor.ts";
import { change } from "#lib/change.ts";
import { setPaused } from "#lib/drop-off/pauses.ts";

export function pauseSource(sourceId: string, isPaused: boolean, at: Date): Promise<void> {
  return change({ actor: systemActor, now: at }, (tx) => setPaused(tx, sourceId, isPaused, at));
}
