import { inngest } from "#inngest/client.ts";
import { logsBatchReceived } from "#inngest/events.ts";
import { nudgeHealth } from "#inngest/nudge.ts";
import { processBatches } from "#lib/log-processing/process-batches.ts";

/** Well under the time a run may take, so that a source with a backlog lets others in. */
const budgetMs = 20_000;

/** Classifies what waits of one source, and tells the destinations after each commit. */
export const classifyBatches = inngest.createFunction(
  {
    id: "classify-batches",
    name: "Classify batches",
    triggers: [logsBatchReceived],
    concurrency: [{ limit: 1, key: "event.data.sourceId" }],
    retries: 3,
  },
  async ({ event, step }) => {
    const { sourceId } = event.data;
    const result = await step.run("classify what waits", () => processBatches(sourceId, { budgetMs }));
    if (result.failures > 0 || result.nextTryAt !== null) nudgeHealth();
    if (result.isMore) await step.sendEvent("go on", logsBatchReceived.create({ sourceId }));
    else if (result.nextTryAt !== null) {
      const ts = Date.parse(result.nextTryAt);
      await step.sendEvent("try again", logsBatchReceived.create({ sourceId }, { ts, id: `try-${sourceId}-${ts}` }));
    }
    return result;
  },
);
