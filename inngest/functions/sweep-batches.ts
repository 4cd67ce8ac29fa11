import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";
import { logsBatchReceived } from "#inngest/events.ts";
import { removeAbandonedBodies, waitingSourceIds } from "#lib/log-processing/sweep.ts";

/** Finds stored bodies whose event was lost: rows are the truth. */
export const sweepBatches = inngest.createFunction(
  { id: "sweep-batches", name: "Sweep batches", triggers: [cron("* * * * *")], retries: 0 },
  async ({ step }) => {
    const found = await step.run("find what waits", async () => {
      const now = new Date();
      return { sourceIds: await waitingSourceIds(now), abandoned: await removeAbandonedBodies(now) };
    });
    const events = found.sourceIds.map((sourceId) => logsBatchReceived.create({ sourceId }));
    if (events.length > 0) await step.sendEvent("nudge", events);
    return { sources: events.length, abandoned: found.abandoned };
  },
);
