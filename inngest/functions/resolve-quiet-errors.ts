import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";
import { endSnoozes, resolveQuietErrors } from "#lib/system-errors/resolve-quiet.ts";

/** Closes what has been over for long enough, and ends snoozes. */
export const resolveQuietSystemErrors = inngest.createFunction(
  { id: "resolve-quiet-errors", name: "Resolve quiet errors", triggers: [cron("* * * * *")], retries: 0 },
  ({ step }) =>
    step.run("resolve what is over", async () => {
      const now = new Date();
      await resolveQuietErrors(now);
      return { woken: await endSnoozes(now) };
    }),
);
