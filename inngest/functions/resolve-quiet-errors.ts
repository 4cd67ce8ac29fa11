import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";
import { alertsDeliveryDue } from "#inngest/events.ts";
import { endSnoozes, resolveQuietErrors } from "#lib/system-errors/resolve-quiet.ts";

/** Closes what has been over for long enough, and ends snoozes. */
export const resolveQuietSystemErrors = inngest.createFunction(
  { id: "resolve-quiet-errors", name: "Resolve quiet errors", triggers: [cron("* * * * *")], retries: 0 },
  async ({ step }) => {
    const result = await step.run("resolve what is over", async () => {
      const now = new Date();
      return { destinationIds: await resolveQuietErrors(now), woken: await endSnoozes(now) };
    });
    const events = result.destinationIds.map((destinationId) => alertsDeliveryDue.create({ destinationId }));
    if (events.length > 0) await step.sendEvent("nudge", events);
    return result;
  },
);
