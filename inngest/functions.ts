import { classifyBatches } from "./functions/classify-batches.ts";

/** Every job that is served to Inngest. */
export const functions = [classifyBatches];
