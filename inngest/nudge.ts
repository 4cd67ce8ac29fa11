import "server-only";
import type { NoticeSenders } from "#lib/change.ts";
import { logger } from "#lib/logger.ts";
import { inngest } from "./client.ts";
import { alertsDeliveryDue, keptLinesDue, logSourcesHealthDue, logsBatchReceived } from "./events.ts";

type Nudge = ReturnType<
  (typeof logsBatchReceived | typeof alertsDeliveryDue | typeof logSourcesHealthDue | typeof keptLinesDue)["create"]
>;

/** Sends events. Never throws: what an event would have started stands in rows, and a sweep finds it within a minute. */
async function nudge(events: Nudge[]): Promise<void> {
  await isTaken(events);
}

/** A server takes at most 5,000 in one request. */
const eventsARequest = 1_000;

async function isTaken(events: Nudge[]): Promise<boolean> {
  try {
    for (let at = 0; at < events.length; at += eventsARequest) {
      await inngest.send(events.slice(at, at + eventsARequest));
    }
    return true;
  } catch (error) {
    logger.warn(
      { err: error, count: events.length, event: events[0]?.name },
      "an event could not be sent; the sweep will find its rows",
    );
    return false;
  }
}

/** Under the minute between two sweeps. */
const sweepBudgetMs = 45_000;

/**
 * For sweeps, behind which nothing else looks: sends an event for each id, and where none can be sent (a wrong key, a server that
 * takes no events) does the work here, one id after another for as long as a sweep may take.
 * @returns how many ids were worked on here.
 */
export async function nudgeOrWork(
  ids: string[],
  eventOf: (id: string) => Nudge,
  work: (id: string, budgetMs: number) => Promise<unknown>,
): Promise<number> {
  if (await isTaken(ids.map(eventOf))) return 0;
  const endsAt = Date.now() + sweepBudgetMs;
  let count = 0;
  for (const id of ids) {
    if (Date.now() >= endsAt) break;
    // One that fails must not keep the others from their turn.
    await work(id, endsAt - Date.now()).catch((error: unknown) =>
      logger.error({ err: error, id }, "a sweep could not do the work"),
    );
    count += 1;
  }
  logger.error({ count, of: ids.length }, "the Inngest server takes no events: the sweep did the work itself");
  return count;
}

/** Says that deliveries of these destinations are due, each at its time when one is given (epoch milliseconds). */
export async function nudgeDeliveries(due: { destinationId: string; at?: number }[]): Promise<void> {
  await nudge(
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
