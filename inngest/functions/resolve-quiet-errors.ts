import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";
import { nudgeDeliveries } from "#inngest/nudge.ts";
import { endSnoozes, resolveQuietErrors } from "#lib/system-errors/resolve-quiet.ts";

/** Closes what has been over for long enough, and ends snoozes. */
export const resolveQuietSystemErrors = inngest.createFunction(
  { id: "resolve-quiet-errors", name: "Resolve quiet errors", triggers: [cron("* * * * *")], retries: 0 },
  async ({ step }) => {
    const result = await step.run("resolve what is over", async () => {
      const now = new Date();
      return { destinationIds: await resolveQuietErrors(now), woken: await endSnoozes(now) };
    });
    const due = result.destinationIds.map((destinationId) => ({ destinationId }));
    if (due.length > 0) await step.run("nudge", () => nudgeDeliveries(due));
    return result;
  },
);
