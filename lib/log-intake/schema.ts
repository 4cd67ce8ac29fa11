/** Client-safe shapes of the intake: nothing here may import from the server. */
import { z } from "zod";

/** What the intake answers to an accepted request. `batchId` is null for an empty body. */
export const intakeReceiptShape = z.object({
  accepted: z.object({ bytes: z.number().int(), lines: z.number().int() }),
  batchId: z.string().nullable(),
});
export type IntakeReceipt = z.infer<typeof intakeReceiptShape>;
