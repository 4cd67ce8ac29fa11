import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";

import { nudgeDeliveries } from "#inngest/nudge.ts";
import { dropOffTick } from "#lib/drop-off/tick.ts";

/** Looks every minute at the drop-off alarms that are due, and is the heartbeat of the pipeline by doing so. */
export const watchDropOff = inngest.createFunction(
  { id: "drop-off-tick", name: "Watch for log drop-off", triggers: [cron("* * * * *")], retries: 0 },
  async ({ step }) => {
    const result = await step.run("look at what is due", () => dropOffTick());
    const due = result.destinationIds.map((destinationId) => ({ destinationId }));
    if (due.length > 0) await step.run("nudge", () => nudgeDeliveries(due));
    return result;
  },
);
