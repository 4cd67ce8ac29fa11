import { inngest } from "#inngest/client.ts";
import { alertsDeliveryDue } from "#inngest/events.ts";
import { deliverDue } from "#lib/alerts/deliver.ts";
import { reportDeliveryOutcome } from "#lib/system-errors/delivery-outcome.ts";

/** Sends what is due to one destination, one run at a time, and asks to be called again when more will be. */
export const deliverAlerts = inngest.createFunction(
  {
    id: "deliver-alerts",
    name: "Deliver alerts",
    triggers: [alertsDeliveryDue],
    concurrency: [{ limit: 1, key: "event.data.destinationId" }],
    retries: 3,
  },
  async ({ event, step }) => {
    const { destinationId } = event.data;
    const result = await step.run("send what is due", () =>
      deliverDue(destinationId, { onOutcome: reportDeliveryOutcome }),
    );
    const owed = result.owedDestinationIds.map((id) => alertsDeliveryDue.create({ destinationId: id }));
    const next = result.nextDueAt === null ? [] : [Date.parse(result.nextDueAt)];
    // The id makes one event of many runs that found the same next time.
    const again = next.map((ts) =>
      alertsDeliveryDue.create({ destinationId }, { ts, id: `delivery-${destinationId}-${ts}` }),
    );
    if (owed.length + again.length > 0) await step.sendEvent("schedule what follows", [...owed, ...again]);
    return result;
  },
);
