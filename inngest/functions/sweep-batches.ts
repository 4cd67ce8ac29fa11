import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";
import { logsBatchReceived } from "#inngest/events.ts";

import { nudgeOrWork } from "#inngest/nudge.ts";
import { processBatches } from "#lib/log-processing/process-batches.ts";
import { removeAbandonedBodies, waitingSourceIds } from "#lib/log-processing/sweep.ts";

/** So that one source with a backlog lets others in. */
const budgetOfOneMs = 10_000;

/** Finds stored bodies whose event was lost: rows are the truth. */
export const sweepBatches = inngest.createFunction(
  { id: "sweep-batches", name: "Sweep batches", triggers: [cron("* * * * *")], retries: 0 },
  async ({ step }) => {
    const found = await step.run("find what waits", async () => {
      const now = new Date();
      return { sourceIds: await waitingSourceIds(now), abandoned: await removeAbandonedBodies(now) };
    });
    const { sourceIds, abandoned } = found;
    const doneHere = await step.run("nudge", () =>
      nudgeOrWork(
        sourceIds,
        (sourceId) => logsBatchReceived.create({ sourceId }),
        (sourceId, budgetMs) => processBatches(sourceId, { budgetMs: Math.min(budgetMs, budgetOfOneMs) }),
      ),
    );
    return { sources: sourceIds.length, doneHere, abandoned };
  },
);
