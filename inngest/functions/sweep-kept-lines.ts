import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";
import { keptLinesDue } from "#inngest/events.ts";
import { nudgeOrWork } from "#inngest/nudge.ts";
import { sourcesToJudge } from "#lib/kept-lines/verdicts.ts";
import { judgeError } from "#lib/system-errors/judge-error.ts";

/** Finds sources whose kept lines were not judged by the schemas of now, or whose later lines were not. */
export const sweepKeptLines = inngest.createFunction(
  { id: "sweep-kept-lines", name: "Sweep kept lines", triggers: [cron("* * * * *")], retries: 0 },
  async ({ step }) => {
    const sourceIds = await step.run("find what is not judged", sourcesToJudge);
    const doneHere = await step.run("nudge", () =>
      nudgeOrWork(
        sourceIds,
        (sourceId) => keptLinesDue.create({ sourceId }),
        (sourceId) => judgeError(sourceId, new Date()),
      ),
    );
    return { sources: sourceIds.length, doneHere };
  },
);
