import { inngest } from "#inngest/client.ts";
import { alertsDeliveryDue } from "#inngest/events.ts";
import { deliverDue } from "#lib/alerts/deliver.ts";
import { reportDeliveryOutcome } from "#lib/system-errors/delivery-outcome.ts";

/** Below this an event may have come a little early by another machine's clock, and its id would swallow the repeat. */
const soonMs = 1_000;

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
    const result = await step.run("send what is due", async () => {
      const { nextDueAt, ...counts } = await deliverDue(destinationId, { onOutcome: reportDeliveryOutcome });
      const ts = nextDueAt?.getTime() ?? null;
      return { ...counts, next: ts === null ? null : { ts, isSoon: ts - Date.now() < soonMs } };
    });
    if (result.next) {
      const { ts, isSoon } = result.next;
      // The id makes one event of the many runs that found the same next time.
      const id = isSoon ? {} : { id: `delivery-${destinationId}-${ts}` };
      await step.sendEvent("schedule what follows", alertsDeliveryDue.create({ destinationId }, { ts, ...id }));
    }
    return result;
  },
);
