import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";
import { logSourcesHealthDue } from "#inngest/events.ts";
import { runDueChecks } from "#lib/health-checks/run-checks.ts";

/** Runs the health checks of the log sources that are due: soon after something changed, and every minute for what time changes. */
export const checkLogSources = inngest.createFunction(
  {
    id: "check-log-sources",
    name: "Check log sources",
    triggers: [cron("* * * * *"), logSourcesHealthDue],
    concurrency: [{ limit: 1 }],
    retries: 0,
  },
  async ({ step }) => ({ sources: await step.run("check what is due", () => runDueChecks()) }),
);
