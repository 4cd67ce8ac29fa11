import "server-only";
import type { NoticeSenders } from "#lib/change.ts";
import { logger } from "#lib/logger.ts";
import { inngest } from "./client.ts";
import { alertsDeliveryDue, keptLinesDue, logSourcesHealthDue, logsBatchReceived } from "./events.ts";

type Nudge = ReturnType<
  (typeof logsBatchReceived | typeof alertsDeliveryDue | typeof logSourcesHealthDue | typeof keptLinesDue)["create"]
>;

/** Sends events. Never throws: what an event would have started stands in rows, and a sweep finds it within a minute. */
export async function nudge(events: Nudge[]): Promise<void> {
  if (events.length === 0) return;
  try {
    await inngest.send(events);
  } catch (error) {
    logger.warn(
      { err: error, events: events.map((event) => event.name) },
      "an event could not be sent; the sweep will find its rows",
    );
  }
}

/** Says that deliveries of these destinations are due, each at its time when one is given (epoch milliseconds). */
export function nudgeDeliveries(due: { destinationId: string; at?: number }[]): Promise<void> {
  return nudge(
    due.map(({ destinationId, at }) => alertsDeliveryDue.create({ destinationId }, at === undefined ? {} : { ts: at })),
  );
}

/**
 * Sends at once when its key was quiet; at most once within `gapMs` when it is busy, with one more after the last call, so
 * that none is missed.
 */
function paced(gapMs: number, send: (key: string) => Promise<void>): (key: string) => void {
  const waiting = new Map<string, { isDirty: boolean }>();
  return (key) => {
    const current = waiting.get(key);
    if (current) {
      current.isDirty = true;
      return;
    }
    const state = { isDirty: false };
    waiting.set(key, state);
    void (async () => {
      do {
        state.isDirty = false;
        await send(key);
        await new Promise((resolve) => setTimeout(resolve, gapMs));
      } while (state.isDirty);
      waiting.delete(key);
    })();
  };
}

/** Says that a batch of the source was stored. Never throws and is not waited for. */
export const nudgeBatches = paced(100, (sourceId) => nudge([logsBatchReceived.create({ sourceId })]));

const nudgeChecks = paced(1000, () => nudge([logSourcesHealthDue.create({})]));

/** Says that the health of some log source is due. Never throws and is not waited for. */
export function nudgeHealth(): void {
  nudgeChecks("");
}

/** How the units of work say what waits (lib/change.ts): as events of the job server. */
export const noticeSenders: NoticeSenders = {
  deliveriesDue: (due) =>
    nudgeDeliveries(due.map(({ destinationId, at }) => (at ? { destinationId, at: at.getTime() } : { destinationId }))),
  batchesWaiting: (sourceIds) => sourceIds.forEach(nudgeBatches),
  judgementsDue: (sourceIds) => nudge(sourceIds.map((sourceId) => keptLinesDue.create({ sourceId }))),
};
