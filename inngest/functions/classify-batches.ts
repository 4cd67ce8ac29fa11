import { inngest } from "#inngest/client.ts";
import { logsBatchReceived } from "#inngest/events.ts";

/** Classifies what waits of one source. */
export const classifyBatches = inngest.createFunction(
  {
    id: "classify-batches",
    name: "Classify batches",
    triggers: [logsBatchReceived],
    concurrency: [{ limit: 1, key: "event.data.sourceId" }],
    retries: 3,
  },
  async ({ event }) => ({ sourceId: event.data.sourceId, batches: 0 }),
);
