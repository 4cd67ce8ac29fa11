import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";
import { alertsDeliveryDue } from "#inngest/events.ts";
import { nudgeOrWork } from "#inngest/nudge.ts";
import { deliverDue } from "#lib/alerts/deliver.ts";
import { overdueDestinationIds } from "#lib/alerts/delivery-claims.ts";
import { reportDeliveryOutcome } from "#lib/system-errors/delivery-outcome.ts";

/** So that one destination with a backlog lets others in. */
const budgetOfOneMs = 10_000;

/** Finds deliveries whose event was lost: rows are the truth. */
export const sweepDeliveries = inngest.createFunction(
  { id: "sweep-deliveries", name: "Sweep deliveries", triggers: [cron("* * * * *")], retries: 0 },
  async ({ step }) => {
    const ids = await step.run("find what is overdue", () => overdueDestinationIds(new Date()));
    const doneHere = await step.run("nudge", () =>
      nudgeOrWork(
        ids,
        (destinationId) => alertsDeliveryDue.create({ destinationId }),
        (destinationId, budgetMs) =>
          deliverDue(destinationId, {
            onOutcome: reportDeliveryOutcome,
            budgetMs: Math.min(budgetMs, budgetOfOneMs),
          }),
      ),
    );
    return { destinations: ids.length, doneHere };
  },
);
