import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";
import { alertsDeliveryDue } from "#inngest/events.ts";
import { overdueDestinationIds } from "#lib/alerts/delivery-claims.ts";

/** Finds deliveries whose event was lost: rows are the truth. */
export const sweepDeliveries = inngest.createFunction(
  { id: "sweep-deliveries", name: "Sweep deliveries", triggers: [cron("* * * * *")], retries: 0 },
  async ({ step }) => {
    const ids = await step.run("find what is overdue", () => overdueDestinationIds(new Date()));
    const events = ids.map((destinationId) => alertsDeliveryDue.create({ destinationId }));
    if (events.length > 0) await step.sendEvent("nudge", events);
    return { destinations: ids.length };
  },
);
