import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";
import { dropOffTick } from "#lib/drop-off/tick.ts";

/** Looks every minute at the drop-off alarms that are due, and is the heartbeat of the pipeline by doing so. */
export const watchDropOff = inngest.createFunction(
  { id: "drop-off-tick", name: "Watch for log drop-off", triggers: [cron("* * * * *")], retries: 0 },
  ({ step }) => step.run("look at what is due", () => dropOffTick()),
);
