import "server-only";
import type { NoticeSenders } from "#lib/change.ts";
import { logger } from "#lib/logger.ts";
import { inngest } from "./client.ts";
import { alertsDeliveryDue, keptLinesDue, logsBatchReceived } from "./events.ts";

type Nudge = ReturnType<(typeof logsBatchReceived | typeof alertsDeliveryDue | typeof keptLinesDue)["create"]>;

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

/** One event a source within this time, however many batches arrive; the last one always follows. */
const gapMs = 100;
const waiting = new Map<string, { isDirty: boolean }>();

/**
 * Says that a batch of the source was stored. At once when the source was quiet; at most ten times a second when it is
 * busy, with one more after the last batch, so that none is missed. Never throws and is not waited for.
 */
export function nudgeBatches(sourceId: string): void {
  const current = waiting.get(sourceId);
  if (current) {
    current.isDirty = true;
    return;
  }
  const state = { isDirty: false };
  waiting.set(sourceId, state);
  void (async () => {
    do {
      state.isDirty = false;
      await nudge([logsBatchReceived.create({ sourceId })]);
      await new Promise((resolve) => setTimeout(resolve, gapMs));
    } while (state.isDirty);
    waiting.delete(sourceId);
  })();
}

/** How the units of work say what waits (lib/change.ts): as events of the job server. */
export const noticeSenders: NoticeSenders = {
  deliveriesDue: (due) =>
    nudgeDeliveries(due.map(({ destinationId, at }) => (at ? { destinationId, at: at.getTime() } : { destinationId }))),
  batchesWaiting: (sourceIds) => sourceIds.forEach(nudgeBatches),
  judgementsDue: (sourceIds) => nudge(sourceIds.map((sourceId) => keptLinesDue.create({ sourceId }))),
};
