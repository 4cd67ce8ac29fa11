import { cron } from "inngest";
import { inngest } from "#inngest/client.ts";
import { keepLogSources } from "#lib/log-sources/retention.ts";

/** Removes what is past its time, and makes tomorrow's partitions of the lake. */
export const keepLogSourcesTidy = inngest.createFunction(
  { id: "keep-log-sources", name: "Retention of log sources", triggers: [cron("7 * * * *")], retries: 2 },
  async ({ step }) => step.run("remove and prepare", () => keepLogSources(new Date())),
);
