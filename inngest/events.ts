import { eventType } from "inngest";
import { z } from "zod";

/** Batches of a source wait to be classified. A nudge: the rows are the truth and a sweep finds what it missed. */
export const logsBatchReceived = eventType("logs/batch.received", { schema: z.object({ sourceId: z.uuid() }) });

/** Deliveries of a destination are due; sent with a future `ts` for a later try. */
export const alertsDeliveryDue = eventType("alerts/delivery.due", { schema: z.object({ destinationId: z.uuid() }) });

/** The failing lines that are kept of a source are to be judged by the schemas of now. */
export const keptLinesDue = eventType("kept-lines/judgement.due", { schema: z.object({ sourceId: z.uuid() }) });

/** The health of log sources is due; which, their rows say. */
export const logSourcesHealthDue = eventType("log-sources/health.due", { schema: z.object({}) });
