import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";
import { keptLinesDue } from "#inngest/events.ts";
import { sourcesToJudge } from "#lib/kept-lines/verdicts.ts";

/** Finds sources whose kept lines were not judged by the schemas of now, or whose later lines were not. */
export const sweepKeptLines = inngest.createFunction(
  { id: "sweep-kept-lines", name: "Sweep kept lines", triggers: [cron("* * * * *")], retries: 0 },
  async ({ step }) => {
    const sourceIds = await step.run("find what is not judged", sourcesToJudge);
    if (sourceIds.length > 0)
      await step.sendEvent(
        "nudge",
        sourceIds.map((sourceId) => keptLinesDue.create({ sourceId })),
      );
    return { sources: sourceIds.length };
  },
);
