import { inngest } from "#inngest/client.ts";
import { keptLinesDue, logSourcesHealthDue } from "#inngest/events.ts";
import { judgeError } from "#lib/system-errors/judge-error.ts";

/** Says what the schemas of now would make of the failing lines that are kept of a source. */
export const judgeKeptLines = inngest.createFunction(
  {
    id: "judge-kept-lines",
    name: "Judge kept lines",
    triggers: [keptLinesDue],
    concurrency: [{ limit: 1, key: "event.data.sourceId" }, { limit: 2 }],
    retries: 3,
  },
  async ({ event, step }) => {
    await step.run("judge", () => judgeError(event.data.sourceId, new Date()));
    await step.sendEvent("health", logSourcesHealthDue.create({}));
  },
);
