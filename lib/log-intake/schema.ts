/** Client-safe shapes of the intake: nothing here may import from the server. */

/** What the intake answers to an accepted request. `batchId` is null for an empty body. */
export interface IntakeReceipt {
  accepted: { bytes: number; lines: number };
  batchId: string | null;
}
